import { headers } from "next/headers";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { stayingProvider } from "#app/staying-provider.ts";
import { titled } from "#app/titled.ts";
import { SignedOut, SignOutPanel } from "#components/auth/sign-out-panel.tsx";
import { lastWay } from "#lib/auth/last-method.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";
import { isProviderName } from "#lib/sessions/methods.ts";

export const generateMetadata = titled("auth.signOut.title");

export default async function SignOutPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await knownAuth();
  if (session.state === "signed_out") {
    const via = await queryValue(searchParams, "via");
    return <SignedOut {...stayingProvider(isProviderName(via) ? via : lastWay((await headers()).get("cookie")))} />;
  }
  return <SignOutPanel {...stayingProvider(session.session.method)} name={session.user.name ?? session.user.email} returnTo={safeReturnTo(await queryValue(searchParams, "returnTo"))} />;
}
