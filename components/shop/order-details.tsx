import { ButtonLink } from "#components/ui/button.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { t } from "#lib/i18n/index.ts";
import type { OrderView } from "#lib/shop/orders.ts";
import { formatMoney } from "./format-money.ts";
import { OrderLines } from "./order-lines.tsx";
import { PostalAddress } from "./postal-address.tsx";

/** One order: what, how much, and where it goes. */
export function OrderDetails({ order }: { order: OrderView }) {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <Card as="section">
        <h2 className="title-2 mb-6">{t("shop.orders.linesTitle")}</h2>
        <OrderLines lines={order.lines} label={t("shop.orders.linesTitle")} />
        <dl className="mt-6 flex flex-wrap items-baseline justify-between gap-x-4 border-t border-line pt-4">
          <dt>
            {`${t("shop.orders.total")} `}
            <span className="text-soft">({t("shop.bag.count", { count: order.count })})</span>
          </dt>
          <dd className="title-2 tabular-nums">{formatMoney(order.total)}</dd>
        </dl>
        <p className="mt-2 text-soft">{t("shop.orders.noCharge")}</p>
      </Card>
      <Stack>
        <Card as="section">
          <h2 className="title-2 mb-4">{t("shop.orders.goesTo")}</h2>
          {order.address ? <PostalAddress address={order.address} strongName /> : <p className="text-soft">{t("shop.orders.noAddress")}</p>}
        </Card>
        <ButtonLink href="/orders" variant="secondary" full>
          {t("shop.orders.all")}
        </ButtonLink>
        <ButtonLink href="/#range" variant="quiet" full>
          {t("shop.bag.keepShopping")}
        </ButtonLink>
      </Stack>
    </div>
  );
}
