import { requireUserId } from "#app/(shop)/require-user.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { AddressList } from "#components/shop/address-list.tsx";
import { EmptyState } from "#components/shop/empty-state.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { database } from "#lib/db/client.ts";
import { t } from "#lib/i18n/index.ts";
import { listAddresses, mostAddresses } from "#lib/shop/addresses.ts";
import { readAddressDeed } from "#lib/shop/checkout-forms.ts";

export const generateMetadata = titled("shop.addresses.title");

/** The addresses of the signed-in user. */
export default async function AddressesPage({ searchParams }: { searchParams: SearchParams }) {
  const addresses = await listAddresses(database().db, await requireUserId("/addresses"));
  const deed = readAddressDeed(await queryValue(searchParams, "done"));
  const gone = (await queryValue(searchParams, "problem")) === "gone";
  const add = { href: "/addresses/new", label: t("shop.addresses.add") };
  return (
    <PageFrame>
      <Stack gap="lg">
        {gone && <Notice kind="warning">{t("shop.addresses.gone")}</Notice>}
        {deed && <Notice kind="success">{t(`shop.addresses.done.${deed}`)}</Notice>}
        <PageTitle lead={addresses.length > 0 ? t("shop.addresses.lead") : undefined}>{t("shop.addresses.title")}</PageTitle>
        {addresses.length > 0 ? <AddressList addresses={addresses} /> : <EmptyState title={t("shop.addresses.emptyTitle")} text={t("shop.addresses.empty")} next={add} />}
        {addresses.length >= mostAddresses && <Notice title={t("shop.addresses.fullTitle")}>{t("shop.addresses.full", { most: mostAddresses })}</Notice>}
        {addresses.length > 0 && addresses.length < mostAddresses && (
          <p>
            <ButtonLink href={add.href}>{add.label}</ButtonLink>
          </p>
        )}
      </Stack>
    </PageFrame>
  );
}
