import { redirect } from "next/navigation";
import { providerLabels } from "#app/provider-names.ts";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { AccountOverview } from "#components/account/account-overview.tsx";
import { openMerges } from "#lib/accounts/merge/journal.ts";
import { hasBackup, signInMethodsOf } from "#lib/accounts/sign-in-methods.ts";
import { signsIn } from "#lib/accounts/usable-provider.ts";
import { undoMergePath } from "#lib/auth/merge/paths.ts";
import { userNotices } from "#lib/accounts/user-notices.ts";
import { isAway } from "#lib/auth/provider-health.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { database } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { t } from "#lib/i18n/index.ts";
import { isProviderName } from "#lib/sessions/methods.ts";

export const generateMetadata = titled("account.metaTitle");

/** What `?done=` says was just done, in words. Two accounts that are apart again are not one, whatever the address says. */
function doneWords(deed: string | undefined, merged: boolean, provider: string): string | undefined {
  if (deed === "others_ended") return t("stepUp.endOthers.done");
  if (deed === "account_linked") return t("linking.done.account_linked", { provider });
  if (deed === "kept_apart") return t("account.keptApart", { provider });
  return deed === "merged" && merged ? t("merge.done") : undefined;
}

export default async function AccountPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await knownAuth();
  if (session.state === "signed_out") redirect("/signin?returnTo=%2Faccount");
  const { db } = database();
  const { id: userId, notices: unread } = session.user;
  const [methods, notices, open] = await Promise.all([signInMethodsOf(db, userId), unread ? userNotices(db, userId) : [], openMerges(db, userId, new Date())]);
  const accounts = methods?.linked ?? [];
  const linked = accounts.map((account) => ({ ...account, label: providerLabel(account.provider), off: !signsIn(account.provider) }));
  const working = accounts.filter(({ provider }) => signsIn(provider));
  const backup = methods && !hasBackup(methods) ? { names: [...new Set(working.map(({ provider }) => providerLabel(provider)))], ways: working.length, hasAddress: methods.email !== null } : undefined;
  const { method } = session.session;
  const madeWith = isProviderName(method) ? { provider: providerLabel(method) } : {};
  const merges = open.map(({ mergeId, mergedAt, until, otherName }) => ({ href: undoMergePath(mergeId), mergedAt, until, otherName }));
  const done = doneWords(await queryValue(searchParams, "done"), merges.length > 0, providerLabel(await queryValue(searchParams, "via")));
  const facts = { merges, user: session.user, linked, hasPassword: Boolean(methods?.password), passkeys: methods?.passkeys.length, backup, done, notices, providerNames: providerLabels(), amazonAway: isAway("amazon") };
  return <AccountOverview siteName={env().SITE_NAME} {...facts} session={{ ...session.session, ...madeWith }} />;
}
