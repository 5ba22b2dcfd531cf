import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { newPasswordFacts, refusalIn } from "#app/signin/password/words.ts";
import { titled } from "#app/titled.ts";
import { PasswordSettings } from "#components/account/password-settings.tsx";
import { signInMethodsOf } from "#lib/accounts/sign-in-methods.ts";
import { passwordPage, setPasswordWish } from "#lib/auth/own-password.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";
import { database } from "#lib/db/client.ts";

export const generateMetadata = titled("password.own.metaTitle");

export default async function OwnPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await knownAuth();
  const methods = session.state === "signed_in" ? await signInMethodsOf(database().db, session.user.id) : null;
  if (session.state === "signed_out" || !methods) redirect(`/signin?${new URLSearchParams({ returnTo: passwordPage })}`);
  const email = methods.email?.proved ? methods.email.address : null;
  // Nobody is asked for a proof of something that cannot be done yet.
  const proveFirst = email === null ? null : await stepUpPath(session.session, setPasswordWish);
  if (proveFirst !== null) redirect(proveFirst);
  const refusal = await refusalIn(searchParams);
  const endOthers = (await queryValue(searchParams, "others")) !== "stay";
  return <PasswordSettings email={email} hasPassword={methods.password !== null} error={refusal?.text} endOthers={endOthers} facts={await newPasswordFacts(searchParams)} />;
}
