import { findProvedUser, lockAddress } from "../../accounts/account-rows.ts";
import { finishSignIn, refuseSignIn, type SignInContext, type SignInResult, waitForPerson } from "../../accounts/context.ts";
import { refusalOf } from "../../accounts/decide-link.ts";
import { openAgain } from "../../accounts/compromise.ts";
import { askToKeep } from "../../accounts/deletion/ask.ts";
import type { EmailAddress } from "../../accounts/email-address.ts";
import { isReleased } from "../../accounts/merge/merge-link.ts";
import type { Tx } from "../../db/client.ts";
import { findClaimants } from "./claimed-address.ts";
import { type EmailMethod, signUpWithEmail } from "./sign-up-with-email.ts";

/**
 * Signs in the user who has proved an address, or makes a new user whose address is proved from the start. Where a
 * user merely holds the address (an account made with Amazon, or one with a passkey), the person is asked whether that
 * account is theirs, so that nobody gets a second one by accident. For the same reason an address that a merge of the last days let go makes
 * no new user: it is refused as `address_released`.
 * An attempt to open a locked account (intent `unlock`) opens it with this proof, and makes no new user.
 * @param method whether the code was typed or the link was used
 * @throws a unique violation when somebody else was first; run the whole transaction again then
 */
export async function signInWithEmail(tx: Tx, context: SignInContext, email: EmailAddress, method: EmailMethod = "email_code"): Promise<SignInResult> {
  await lockAddress(tx, email.canonical);
  const holder = await findProvedUser(tx, email.canonical);
  const opens = context.attempt.intent === "unlock";
  if (holder) {
    if (holder.status === "deletion_pending") return await askToKeep(tx, context, { userId: holder.id, method, way: { email: email.canonical } });
    if (holder.status === "locked" && opens) await openAgain(tx, holder.id, { attemptId: context.attempt.id });
    const refusal = holder.status === "locked" && opens ? undefined : refusalOf(holder.status);
    if (refusal) return await refuseSignIn(tx, context, refusal);
    return await finishSignIn(tx, context, { userId: holder.id, method, outcome: "signed_in", deeds: [] });
  }
  if (opens) return await refuseSignIn(tx, context, "unlock_no_account");
  if (await isReleased(tx, email.canonical, context.now)) return await refuseSignIn(tx, context, "address_released");
  if ((await findClaimants(tx, email)).length > 0) {
    return await waitForPerson(tx, context, "email_claimed");
  }
  return await signUpWithEmail(tx, context, email, method);
}
