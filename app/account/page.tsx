import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { providerLabels } from "#app/provider-names.ts";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { AccountOverview } from "#components/account/account-overview.tsx";
import { linkedAmazonAccount } from "#lib/accounts/linked-account.ts";
import { hasBackup, signInMethodsOf } from "#lib/accounts/sign-in-methods.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { database } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { t } from "#lib/i18n/index.ts";
import type { ProviderName } from "#lib/sessions/methods.ts";

export const metadata: Metadata = { title: t("account.metaTitle") };

export default async function AccountPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await knownAuth();
  if (session.state === "signed_out") redirect("/signin?returnTo=%2Faccount");
  const { db } = database();
  const [amazon, methods] = await Promise.all([linkedAmazonAccount(db, session.user.id), signInMethodsOf(db, session.user.id)]);
  const names = [...new Set(methods?.linked.map(({ provider }) => providerLabels[provider as ProviderName] ?? provider))];
  const backup = methods && !hasBackup(methods) ? { names, hasAddress: methods.email !== null } : undefined;
  const done = (await queryValue(searchParams, "done")) === "others_ended" ? t("stepUp.endOthers.done") : undefined;
  return <AccountOverview siteName={env().SITE_NAME} user={session.user} amazon={amazon ?? undefined} done={done} passkeys={methods?.passkeys.length} backup={backup} session={session.session} />;
}
