import { t } from "#lib/i18n/index.ts";
import type { Flash } from "#lib/shop/flash.ts";
import type { Product } from "#lib/shop/products.ts";
import { FlashNotice } from "./flash-notice.tsx";
import { formatMoney } from "./format-money.ts";
import { ProductForm } from "./product-form.tsx";
import { ProductPicture } from "./product-picture.tsx";

type ProductCardProps = { product: Product; saved: boolean; flash: Flash | null; eager: boolean };

/** One product of the range. The forms come back to this very card, where the message about them stands. */
export function ProductCard({ product, saved, flash, eager }: ProductCardProps) {
  const { id, category, price } = product;
  const returnTo = `/#${id}`;
  return (
    <li id={id} className="flex min-w-0 scroll-mt-6 flex-col overflow-hidden rounded-card border border-line bg-surface shadow-card target:border-accent">
      <ProductPicture product={product} eager={eager} />
      <div className="flex flex-1 flex-col gap-4 p-5">
        <div className="grid gap-1">
          <p className="text-sm text-soft">{t(`shop.categories.${category}`)}</p>
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <h3 className="title-2">{t(`shop.products.${id}.name`)}</h3>
            <p className="font-medium tabular-nums">{formatMoney(price)}</p>
          </div>
          <p className="text-soft">{t(`shop.products.${id}.description`)}</p>
        </div>
        {flash && <FlashNotice flash={flash} here="/" />}
        <div className="mt-auto flex flex-wrap gap-2">
          <ProductForm to="/bag" action="add" productId={id} returnTo={returnTo} label={t("shop.card.addToBag")} full className="flex-1 basis-36" />
          <ProductForm
            to="/saved"
            action={saved ? "remove" : "add"}
            productId={id}
            returnTo={returnTo}
            label={saved ? t("shop.card.saved") : t("shop.card.save")}
            variant="secondary"
            icon="heart"
            iconClassName={saved ? "fill-current" : ""}
          />
        </div>
      </div>
    </li>
  );
}
