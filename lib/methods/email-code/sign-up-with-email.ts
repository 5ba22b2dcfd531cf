import { finishSignIn, type SignInContext, type SignInResult } from "../../accounts/context.ts";
import type { EmailAddress } from "../../accounts/email-address.ts";
import { moveAddressAway } from "../../accounts/held-address.ts";
import { pendingPasswordHash } from "../../attempts/attempt.ts";
import type { Tx } from "../../db/client.ts";

/** The two ways in which one mail proves an address. */
export type EmailMethod = "email_code" | "email_link";

/**
 * Makes a new user whose address is proved from the start, and signs them in. Whoever merely held the address loses it
 * and keeps everything else; nothing that they put in place comes along. The password that was chosen in this
 * browser for this attempt becomes theirs here and nowhere earlier: before the proof there is neither user nor password.
 */
export async function signUpWithEmail(tx: Tx, context: SignInContext, email: EmailAddress, method: EmailMethod = "email_code"): Promise<SignInResult> {
  await moveAddressAway(tx, email.canonical, context.attempt.id);
  const { id } = await tx.user.create({
    data: { email: email.canonical, emailVerified: context.now, provedEmail: email.canonical },
    select: { id: true },
  });
  const hash = await pendingPasswordHash(tx, context.attempt.id);
  if (hash !== null) await tx.passwordCredential.create({ data: { userId: id, hash }, select: { userId: true } });
  return await finishSignIn(tx, context, {
    userId: id,
    method,
    outcome: "signed_up",
    deeds: [{ type: "user.created", details: { method } }, { type: "email.proved" }, ...(hash === null ? [] : [{ type: "password.set" as const }])],
  });
}
