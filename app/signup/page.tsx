import { headers } from "next/headers";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { newPasswordFacts, refusalIn } from "#app/signin/password/words.ts";
import { titled } from "#app/titled.ts";
import { AlreadySignedIn } from "#components/auth/already-signed-in.tsx";
import { SignUpWithPassword } from "#components/auth/password/sign-up-with-password.tsx";
import { auth } from "#lib/auth/session.ts";
import { env } from "#lib/env.ts";
import { formValues } from "#lib/http/form-values.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";

export const generateMetadata = titled("password.signUp.metaTitle");

export default async function SignUpPage({ searchParams }: { searchParams: SearchParams }) {
  const returnTo = safeReturnTo(await queryValue(searchParams, "returnTo"));
  const session = await auth();
  if (session.state === "signed_in") return <AlreadySignedIn name={session.user.name ?? session.user.email} returnTo={returnTo} />;
  const [refusal, facts] = [await refusalIn(searchParams), await newPasswordFacts(searchParams)];
  return <SignUpWithPassword siteName={env().SITE_NAME} returnTo={returnTo} refusal={refusal} facts={facts} typed={formValues(await headers()).email} />;
}
