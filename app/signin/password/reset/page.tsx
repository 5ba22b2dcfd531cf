import type { Metadata } from "next";
import { headers } from "next/headers";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { ForgotPassword } from "#components/auth/password/reset-password.tsx";
import { formValues } from "#lib/http/form-values.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";
import { t } from "#lib/i18n/index.ts";
import { refusalIn } from "../words.ts";

export const metadata: Metadata = { title: t("password.reset.metaTitle") };

export default async function ForgotPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const returnTo = safeReturnTo(await queryValue(searchParams, "returnTo"));
  return <ForgotPassword returnTo={returnTo} refusal={await refusalIn(searchParams)} typed={formValues(await headers()).email} />;
}
