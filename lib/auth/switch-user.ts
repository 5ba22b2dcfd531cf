import type { SignInResult } from "../accounts/context.ts";
import { findOwner } from "../accounts/account-rows.ts";
import { declineParked, switchToParked } from "../accounts/resolve-parked.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import type { OutcomeCode } from "../outcomes.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { answerMine, claimOf } from "./claimed-address.ts";
import { completeSignIn } from "./complete.ts";
import type { JoinGuest, Visitor } from "./visitor.ts";
import { waitingIdentity } from "./waiting.ts";

export type SwitchView =
  | { ok: true; attempt: Attempt; provider: ProviderName; newName: string | null; known: boolean; currentName: string | null; signedIn: boolean }
  | { ok: false; outcome: OutcomeCode; attempt: Attempt | null };

/** What the confirming page shows when somebody who is signed in came back from a provider as somebody else. */
export async function switchView(visitor: Visitor, attemptId: unknown): Promise<SwitchView> {
  const waiting = await waitingIdentity(visitor, attemptId, "switch_asked");
  if (!waiting.ok) return waiting;
  const [session, owner] = await Promise.all([visitor.session(), database().transaction((tx) => findOwner(tx, waiting.identity))]);
  return {
    ok: true,
    attempt: waiting.attempt,
    provider: waiting.identity.provider,
    newName: waiting.identity.name ?? null,
    known: owner !== null,
    currentName: session?.user.name ?? session?.user.email ?? null,
    signedIn: session !== null,
  };
}

/**
 * Leaves the signed-in user for the waiting identity; nothing is linked. Where it began with "that account is mine", the
 * address that was proved for it becomes theirs, as without the question.
 */
export async function switchUser(visitor: Visitor, attempt: Attempt, joinGuest: JoinGuest): Promise<SignInResult> {
  return await completeSignIn(attempt, visitor, joinGuest, async (tx, context) => await answerMine(tx, context, claimOf(attempt), await switchToParked(tx, context)));
}

/** Stays with the signed-in user. */
export async function stayUser(visitor: Visitor, attempt: Attempt, joinGuest: JoinGuest): Promise<void> {
  await completeSignIn(attempt, visitor, joinGuest, async (tx, context) => {
    await declineParked(tx, context, "switch_declined");
    return { kind: "refused", outcome: "switch_declined" };
  });
}
