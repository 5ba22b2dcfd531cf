import { Icon } from "#components/ui/icon.tsx";
import { t } from "#lib/i18n/index.ts";
import type { BagLine } from "#lib/shop/bag.ts";
import type { OrderLineView } from "#lib/shop/orders.ts";
import { formatMoney } from "./format-money.ts";
import { ProductPicture } from "./product-picture.tsx";

/** The small picture of a line; a plain one for a product that is no longer sold. */
export function LinePicture({ product }: Pick<OrderLineView, "product">) {
  if (product) return <ProductPicture product={product} decorative eager className="rounded-control" />;
  return (
    <span className="grid aspect-4/3 w-full place-items-center rounded-control bg-sunken text-soft">
      <Icon name="bag" />
    </span>
  );
}

/** Lines of a bag as they will be ordered. */
export function asOrderLines(lines: readonly BagLine[]): OrderLineView[] {
  return lines.map(({ product, quantity, total }) => ({ name: t(`shop.products.${product.id}.name`), product, unitPrice: product.price, quantity, total }));
}

/** What is ordered, to read and not to change. */
export function OrderLines({ lines, label }: { lines: OrderLineView[]; label: string }) {
  return (
    <ul role="list" aria-label={label} className="divide-y divide-line">
      {lines.map((line) => (
        <li key={line.product?.id ?? line.name} className="grid grid-cols-[4.5rem_minmax(0,1fr)] items-center gap-4 py-4 first:pt-0 last:pb-0">
          <LinePicture product={line.product} />
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <div className="min-w-0">
              <h3 className="font-medium">{line.name}</h3>
              <p className="text-soft tabular-nums">{t("shop.orders.quantity", { quantity: line.quantity, price: formatMoney(line.unitPrice) })}</p>
            </div>
            <p className="font-medium tabular-nums">{formatMoney(line.total)}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
