import type { SignInResult } from "../accounts/context.ts";
import { type EmailAddress } from "../accounts/email-address.ts";
import { identityEmail } from "../accounts/provider-identity.ts";
import { declineParked, linkParkedByProof, signUpParkedWithoutEmail } from "../accounts/resolve-parked.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import { env } from "../env.ts";
import type { OutcomeCode } from "../outcomes.ts";
import type { RequestCodeResult } from "../methods/email-code/request-code.ts";
import { pendingCode } from "../methods/email-code/stored-code.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { usePassword } from "../methods/password/try-password.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { completeSignIn } from "./complete.ts";
import { mailCode } from "./email-sign-in.ts";
import { tryPasswordOf } from "./password-sign-in.ts";
import { proveByCode, type ProofResult } from "./prove-by-code.ts";
import type { JoinGuest, Visitor } from "./visitor.ts";
import { waitingIdentity } from "./waiting.ts";

/** Where a shopper stands on the collision ladder. Says nothing about whose the address is. */
export type LadderView =
  | { ok: true; attempt: Attempt; email: EmailAddress; provider: ProviderName; step: "offer" | "code"; /** Whether a newer mail voided the code that this one asks for. */ superseded: boolean }
  | { ok: false; outcome: OutcomeCode; attempt: Attempt | null };

/** The ladder of this browser's attempt. */
export async function ladderView(visitor: Visitor, attemptId: unknown): Promise<LadderView> {
  const waiting = await waitingIdentity(visitor, attemptId, "email_in_use");
  if (!waiting.ok) return waiting;
  const email = identityEmail(waiting.identity);
  if (!email) return { ok: false, outcome: "attempt_expired", attempt: waiting.attempt };
  const sent = await database().transaction((tx) => pendingCode(tx, { attemptId: waiting.attempt.id, purpose: "existing" }, vaultKeys()));
  return { ok: true, attempt: waiting.attempt, email, provider: waiting.identity.provider, step: sent ? "code" : "offer", superseded: sent?.superseded ?? false };
}

/** Mails a code to the address that collided, and to no other. */
export async function sendLadderCode(visitor: Visitor, view: Extract<LadderView, { ok: true }>): Promise<RequestCodeResult> {
  return await mailCode(view.attempt, "existing", view.email, visitor);
}

/** Tries a code; the right one links the waiting account to the user who has proved the address and signs that user in. */
export async function verifyLadderCode(visitor: Visitor, view: Extract<LadderView, { ok: true }>, code: string, joinGuest: JoinGuest): Promise<ProofResult | SignInResult> {
  const several = env().ALLOW_SEVERAL_AMAZON_ACCOUNTS;
  return await proveByCode({ attempt: view.attempt, purpose: "existing", code, visitor, joinGuest }, (tx, context, email) =>
    linkParkedByProof(tx, context, { method: "email_code", canonical: email.canonical }, { several }),
  );
}

/** A password that was not accepted on the ladder; the identity goes on waiting. */
export type LadderPassword = { kind: "wrong_password" } | { kind: "rate_limited"; retryAfterSeconds: number };

/**
 * Tries a password for the address that collided; the right one links Amazon to its owner and signs them in. A wrong
 * one looks the same whether or not anybody has the address or a password.
 */
export async function verifyLadderPassword(visitor: Visitor, view: Extract<LadderView, { ok: true }>, password: string, joinGuest: JoinGuest): Promise<LadderPassword | SignInResult> {
  const tried = await tryPasswordOf(visitor, view.email, password);
  if (tried.kind === "rate_limited") return tried;
  if (tried.kind === "wrong") return { kind: "wrong_password" };
  const { ALLOW_SEVERAL_AMAZON_ACCOUNTS: several } = env();
  let counts = false;
  const result = await completeSignIn(view.attempt, visitor, joinGuest, async (tx, context) => {
    counts = await usePassword(tx, tried);
    return counts ? await linkParkedByProof(tx, context, { method: "password", userId: tried.userId, way: { password: tried.better ?? tried.hash } }, { several }) : { kind: "refused", outcome: "password_wrong" };
  });
  return counts ? result : { kind: "wrong_password" };
}

/** Leaves the ladder: the waiting identity is erased, nothing is linked. */
export async function cancelLadder(visitor: Visitor, view: Extract<LadderView, { ok: true }>, joinGuest: JoinGuest): Promise<void> {
  await completeSignIn(view.attempt, visitor, joinGuest, async (tx, context) => {
    await declineParked(tx, context, "collision_declined");
    return { kind: "refused", outcome: "collision_declined" };
  });
}

/** "This is not mine": go on as a separate user without the address. */
export async function declineLadder(visitor: Visitor, view: Extract<LadderView, { ok: true }>, joinGuest: JoinGuest): Promise<SignInResult> {
  return await completeSignIn(view.attempt, visitor, joinGuest, signUpParkedWithoutEmail);
}
