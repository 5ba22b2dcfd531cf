import type { SignInContext, SignInResult } from "../accounts/context.ts";
import type { EmailAddress } from "../accounts/email-address.ts";
import { isSwitchedOn } from "../accounts/usable-provider.ts";
import { type Attempt, findAttempt } from "../attempts/attempt.ts";
import { database, type Tx } from "../db/client.ts";
import { proveClaimedAddress } from "../methods/email-code/change-address.ts";
import { claimantProviders, claimedAddress, confirmClaim, signUpApart } from "../methods/email-code/claimed-address.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import type { SessionView } from "../sessions/check.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { completeSignIn } from "./complete.ts";
import { noteDroppedPassword } from "./dropped-password.ts";
import type { JoinGuest, Visitor } from "./visitor.ts";
import { ownAttempt, sameSession } from "./waiting.ts";

export type ClaimView =
  | { ok: true; attempt: Attempt; email: EmailAddress; providers: ProviderName[]; /** Who is signed in and proved it for themselves, in the settings; null on the way in. */ asker: SessionView["user"] | null }
  | { ok: false; outcome: OutcomeCode; attempt: Attempt | null };

/**
 * The address that this browser proved and that another account holds. Who proved it in the settings is asked in that
 * very session. A passkey is always a way to answer, so that nobody learns whether that account has one.
 */
export async function claimView(visitor: Visitor, attemptId: unknown): Promise<ClaimView> {
  const own = await ownAttempt(visitor, attemptId, "waiting");
  if (!own.ok) return own;
  const { attempt } = own;
  if (attempt.outcome !== "email_claimed") return { ok: false, outcome: "attempt_used", attempt };
  const session = attempt.intent === "prove_email" ? await sameSession(visitor, attempt) : null;
  if (attempt.intent === "prove_email" && !session) return { ok: false, outcome: "step_up_other_session", attempt };
  const found = await database().transaction(async (tx) => {
    const email = await claimedAddress(tx, attempt, new Date(), vaultKeys());
    return email && { email, providers: (await claimantProviders(tx, email, session?.userId)).filter(isSwitchedOn) };
  });
  if (!found) return { ok: false, outcome: "attempt_expired", attempt };
  return { ok: true, attempt, ...found, asker: session?.user ?? null };
}

/**
 * "That account is mine": what a sign-in ends with that began with this answer. On the holder the address is proved then;
 * anybody else is signed in and has nothing from it.
 * @param claim the attempt that waits for the answer, and the browser that must have started it; null when there is none
 */
export async function answerMine(tx: Tx, context: SignInContext, claim: { attemptId: string; browserHash: string } | null, result: SignInResult): Promise<SignInResult> {
  if (!claim || result.kind !== "signed_in") return result;
  await confirmClaim(tx, claim, result.session.userId, context.now, context.keys);
  const attempt = await findAttempt(tx, claim.attemptId);
  return await noteDroppedPassword(tx, attempt?.status === "succeeded" ? attempt : null, result);
}

/** The claim that an attempt at a provider is an answer to. */
export function claimOf({ proofAttemptId, browserHash }: Pick<Attempt, "proofAttemptId" | "browserHash">): { attemptId: string; browserHash: string } | null {
  return proofAttemptId === null ? null : { attemptId: proofAttemptId, browserHash };
}

/** "That account is not mine": a user of its own on the way in, the signed-in user in the settings. */
export async function declineClaim(visitor: Visitor, attempt: Attempt, joinGuest: JoinGuest): Promise<SignInResult> {
  return await completeSignIn(attempt, visitor, joinGuest, (tx, context) => (attempt.intent === "prove_email" ? proveClaimedAddress(tx, context, attempt) : signUpApart(tx, context)));
}
