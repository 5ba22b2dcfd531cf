import { headers } from "next/headers";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { AlreadySignedIn } from "#components/auth/already-signed-in.tsx";
import { SignInWithPassword } from "#components/auth/password/sign-in-with-password.tsx";
import { auth } from "#lib/auth/session.ts";
import { env } from "#lib/env.ts";
import { formValues } from "#lib/http/form-values.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";
import { refusalIn } from "./words.ts";

export const generateMetadata = titled("password.signIn.metaTitle");

export default async function PasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const returnTo = safeReturnTo(await queryValue(searchParams, "returnTo"));
  const session = await auth();
  if (session.state === "signed_in") return <AlreadySignedIn name={session.user.name ?? session.user.email} returnTo={returnTo} />;
  return <SignInWithPassword siteName={env().SITE_NAME} returnTo={returnTo} refusal={await refusalIn(searchParams)} typed={formValues(await headers()).email} />;
}
