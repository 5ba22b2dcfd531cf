import { headers } from "next/headers";
import { requireUserId } from "#app/(shop)/require-user.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { AddressErrorSummary } from "#components/shop/address-form.tsx";
import { CheckoutPanel } from "#components/shop/checkout-panel.tsx";
import { CheckoutProblemNotice } from "#components/shop/checkout-problem.tsx";
import { EmptyState } from "#components/shop/empty-state.tsx";
import { VanishedNotice } from "#components/shop/vanished-notice.tsx";
import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { randomToken } from "#lib/crypto/random.ts";
import { fetchedPostalCode } from "#lib/accounts/provider-profile.ts";
import { database } from "#lib/db/client.ts";
import { formValues } from "#lib/http/form-values.ts";
import { t } from "#lib/i18n/index.ts";
import { addressDraft } from "#lib/shop/address-form.ts";
import { mostAddresses } from "#lib/shop/addresses.ts";
import { viewCheckout } from "#lib/shop/checkout.ts";
import { readCheckoutProblem } from "#lib/shop/checkout-forms.ts";
import { countries } from "#lib/shop/countries.ts";

export const generateMetadata = titled("shop.checkout.title");

/** Where it goes and what it is, before the order is placed. */
export default async function CheckoutPage({ searchParams }: { searchParams: SearchParams }) {
  const userId = await requireUserId("/checkout");
  const { db } = database();
  const [checkout, postalCode] = await Promise.all([viewCheckout(db, userId, await queryValue(searchParams, "address")), fetchedPostalCode(db, userId)]);
  const draft = addressDraft(formValues(await headers()), postalCode === null ? {} : { postalCode });
  const problem = readCheckoutProblem(await queryValue(searchParams, "problem"));
  const empty = checkout.bag.lines.length === 0;
  return (
    <PageFrame>
      <Stack gap="lg">
        {problem && <CheckoutProblemNotice problem={problem} most={mostAddresses} />}
        {!empty && <AddressErrorSummary problems={draft.problems} />}
        <PageTitle lead={empty ? undefined : t("shop.checkout.lead")}>{t("shop.checkout.title")}</PageTitle>
        {checkout.bag.vanished > 0 && <VanishedNotice count={checkout.bag.vanished} returnTo="/checkout" />}
        {empty ? (
          <EmptyState title={t("shop.checkout.emptyTitle")} text={t("shop.checkout.empty")} also={{ href: "/orders", label: t("shop.checkout.seeOrders") }} />
        ) : (
          <CheckoutPanel checkout={checkout} token={randomToken()} draft={draft} countries={countries()} />
        )}
      </Stack>
    </PageFrame>
  );
}
