import { attemptTimes } from "../../attempts/times.ts";
import type { Tx } from "../../db/client.ts";
import { OvertakenError } from "../../db/retry.ts";
import type { SignInMethodName } from "../../sessions/methods.ts";
import type { AccountOwner } from "../account-rows.ts";
import { refuseSignIn, type SignInContext, type SignInResult, waitForPerson } from "../context.ts";
import { eraseParked, parkIdentity, reparkIdentity } from "../parked-identity.ts";
import type { ProviderIdentity } from "../provider-identity.ts";
import { type WayIn, wayText } from "./way-in.ts";

export type ProofOfPending = {
  userId: string;
  method: SignInMethodName;
  /** What gave the proof. */
  way: WayIn;
  /** When the proof was given, where that was before now. */
  provedAt?: Date;
  /** The hash of a new password that was typed with it. */
  passwordHash?: string;
};

/**
 * Ends every proof of a user who waits to be deleted: the person is asked whether they keep the account. Nobody is signed
 * in by it. The proof waits for the answer in the browser of the attempt; what waits with it (an identity, a password) is
 * the caller's to park.
 * @returns refused where there is no question any more: rows are being erased, or the proof is older than the wish, so
 * that whoever gave it had not heard of it
 * @throws OvertakenError when the deletion was cancelled meanwhile; run the whole transaction again then
 */
export async function askToKeep(tx: Tx, context: SignInContext, proof: ProofOfPending): Promise<SignInResult> {
  const { userId, method, way, passwordHash, provedAt = context.now } = proof;
  // Whoever cancels it holds the user; once they are through, the deletion is read as it is then.
  await tx.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${userId}::uuid FOR KEY SHARE`;
  const deletion = await tx.deletion.findUnique({ where: { userId }, select: { id: true, requestedAt: true, erasingSince: true } });
  if (!deletion) {
    const user = await tx.user.findUnique({ where: { id: userId }, select: { status: true } });
    if (user?.status !== "deletion_pending") throw new OvertakenError("the deletion was cancelled, or carried out, meanwhile");
    return await refuseSignIn(tx, context, "deletion_pending");
  }
  if (deletion.erasingSince) return await refuseSignIn(tx, context, "deletion_begun");
  if (provedAt < deletion.requestedAt) return await refuseSignIn(tx, context, "keep_over");
  const expires = new Date(context.now.getTime() + attemptTimes.keepProofSeconds * 1_000);
  const data = { attemptId: context.attempt.id, userId, deletionId: deletion.id, method, way: wayText(way), passwordHash: passwordHash ?? null, provedAt, expires };
  await tx.keepProof.create({ data, select: { id: true } });
  // The attempt is the user's from now on, so that it goes with them, and with what waits in it, should they not come back.
  await tx.attempt.updateMany({ where: { id: context.attempt.id, userId: null }, data: { userId } });
  return await waitForPerson(tx, context, "keep_asked");
}

/**
 * The same for a proof with an identity that waits in the attempt already: it goes on waiting, for this question now, or
 * is erased where there is none.
 */
export async function askWithParked(tx: Tx, context: SignInContext, proof: ProofOfPending): Promise<SignInResult> {
  const result = await askToKeep(tx, context, proof);
  if (result.kind === "waiting") await reparkIdentity(tx, context.attempt.id, "keep_asked");
  else await eraseParked(tx, context.attempt.id, context.now);
  return result;
}

/**
 * The same for somebody who comes back from a provider. The identity waits, sealed, so that the account has its tokens
 * again when it is kept.
 * @param parked whether it waits already, for another question
 */
export async function askOwnerToKeep(tx: Tx, context: SignInContext, owner: Pick<AccountOwner, "userId" | "accountId">, identity: ProviderIdentity, parked: boolean): Promise<SignInResult> {
  const proof = { userId: owner.userId, method: identity.provider, way: { account: owner.accountId }, provedAt: identity.receivedAt };
  if (parked) return await askWithParked(tx, context, proof);
  const result = await askToKeep(tx, context, proof);
  if (result.kind === "waiting") await parkIdentity(tx, context.attempt.id, "keep_asked", identity, context.now, context.keys);
  return result;
}
