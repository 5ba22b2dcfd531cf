import { redirect } from "next/navigation";
import { detailsOf } from "#app/provider-details.ts";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { StartLink } from "#components/account/linking/start-link.tsx";
import { signInMethodsOf } from "#lib/accounts/sign-in-methods.ts";
import { isSwitchedOn } from "#lib/accounts/usable-provider.ts";
import { linkWish } from "#lib/auth/link-account.ts";
import { isAway } from "#lib/auth/provider-health.ts";
import { linkPath, settingsPage } from "#lib/auth/settings-paths.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { database } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { isProviderName } from "#lib/sessions/methods.ts";

export const generateMetadata = titled("linking.start.metaTitle");

export default async function StartLinkPage({ searchParams }: { searchParams: SearchParams }) {
  const provider = await queryValue(searchParams, "provider");
  if (!isProviderName(provider) || !isSwitchedOn(provider)) redirect(settingsPage);
  const { user, session } = await signedIn(linkPath(provider));
  const first = await stepUpPath(session, linkWish(provider));
  if (first) redirect(first);
  const linked = (await signInMethodsOf(database().db, user.id))?.linked.filter((account) => account.provider === provider) ?? [];
  const room = provider !== "amazon" || env().ALLOW_SEVERAL_AMAZON_ACCOUNTS;
  return <StartLink provider={{ name: provider, label: providerLabel(provider) }} {...detailsOf(provider)} linked={linked} room={room} away={isAway(provider)} />;
}
