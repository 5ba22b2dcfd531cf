import { decideMergeProofs, type MergeProofDecision, type MergeStrength } from "../../accounts/merge/decide-proofs.ts";
import { type OpenMergeProof, openMergeProof, otherStrength, signedInStrength, useMergeProof } from "../../accounts/merge/merge-proof.ts";
import { lockPair } from "../../accounts/merge/pair.ts";
import { performMerge } from "../../accounts/merge/perform.ts";
import { mergePreview } from "../../accounts/merge/preview.ts";
import type { MergeChoices, MergePair, MergePreview, MergeSide } from "../../accounts/merge/types.ts";
import { type Attempt, settleAttempt } from "../../attempts/attempt.ts";
import { vaultKeys } from "../../crypto/vault-keys.ts";
import { database, type Tx } from "../../db/client.ts";
import { AuthError } from "../../errors.ts";
import type { OutcomeCode } from "../../outcomes.ts";
import type { PersonalDataEntry } from "../../personal-data/entry.ts";
import type { SessionView } from "../../sessions/check.ts";
import { sessionCookie, type SessionToken } from "../../sessions/cookie.ts";
import type { SessionOrigin } from "../../sessions/device.ts";
import { issueSession } from "../../sessions/issue.ts";
import { countsForStepUp, type SignInMethodName, signInMethods } from "../../sessions/methods.ts";
import { isRecent, useGrant } from "../../sessions/step-up.ts";
import { logOutcome, seeOther } from "../answers.ts";
import { formEnd, pageEnd } from "../page-end.ts";
import { type Refuse, type StepUpWish, withProof } from "../step-up.ts";
import type { Visitor } from "../visitor.ts";
import { ownAttempt, type OwnAttempt } from "../waiting.ts";
import { mergedPath, mergePage, mergePreviewPath } from "./paths.ts";
import { ownProofPath } from "./view.ts";

/** Putting two accounts together, once both are proved in this browser and session. */

type OwnMerge = { ok: true; attempt: Attempt; session: SessionView; proof: OpenMergeProof } | Extract<OwnAttempt, { ok: false }>;

/** The proof of the other side that a page or form names, if it was given in this browser and in the session that it still has, and waits. */
async function ownMerge(visitor: Visitor, id: unknown): Promise<OwnMerge> {
  const own = await ownAttempt(visitor, id, "waiting");
  if (!own.ok) return own;
  const { attempt } = own;
  if (attempt.intent !== "merge") return { ok: false, outcome: "attempt_unknown", attempt: null };
  const session = await visitor.session();
  if (!session || session.id !== attempt.sessionId) return { ok: false, outcome: "step_up_other_session", attempt };
  const proof = await openMergeProof(database().db, { attemptId: attempt.id, sessionId: session.id, now: new Date() });
  return proof ? { ok: true, attempt, session, proof } : { ok: false, outcome: "merge_proof_expired", attempt };
}

const pairOf = (session: { userId: string }, proof: OpenMergeProof): MergePair => ({ signedInUserId: session.userId, otherUserId: proof.otherUserId });

/** What is said where the other side is not, or not any more, proved well enough. */
const missing: Record<Exclude<MergeProofDecision, "proved" | "prove_signed_in">, OutcomeCode> = { prove_other: "merge_proof_expired", other_own_way: "merge_own_way", one_must_count: "merge_one_must_count" };

export type MergePreviewView = { kind: "preview"; attempt: Attempt; preview: MergePreview; signedIn: MergeSide } | { kind: "elsewhere"; path: string };

/** The two side by side, for whoever has proved both; the page that comes first otherwise. Changes nothing. */
export async function mergePreviewView(visitor: Visitor, id: unknown, entries: readonly PersonalDataEntry[]): Promise<MergePreviewView> {
  const own = await ownMerge(visitor, id);
  if (!own.ok) return { kind: "elsewhere", path: await pageEnd(own, visitor) };
  const { attempt, session, proof } = own;
  const [now, { db }] = [new Date(), database()];
  const decision = decideMergeProofs({ signedIn: await signedInStrength(db, session, now), other: await otherStrength(db, proof, now) });
  if (decision === "prove_signed_in") return { kind: "elsewhere", path: ownProofPath(mergePreviewPath(attempt.id)) };
  if (decision !== "proved") return { kind: "elsewhere", path: await pageEnd({ outcome: missing[decision], attempt }, visitor) };
  const result = await mergePreview(db, pairOf(session, proof), entries, now);
  if (result.kind === "refused") return { kind: "elsewhere", path: await pageEnd({ outcome: result.outcome, attempt }, visitor) };
  const { preview } = result;
  return { kind: "preview", attempt, preview, signedIn: preview.kept.userId === session.userId ? "kept" : "merged" };
}

/** What the signed-in side's proof is worth at the merge itself, with both users locked: a grant is used up. Null when there is none. */
async function takeOwnProof(tx: Tx, session: SessionView, now: Date): Promise<MergeStrength | null> {
  if (isRecent(session, now) || (await useGrant(tx, { sessionId: session.id, purpose: "merge", now }))) return "counts";
  const strength = await signedInStrength(tx, session, now);
  return strength === "return" ? strength : null;
}

/**
 * How and when the new session was proved: by the other side's proof where that one counts. Otherwise it is what the old
 * one was, for a grant never makes a session younger.
 */
function proofOfSession(session: SessionView, proof: OpenMergeProof): { method: SignInMethodName; provedAt: Date } {
  const [method, provedAt] = countsForStepUp(proof.method) ? [proof.method, proof.createdAt] : [session.method, session.authenticatedAt];
  const known = signInMethods.find((one) => one === method);
  if (!known) throw new Error("a session or a proof names a method that nobody knows");
  return { method: known, provedAt };
}

type Merged = { kind: "merged"; session: SessionToken } | { kind: "refused"; outcome: OutcomeCode };
type Deed = { attempt: Attempt; origin: SessionOrigin; proof: OpenMergeProof; choices: MergeChoices; entries: readonly PersonalDataEntry[] };

/** Everything that a merge writes: proofs used up, one user instead of two, and a session of this browser for the one who stays. */
async function mergeNow(tx: Tx, { attempt, origin, proof, choices, entries }: Deed, at: { session: SessionView; now: Date; refuse: Refuse<Merged>; signedIn: MergeStrength }): Promise<Merged> {
  const { session, now, refuse, signedIn } = at;
  const decision = decideMergeProofs({ signedIn, other: await otherStrength(tx, proof, now) });
  if (decision !== "proved") return refuse({ kind: "refused", outcome: decision === "prove_signed_in" ? "reauthentication_required" : missing[decision] });
  if (!(await useMergeProof(tx, proof, now))) return refuse({ kind: "refused", outcome: "merge_proof_expired" });
  const merged = await performMerge(tx, { pair: pairOf(session, proof), choices, now, keys: vaultKeys(), attemptId: attempt.id, sessionId: session.id }, entries);
  if (merged.kind === "refused") return refuse(merged);
  const userId = merged.keptUserId;
  // A session of a shared computer stays one, whatever its browser says by now.
  const from = { ...origin, shared: origin.shared || session.shared };
  const issued = await issueSession(tx, { userId, ...proofOfSession(session, proof), attemptId: attempt.id, now, replaces: { id: session.id, userId: session.userId }, origin: from });
  const settled = await settleAttempt(tx, attempt.id, { status: "succeeded", outcome: "accounts_merged", userId, now });
  if (!settled) throw new AuthError("attempt_used", "the attempt had ended when its merge was about to commit");
  return { kind: "merged", session: issued };
}

/**
 * Puts two accounts together, after a fresh proof of each. Both are used up in the transaction of the merge, or neither.
 * What the browser's guest has is left alone. A form that was sent twice ends where the first one did.
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function mergeAccounts(request: Request, visitor: Visitor, input: { attempt: string; choices: MergeChoices }, entries: readonly PersonalDataEntry[]): Promise<Response> {
  const own = await ownMerge(visitor, input.attempt);
  if (!own.ok && own.attempt === null && (await visitor.session()) === null) return seeOther(`/signin?${new URLSearchParams({ returnTo: mergePage })}`);
  if (!own.ok) return await formEnd(request, own, visitor);
  const { attempt, proof } = own;
  const wish: StepUpWish = { purpose: "merge", returnTo: mergePreviewPath(attempt.id) };
  const judge = async (tx: Tx, session: SessionView, now: Date) => {
    await lockPair(tx, pairOf(session, proof));
    return await takeOwnProof(tx, session, now);
  };
  const done = await withProof<Merged, MergeStrength>(visitor, wish, judge, async (tx, session, now, refuse, signedIn) => await mergeNow(tx, { attempt, origin: visitor.origin, proof, choices: input.choices, entries }, { session, now, refuse, signedIn }));
  if (done.kind === "answer") {
    // A twin of this request was faster, and with it the session is another one now.
    const again = await ownAttempt(visitor, attempt.id, "waiting");
    return again.ok ? done.response : await formEnd(request, again, visitor);
  }
  const { result } = done;
  if (result.kind === "refused") return await formEnd(request, { outcome: result.outcome, attempt }, visitor);
  logOutcome("accounts_merged", attempt);
  return seeOther(mergedPath, [sessionCookie(result.session, visitor.secure)]);
}
