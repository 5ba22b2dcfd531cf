import type { Metadata } from "next";
import { headers } from "next/headers";
import { cache } from "react";
import { routeParam } from "#app/route-params.ts";
import { requireUserId } from "#app/(shop)/require-user.ts";
import { signedInUserId } from "#app/(shop)/signed-in-user.ts";
import { missing } from "#app/missing.tsx";
import { AddressPage } from "#components/shop/address-page.tsx";
import { database } from "#lib/db/client.ts";
import { formValues } from "#lib/http/form-values.ts";
import { t } from "#lib/i18n/index.ts";
import { addressDraft } from "#lib/shop/address-form.ts";
import { findAddress } from "#lib/shop/addresses.ts";
import { countries } from "#lib/shop/countries.ts";

type Params = { params: Promise<{ id: string }> };

const find = cache(async (userId: string, id: string) => await findAddress(database().db, userId, id));

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const userId = await signedInUserId();
  const address = userId && (await find(userId, await routeParam(params, "id")));
  return { title: address ? t("shop.addresses.changeTitle") : t("pages.notFound.metaTitle") };
}

/** One address to change. Somebody else's is one that is not there. */
export default async function ChangeAddressPage({ params }: Params) {
  const id = await routeParam(params, "id");
  const path = `/addresses/${encodeURIComponent(id)}`;
  const address = await find(await requireUserId(path), id);
  if (!address) return missing();
  const { fullName, line1, line2, city, region, postalCode, country } = address;
  const stored = { fullName, line1, line2: line2 ?? "", city, region: region ?? "", postalCode: postalCode ?? "", country };
  const draft = addressDraft(formValues(await headers()), stored);
  return <AddressPage title={t("shop.addresses.changeTitle")} lead={t("shop.addresses.changeHint")} action={path} draft={draft} countries={countries()} />;
}
