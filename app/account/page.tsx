import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { AccountOverview } from "#components/account/account-overview.tsx";
import { linkedAccounts } from "#lib/accounts/linked-account.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { database } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { t } from "#lib/i18n/index.ts";
import { isProviderName } from "#lib/sessions/methods.ts";

export const metadata: Metadata = { title: t("account.metaTitle") };

export default async function AccountPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await knownAuth();
  if (session.state === "signed_out") redirect("/signin?returnTo=%2Faccount");
  const linked = (await linkedAccounts(database().db, session.user.id)).map(({ id, provider, name, email, linkedAt, lastSignInAt }) => ({ id, label: providerLabel(provider), name, email, linkedAt, lastSignInAt }));
  const { method } = session.session;
  const madeWith = isProviderName(method) ? { provider: providerLabel(method) } : {};
  const done = (await queryValue(searchParams, "done")) === "others_ended" ? t("stepUp.endOthers.done") : undefined;
  return <AccountOverview siteName={env().SITE_NAME} user={session.user} linked={linked} done={done} session={{ ...session.session, ...madeWith }} />;
}
