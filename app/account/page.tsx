import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AccountOverview } from "#components/account/account-overview.tsx";
import { providerNames } from "#app/account/provider-names.ts";
import { linkedAmazonAccount } from "#lib/accounts/linked-account.ts";
import { hasBackup, signInMethodsOf } from "#lib/accounts/sign-in-methods.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { database } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { t } from "#lib/i18n/index.ts";
import type { ProviderName } from "#lib/sessions/methods.ts";

export const metadata: Metadata = { title: t("account.metaTitle") };

export default async function AccountPage() {
  const session = await knownAuth();
  if (session.state === "signed_out") redirect("/signin?returnTo=%2Faccount");
  const { db } = database();
  const [amazon, methods] = await Promise.all([linkedAmazonAccount(db, session.user.id), signInMethodsOf(db, session.user.id)]);
  const names = [...new Set(methods?.linked.map(({ provider }) => providerNames[provider as ProviderName] ?? provider))];
  const backup = methods && !hasBackup(methods) ? { names, hasAddress: methods.email !== null } : undefined;
  return <AccountOverview siteName={env().SITE_NAME} user={session.user} amazon={amazon ?? undefined} passkeys={methods?.passkeys.length} backup={backup} session={session.session} />;
}
