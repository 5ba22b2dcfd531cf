import type { Metadata } from "next";
import { cache } from "react";
import { routeParam } from "#app/route-params.ts";
import { requireUserId } from "#app/(shop)/require-user.ts";
import { signedInUserId } from "#app/(shop)/signed-in-user.ts";
import { missing } from "#app/missing.tsx";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { OrderDetails } from "#components/shop/order-details.tsx";
import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Dated } from "#components/ui/moment.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { database } from "#lib/db/client.ts";
import { t } from "#lib/i18n/index.ts";
import { viewOrder } from "#lib/shop/orders.ts";

type Params = { params: Promise<{ number: string }> };

const findOrder = cache(async (userId: string, number: string) => await viewOrder(database().db, userId, number));

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const userId = await signedInUserId();
  const order = userId && (await findOrder(userId, await routeParam(params, "number")));
  return { title: order ? t("shop.orders.number", { number: order.number }) : t("pages.notFound.metaTitle") };
}

/** One order of the signed-in user. Somebody else's is one that is not there. */
export default async function OrderPage({ params, searchParams }: Params & { searchParams: SearchParams }) {
  const number = await routeParam(params, "number");
  const order = await findOrder(await requireUserId(`/orders/${encodeURIComponent(number)}`), number);
  if (!order) return missing();
  const placed = (await queryValue(searchParams, "placed")) === "1";
  const lead = <Dated words={t("shop.orders.placedOn")} value={order.placedAt} />;
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
