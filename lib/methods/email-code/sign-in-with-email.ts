import { findProvedUser } from "../../accounts/account-rows.ts";
import { finishSignIn, refuseSignIn, type SignInContext, type SignInResult } from "../../accounts/context.ts";
import { refusalOf } from "../../accounts/decide-link.ts";
import type { EmailAddress } from "../../accounts/email-address.ts";
import type { Tx } from "../../db/client.ts";

/**
 * Signs in the user who has proved an address, or makes a new user whose address is proved from the start. A user who
 * merely holds the address as contact data keeps everything and is not touched: only a proof owns an address.
 * @throws a unique violation when somebody else was first; run the whole transaction again then
 */
export async function signInWithEmail(tx: Tx, context: SignInContext, email: EmailAddress): Promise<SignInResult> {
  const holder = await findProvedUser(tx, email.canonical);
  if (holder) {
    const refusal = refusalOf(holder.status);
    if (refusal) return await refuseSignIn(tx, context, refusal);
    return await finishSignIn(tx, context, { userId: holder.id, method: "email_code", outcome: "signed_in", deeds: [] });
  }
  const { id } = await tx.user.create({
    data: { email: email.address, emailVerified: context.now, provedEmail: email.canonical },
    select: { id: true },
  });
  return await finishSignIn(tx, context, {
    userId: id,
    method: "email_code",
    outcome: "signed_up",
    deeds: [{ type: "user.created", details: { method: "email_code" } }, { type: "email.proved" }],
  });
}
