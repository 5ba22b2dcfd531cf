import { requireUserId } from "#app/(shop)/require-user.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { SecondAccount } from "#components/account/merge/already-customer.tsx";
import { EmptyState } from "#components/shop/empty-state.tsx";
import { OrderList } from "#components/shop/order-list.tsx";
import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { database } from "#lib/db/client.ts";
import { t } from "#lib/i18n/index.ts";
import { listOrders } from "#lib/shop/orders.ts";

export const generateMetadata = titled("shop.orders.title");

/** The orders of the signed-in user, newest first, a page at a time. */
export default async function OrdersPage({ searchParams }: { searchParams: SearchParams }) {
  const before = await queryValue(searchParams, "before");
  const page = await listOrders(database().db, await requireUserId("/orders"), before);
  return (
    <PageFrame width="medium">
      <Stack gap="lg">
        <PageTitle lead={page.orders.length > 0 ? t("shop.orders.lead") : undefined}>{t("shop.orders.title")}</PageTitle>
        {page.orders.length > 0 ? <OrderList page={page} /> : (
          <>
            <EmptyState title={t("shop.orders.emptyTitle")} text={t("shop.orders.empty")} />
            <SecondAccount />
          </>
        )}
      </Stack>
    </PageFrame>
  );
}
