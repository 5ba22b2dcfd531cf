import { redirect } from "next/navigation";
import { missing } from "#app/missing.tsx";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { RemovePasskey } from "#components/account/passkeys/remove-passkey.tsx";
import { mergedMethods } from "#lib/accounts/merge/journal.ts";
import { signInMethodsOf, waysIn } from "#lib/accounts/sign-in-methods.ts";
import { ownPasskey, removePasskeyPath } from "#lib/auth/passkey-settings.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";
import { database } from "#lib/db/client.ts";

export const generateMetadata = titled("passkey.remove.title");

export default async function RemovePasskeyPage({ searchParams }: { searchParams: SearchParams }) {
  const { user, session } = await signedIn("/account/sign-in-methods");
  const passkey = await ownPasskey(user.id, await queryValue(searchParams, "passkey"));
  if (!passkey) return missing();
  const methods = await signInMethodsOf(database().db, user.id);
  if (methods && waysIn(methods) === 1) return <RemovePasskey passkey={passkey} last />;
  const first = await stepUpPath(session, { purpose: "remove_passkey", returnTo: removePasskeyPath(passkey.id) });
  if (first) redirect(first);
  const ofMerge = (await mergedMethods(database().db, user.id, new Date())).passkeys.includes(passkey.id);
  return <RemovePasskey passkey={passkey} ofMerge={ofMerge} />;
}
