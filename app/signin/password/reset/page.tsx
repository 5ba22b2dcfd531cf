import { headers } from "next/headers";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { ForgotPassword } from "#components/auth/password/reset-password.tsx";
import { formValues } from "#lib/http/form-values.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";
import { refusalIn } from "../words.ts";

export const generateMetadata = titled("password.reset.metaTitle");

export default async function ForgotPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const returnTo = safeReturnTo(await queryValue(searchParams, "returnTo"));
  return <ForgotPassword returnTo={returnTo} refusal={await refusalIn(searchParams)} typed={formValues(await headers()).email} />;
}
