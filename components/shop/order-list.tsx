import { ButtonLink } from "#components/ui/button.tsx";
import { Stack } from "#components/ui/layout.tsx";
import { Dated } from "#components/ui/moment.tsx";
import { t } from "#lib/i18n/index.ts";
import type { OrderPage, OrderSummary } from "#lib/shop/orders.ts";
import { formatMoney } from "./format-money.ts";
import { LinePicture } from "./order-lines.tsx";

const picturesShown = 4;

/** Each picture has its place from the start: none moves when the next one comes. */
function Item({ order }: { order: OrderSummary }) {
  const names = order.lines.map(({ name }) => name);
  const more = names.length - picturesShown;
  return (
    <li className="relative grid gap-5 rounded-card border border-line bg-surface p-6 shadow-card hover:border-edge sm:grid-cols-[minmax(0,1fr)_minmax(0,21.5rem)]">
      <div className="grid min-w-0 gap-1">
        <h2 className="title-2">
          <a href={`/orders/${order.number}`} className="underline-offset-4 after:absolute after:inset-0 after:rounded-card hover:underline">
            {t("shop.orders.number", { number: order.number })}
          </a>
        </h2>
        <p className="text-soft">
          <Dated words={t("shop.orders.placedOn")} value={order.placedAt} precision="day" />
        </p>
        <p>
          {names.slice(0, picturesShown).join(", ")}
          {more > 0 && ` ${t("shop.orders.more", { count: more })}`}
        </p>
        <p className="mt-1 font-medium tabular-nums">
          {`${formatMoney(order.total)} `}
          <span className="font-normal text-soft">({t("shop.bag.count", { count: order.count })})</span>
        </p>
      </div>
      <div className="grid grid-cols-4 content-start gap-2" aria-hidden="true">
        {order.lines.slice(0, picturesShown).map((line) => (
          <div key={line.product?.id ?? line.name} className="max-w-20 min-w-0">
            <LinePicture product={line.product} />
          </div>
        ))}
      </div>
    </li>
  );
}

/** One page of a user's orders, newest first, with the way to the older ones and back. */
export function OrderList({ page }: { page: OrderPage }) {
  return (
    <Stack>
      <ul role="list" aria-label={t("shop.orders.listLabel")} className="grid gap-6">
        {page.orders.map((order) => (
          <Item key={order.number} order={order} />
        ))}
      </ul>
      <div className="flex flex-wrap gap-3">
        {page.older && (
          <ButtonLink href={`/orders?before=${page.older}`} variant="secondary">
            {t("shop.orders.older")}
          </ButtonLink>
        )}
        {page.continued && (
          <ButtonLink href="/orders" variant="quiet">
            {t("shop.orders.newest")}
          </ButtonLink>
        )}
      </div>
    </Stack>
  );
}
