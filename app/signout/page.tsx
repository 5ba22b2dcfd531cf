import type { Metadata } from "next";
import { headers } from "next/headers";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { SignedOut, SignOutPanel } from "#components/auth/sign-out-panel.tsx";
import { lastWay } from "#lib/auth/last-method.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";
import { t } from "#lib/i18n/index.ts";
import { isProviderName } from "#lib/sessions/methods.ts";

export const metadata: Metadata = { title: t("auth.signOut.title") };

/** The provider where the person stays signed in; nothing when none was used. */
function stayingProvider(method: string | undefined) {
  return isProviderName(method) ? { provider: { name: method, label: providerLabel(method) } } : {};
}

export default async function SignOutPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await knownAuth();
  if (session.state === "signed_out") return <SignedOut {...stayingProvider(lastWay((await headers()).get("cookie")))} />;
  const failed = (await queryValue(searchParams, "problem")) !== undefined;
  return <SignOutPanel {...stayingProvider(session.session.method)} name={session.user.name ?? session.user.email} returnTo={safeReturnTo(await queryValue(searchParams, "returnTo"))} failed={failed} />;
}
