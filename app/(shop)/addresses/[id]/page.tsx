import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { requireUserId } from "#app/(shop)/require-user.ts";
import { AddressPage } from "#components/shop/address-page.tsx";
import { database } from "#lib/db/client.ts";
import { formValues } from "#lib/http/form-values.ts";
import { t } from "#lib/i18n/index.ts";
import { addressDraft } from "#lib/shop/address-form.ts";
import { findAddress } from "#lib/shop/addresses.ts";
import { countries } from "#lib/shop/countries.ts";

export const metadata: Metadata = { title: t("shop.addresses.changeTitle") };

/** One address to change. Somebody else's is one that is not there. */
export default async function ChangeAddressPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const path = `/addresses/${encodeURIComponent(id)}`;
  const address = await findAddress(database().db, await requireUserId(path), id);
  if (!address) notFound();
  const { fullName, line1, line2, city, region, postalCode, country } = address;
  const stored = { fullName, line1, line2: line2 ?? "", city, region: region ?? "", postalCode: postalCode ?? "", country };
  const draft = addressDraft(formValues(await headers()), stored);
  return <AddressPage title={t("shop.addresses.changeTitle")} lead={t("shop.addresses.changeHint")} action={path} draft={draft} countries={countries} />;
}
