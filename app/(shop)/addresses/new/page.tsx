import { headers } from "next/headers";
import { requireUserId } from "#app/(shop)/require-user.ts";
import { titled } from "#app/titled.ts";
import { AddressPage } from "#components/shop/address-page.tsx";
import { fetchedPostalCode } from "#lib/accounts/provider-profile.ts";
import { database } from "#lib/db/client.ts";
import { formValues } from "#lib/http/form-values.ts";
import { t } from "#lib/i18n/index.ts";
import { addressDraft } from "#lib/shop/address-form.ts";
import { listAddresses, mostAddresses } from "#lib/shop/addresses.ts";
import { countries } from "#lib/shop/countries.ts";

export const generateMetadata = titled("shop.addresses.addTitle");

/** The form for another address, with what is wrong in it after a refusal. */
export default async function NewAddressPage() {
  const { db } = database();
  const userId = await requireUserId("/addresses/new");
  const [addresses, postalCode] = await Promise.all([listAddresses(db, userId), fetchedPostalCode(db, userId)]);
  const draft = addressDraft(formValues(await headers()), postalCode === null ? {} : { postalCode });
  const full = addresses.length >= mostAddresses ? mostAddresses : null;
  return <AddressPage title={t("shop.addresses.addTitle")} action="/addresses/new" draft={draft} countries={countries()} full={full} />;
}
