import { redirect } from "next/navigation";
import { providerLabels } from "#app/provider-names.ts";
import { deedNotice } from "#app/account/sign-in-methods/done.ts";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { SignInMethodsPage } from "#components/account/methods/sign-in-methods.tsx";
import { hasBackup, signInMethodsOf } from "#lib/accounts/sign-in-methods.ts";
import { isAway } from "#lib/auth/provider-health.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { providerLabel, switchedOnProviders } from "#lib/auth/switched-on.ts";
import { database } from "#lib/db/client.ts";

export const generateMetadata = titled("methods.metaTitle");

export default async function SignInMethodsRoute({ searchParams }: { searchParams: SearchParams }) {
  const session = await knownAuth();
  const methods = session.state === "signed_in" ? await signInMethodsOf(database().db, session.user.id) : null;
  if (!methods) redirect("/signin?returnTo=%2Faccount%2Fsign-in-methods");
  const notice = deedNotice(await queryValue(searchParams, "done"), providerLabel(await queryValue(searchParams, "via")));
  return <SignInMethodsPage methods={methods} onlyWay={!hasBackup(methods)} notice={notice} providerNames={providerLabels()} switchedOn={switchedOnProviders()} away={switchedOnProviders().filter(isAway)} />;
}
