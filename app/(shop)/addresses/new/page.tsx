import type { Metadata } from "next";
import { headers } from "next/headers";
import { requireUserId } from "#app/(shop)/require-user.ts";
import { AddressPage } from "#components/shop/address-page.tsx";
import { database } from "#lib/db/client.ts";
import { formValues } from "#lib/http/form-values.ts";
import { t } from "#lib/i18n/index.ts";
import { addressDraft } from "#lib/shop/address-form.ts";
import { listAddresses, mostAddresses } from "#lib/shop/addresses.ts";
import { countries } from "#lib/shop/countries.ts";

export const metadata: Metadata = { title: t("shop.addresses.addTitle") };

/** The form for another address, with what is wrong in it after a refusal. */
export default async function NewAddressPage() {
  const addresses = await listAddresses(database().db, await requireUserId("/addresses/new"));
  const draft = addressDraft(formValues(await headers()));
  const full = addresses.length >= mostAddresses ? mostAddresses : null;
  return <AddressPage title={t("shop.addresses.addTitle")} action="/addresses/new" draft={draft} countries={countries} full={full} />;
}
