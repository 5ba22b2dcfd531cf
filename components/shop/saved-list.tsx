import { t } from "#lib/i18n/index.ts";
import type { Product } from "#lib/shop/products.ts";
import { formatMoney } from "./format-money.ts";
import { ProductForm } from "./product-form.tsx";
import { ProductPicture } from "./product-picture.tsx";

/** The saved products, newest first. */
export function SavedList({ products }: { products: Product[] }) {
  return (
    <ul role="list" aria-label={t("shop.saved.listLabel")} className="grid gap-6 sm:grid-cols-2 lg:grid-cols-3">
      {products.map((product) => (
        <li key={product.id} className="flex min-w-0 flex-col overflow-hidden rounded-card border border-line bg-surface shadow-card">
          <ProductPicture product={product} decorative eager />
          <div className="flex flex-1 flex-col gap-4 p-5">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <h2 className="title-2">{t(`shop.products.${product.id}.name`)}</h2>
              <p className="font-medium tabular-nums">{formatMoney(product.price)}</p>
            </div>
            <div className="mt-auto flex flex-wrap gap-2">
              <ProductForm to="/saved" action="move" productId={product.id} returnTo="/saved" label={t("shop.saved.moveToBag")} full className="flex-1 basis-36" />
              <ProductForm to="/saved" action="remove" productId={product.id} returnTo="/saved" label={t("shop.saved.remove")} variant="quiet" />
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
