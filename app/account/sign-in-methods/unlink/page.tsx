import { redirect } from "next/navigation";
import { missing } from "#app/missing.tsx";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { LastAccount, UnlinkAccount } from "#components/account/linking/unlink-account.tsx";
import { mergedMethods } from "#lib/accounts/merge/journal.ts";
import { isLastWay, signInMethodsOf } from "#lib/accounts/sign-in-methods.ts";
import { signsIn } from "#lib/accounts/usable-provider.ts";
import { settingsPage } from "#lib/auth/settings-paths.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { ownLinkedAccount, unlinkWish } from "#lib/auth/unlink-account.ts";
import { database } from "#lib/db/client.ts";

export const generateMetadata = titled("linking.unlink.metaTitle");

export default async function UnlinkPage({ searchParams }: { searchParams: SearchParams }) {
  const { user, session } = await signedIn(settingsPage);
  const account = await ownLinkedAccount(user.id, await queryValue(searchParams, "account"));
  const methods = await signInMethodsOf(database().db, user.id);
  if (!account || !methods) return missing();
  if (isLastWay(methods, { kind: "linked", id: account.id })) return <LastAccount account={account} />;
  const first = await stepUpPath(session, unlinkWish(account.id));
  if (first) redirect(first);
  const linked = methods.linked.filter(({ id, provider }) => id !== account.id && signsIn(provider)).map(({ provider }) => providerLabel(provider));
  const ofMerge = (await mergedMethods(database().db, user.id, new Date())).accounts.includes(account.id);
  return <UnlinkAccount ofMerge={ofMerge} account={account} label={providerLabel(account.provider)} ways={{ email: methods.email, password: methods.password, passkeys: methods.passkeys.length, linked: [...new Set(linked)] }} />;
}
