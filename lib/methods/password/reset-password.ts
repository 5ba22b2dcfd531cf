import { findProvedUser, lockAddress } from "../../accounts/account-rows.ts";
import { finishSignIn, refuseSignIn, type SignInContext, type SignInResult } from "../../accounts/context.ts";
import { refusalOf } from "../../accounts/decide-link.ts";
import { askToKeep } from "../../accounts/deletion/ask.ts";
import type { EmailAddress } from "../../accounts/email-address.ts";
import { setPendingPassword } from "../../attempts/attempt.ts";
import type { Tx } from "../../db/client.ts";
import { noticeTo } from "../../mail/notices.ts";
import { revokeOtherSessions } from "../../sessions/revoke.ts";
import { signInWithEmail } from "../email-code/sign-in-with-email.ts";
import { storePassword } from "./store-password.ts";

/**
 * Ends "I forgot my password" with the proof of the address: its owner gets the new password, every session they had
 * ends, they are told by mail and signed in. Where the account waits to be deleted, the password waits with the question
 * whether it is kept. Where nobody has proved the address it goes on as a sign-up.
 * @throws a unique violation when somebody else was first; run the whole transaction again then
 */
export async function resetPassword(tx: Tx, context: SignInContext, email: EmailAddress, hash: string): Promise<SignInResult> {
  await lockAddress(tx, email.canonical);
  const holder = await findProvedUser(tx, email.canonical);
  if (!holder) {
    await setPendingPassword(tx, context.attempt.id, hash);
    return await signInWithEmail(tx, context, email);
  }
  if (holder.status === "deletion_pending") {
    return await askToKeep(tx, context, { userId: holder.id, method: "email_code", way: { email: email.canonical }, passwordHash: hash });
  }
  const refusal = refusalOf(holder.status);
  if (refusal) return await refuseSignIn(tx, context, refusal);
  const { id: attemptId } = context.attempt;
  const done = await storePassword(tx, { userId: holder.id, hash, attemptId });
  await revokeOtherSessions(tx, { userId: holder.id, id: null }, { scope: "password_reset", attemptId, now: context.now });
  await noticeTo(tx, holder.id, done === "set" ? "password_set" : "password_changed", { now: context.now, keys: context.keys });
  return await finishSignIn(tx, context, { userId: holder.id, method: "email_code", outcome: "signed_in", deeds: [] });
}
