import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireUserId } from "#app/(shop)/require-user.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { OrderDetails } from "#components/shop/order-details.tsx";
import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { database } from "#lib/db/client.ts";
import { t } from "#lib/i18n/index.ts";
import { viewOrder } from "#lib/shop/orders.ts";

export const metadata: Metadata = { title: t("shop.orders.metaTitle") };

/** One order of the signed-in user. Somebody else's is one that is not there. */
export default async function OrderPage({ params, searchParams }: { params: Promise<{ number: string }>; searchParams: SearchParams }) {
  const { number } = await params;
  const order = await viewOrder(database().db, await requireUserId(`/orders/${encodeURIComponent(number)}`), number);
  if (!order) notFound();
  const placed = (await queryValue(searchParams, "placed")) === "1";
  const lead = (
    <>
      {t("shop.orders.placedOn")} <Moment value={order.placedAt} />
    </>
  );
  return (
    <PageFrame>
      <Stack gap="lg">
        {placed && (
          <Notice kind="success" title={t("shop.orders.placedTitle")}>
            {t("shop.orders.placed", { number: order.number })}
          </Notice>
        )}
        <PageTitle lead={lead}>{t("shop.orders.number", { number: order.number })}</PageTitle>
        <OrderDetails order={order} />
      </Stack>
    </PageFrame>
  );
}
