import { type Attempt, settleAttempt } from "../attempts/attempt.ts";
import type { Tx } from "../db/client.ts";
import { AuthError } from "../errors.ts";
import type { OutcomeCode } from "../outcomes.ts";
import type { SignInContext, SignInResult } from "./context.ts";
import type { LinkAnswer } from "./decide-link.ts";
import { consumeParked, eraseParked, readParked } from "./parked-identity.ts";
import { answerReturn } from "./sign-in-with-provider.ts";

/**
 * Links the identity that waits for the confirming page, after the yes. Call it only inside `withStepUp`: the fresh
 * proof is used up with the link. Whatever else it returns than `confirmed` or `refreshed` is to be rolled back.
 * @throws a unique violation or OvertakenError when somebody else was first; AuthError `attempt_used`
 */
export async function linkParked(tx: Tx, context: SignInContext, attempt: Attempt, answer: LinkAnswer, options: { several: boolean }): Promise<SignInResult> {
  const identity = await readParked(tx, attempt.id, "link_asked", context.now, context.keys);
  if (!identity) return { kind: "refused", outcome: "attempt_expired" };
  const result = await answerReturn(tx, context, { attempt, identity, several: options.several, answer });
  const done = result.kind === "confirmed" || result.kind === "refreshed";
  if (done && !(await consumeParked(tx, attempt.id, context.now))) throw new AuthError("attempt_used", "the identity was used up when its link was about to commit");
  return result;
}

/** Ends a link that was declined or refused: the waiting identity is erased. */
export async function endParkedLink(tx: Tx, attemptId: string, outcome: OutcomeCode, now: Date): Promise<void> {
  await eraseParked(tx, attemptId, now);
  await settleAttempt(tx, attemptId, { status: outcome === "link_declined" ? "cancelled" : "failed", outcome, now });
}
