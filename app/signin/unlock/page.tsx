import { headers } from "next/headers";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { UnlockAccount } from "#components/auth/unlock-account.tsx";
import { formValues } from "#lib/http/form-values.ts";
import { t } from "#lib/i18n/index.ts";

export const generateMetadata = titled("sessions.unlock.title");

export default async function UnlockPage({ searchParams }: { searchParams: SearchParams }) {
  const refused = (await queryValue(searchParams, "problem")) === "email_address_invalid";
  return <UnlockAccount error={refused ? t("outcomes.email_address_invalid.next") : undefined} typed={formValues(await headers()).email} />;
}
