import { attemptTimes } from "../../attempts/times.ts";
import type { Attempt } from "../../attempts/attempt.ts";
import { recordAudit } from "../../audit/record.ts";
import type { Db, Tx } from "../../db/client.ts";
import { refuseTombstone } from "../../sessions/issue.ts";
import { isProvider, type SignInMethodName } from "../../sessions/methods.ts";
import { hasGrant } from "../../sessions/step-up.ts";
import { ownSession } from "../confirm-identity.ts";
import { refuseSignIn, type SignInContext, type SignInResult, waitForPerson } from "../context.ts";
import { refusalOf } from "../decide-link.ts";
import { ownsStepUpMethod, signInMethodsOf } from "../sign-in-methods.ts";
import { decideMergeProofs, type MergeStrength, mergeStrengthOf } from "./decide-proofs.ts";

/** The session of the signed-in side, with the proof that it began with. */
export type MergingSession = { id: string; userId: string; method: string; authenticatedAt: Date };
/** A proof of the other side that waits for the merge. */
export type OpenMergeProof = { id: string; otherUserId: string; method: string; createdAt: Date };

async function ownsMethod(db: Db | Tx, userId: string): Promise<boolean> {
  const methods = await signInMethodsOf(db, userId);
  return methods === null || ownsStepUpMethod(methods);
}

/** What the signed-in side's proof is worth: a grant for a merge that waits in this session, or the session's own beginning. */
export async function signedInStrength(db: Db | Tx, session: MergingSession, now: Date): Promise<MergeStrength> {
  if (await hasGrant(db, { sessionId: session.id, purpose: "merge", now })) return "counts";
  const proof = { method: session.method, at: session.authenticatedAt };
  return mergeStrengthOf({ proof, ownsMethod: await ownsMethod(db, session.userId) }, now);
}

/** What a proof of the other side is worth. */
export async function otherStrength(db: Db | Tx, proof: OpenMergeProof, now: Date): Promise<MergeStrength> {
  return mergeStrengthOf({ proof: { method: proof.method, at: proof.createdAt }, ownsMethod: await ownsMethod(db, proof.otherUserId) }, now);
}

/**
 * Ends the proof of another user, for a merge: it waits for the person's decision, bound to this session, browser and
 * pair. Call it only in the transaction that used the proof up. Nobody is signed in, and nothing else is written.
 * @throws AuthError `attempt_used` when the attempt has ended meanwhile; `user_merged` when the proved user was merged meanwhile
 */
export async function proveOtherSide(tx: Tx, context: SignInContext, attempt: Attempt, proof: { userId: string; method: SignInMethodName }): Promise<SignInResult> {
  const { now } = context;
  const own = ownSession(context, attempt);
  // Locked, so that a session that ends now is not handed a proof.
  const [session] = own && attempt.intent === "merge" ? await tx.$queryRaw<MergingSession[]>`SELECT "id", "userId", "method", "authenticatedAt" FROM "Session" WHERE "id" = ${own.id}::uuid FOR KEY SHARE` : [];
  if (!session) return await refuseSignIn(tx, context, "step_up_other_session");
  if (proof.userId === session.userId) return await refuseSignIn(tx, context, "merge_same_user");
  await refuseTombstone(tx, proof.userId);
  const { status } = await tx.user.findUniqueOrThrow({ where: { id: proof.userId }, select: { status: true } });
  const refusal = refusalOf(status);
  if (refusal) return await refuseSignIn(tx, context, refusal);
  const refused = isProvider(proof.method) ? await refusalOfReturn(tx, session, { ...proof, at: now }, now) : undefined;
  if (refused) return await refuseSignIn(tx, context, refused);
  await tx.mergeProof.create({
    data: { attemptId: attempt.id, sessionId: session.id, otherUserId: proof.userId, method: proof.method, createdAt: now, expires: new Date(now.getTime() + attemptTimes.mergeProofSeconds * 1_000) },
    select: { id: true },
  });
  await recordAudit(tx, [{ type: "merge.proved", userId: proof.userId, attemptId: attempt.id, details: { method: proof.method } }]);
  return await waitForPerson(tx, context, "merge_proved");
}

/** Why a return from a provider is no proof of the other side. Where the signed-in side is not proved any more, the merge asks for that. */
async function refusalOfReturn(tx: Tx, session: MergingSession, proof: { userId: string; method: string; at: Date }, now: Date): Promise<"merge_own_way" | "merge_one_must_count" | undefined> {
  const other = mergeStrengthOf({ proof, ownsMethod: await ownsMethod(tx, proof.userId) }, now);
  if (other === "own_way_first") return "merge_own_way";
  return decideMergeProofs({ signedIn: await signedInStrength(tx, session, now), other }) === "one_must_count" ? "merge_one_must_count" : undefined;
}

const open = (input: { attemptId: string; sessionId: string; now: Date }) => ({ attemptId: input.attemptId, sessionId: input.sessionId, usedAt: null, expires: { gt: input.now } });

/** The proof that waits for an attempt in a session. For pages; the merge uses it up with `useMergeProof`. */
export async function openMergeProof(db: Db | Tx, input: { attemptId: string; sessionId: string; now: Date }): Promise<OpenMergeProof | null> {
  return await db.mergeProof.findFirst({ where: open(input), select: { id: true, otherUserId: true, method: true, createdAt: true } });
}

/** Uses a proof up, in the transaction of the merge. Of any number of callers one gets true. */
export async function useMergeProof(tx: Tx, proof: Pick<OpenMergeProof, "id">, now: Date): Promise<boolean> {
  const { count } = await tx.mergeProof.updateMany({ where: { id: proof.id, usedAt: null, expires: { gt: now } }, data: { usedAt: now } });
  return count === 1;
}
