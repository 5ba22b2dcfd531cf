import type { Tx } from "../../db/client.ts";
import { isProvider, type SignInMethodName } from "../../sessions/methods.ts";
import { findOwner } from "../account-rows.ts";
import { finishSignIn, refuseSignIn, type SignInContext, type SignInResult } from "../context.ts";
import { consumeParked, eraseParked, readParked } from "../parked-identity.ts";
import { linkTo } from "../resolve-parked.ts";
import { signInOwner } from "../sign-in-with-provider.ts";
import { lockUser } from "../sign-in-methods.ts";
import { settleAttempt } from "../../attempts/attempt.ts";
import { tellOfDeletion } from "./addresses.ts";
import { cancelDeletion } from "./cancel.ts";
import { isStillTheirs, provesAddress } from "./way-in.ts";

export type KeepOptions = {
  /** Whether a user may have several accounts of one provider. */
  several: boolean;
  /** Gives the user the new password that was typed with the proof. */
  storePassword(tx: Tx, input: { userId: string; hash: string; attemptId: string }): Promise<void>;
};

const select = { id: true, userId: true, method: true, way: true, passwordHash: true, provedAt: true, expires: true } as const;

/**
 * "Keep my account": the deletion is called off, and the proof that waited signs the person in, in a session as old as
 * the proof. With the user's row locked everything is looked at anew: the wish is the one that the proof was given for,
 * and what gave the proof is still the user's. A proof that was voided since, or whose wish was answered in another
 * browser, is refused as `keep_over`.
 * @throws AuthError `attempt_used` when the attempt has ended meanwhile
 */
export async function keepAccount(tx: Tx, context: SignInContext, options: KeepOptions): Promise<SignInResult> {
  const { attempt, now, keys } = context;
  // The attempt before its proof, as the erasure takes them: in another order the two would wait for each other.
  await tx.$queryRaw`SELECT 1 FROM "Attempt" WHERE "id" = ${attempt.id}::uuid FOR UPDATE`;
  const proof = await tx.keepProof.findUnique({ where: { attemptId: attempt.id }, select });
  if (!proof) return await refuseKeeping(tx, context, "keep_over");
  const { userId } = proof;
  await lockUser(tx, userId);
  const { count } = await tx.keepProof.deleteMany({ where: { id: proof.id, expires: { gt: now } } });
  if (count === 0 || !(await isStillTheirs(tx, userId, proof.way))) return await refuseKeeping(tx, context, "keep_over");
  if (!(await cancelDeletion(tx, { userId, by: "kept", attemptId: attempt.id }))) return await refuseKeeping(tx, context, "deletion_begun");
  await tellOfDeletion(tx, { userId, now, keys });
  if (proof.passwordHash !== null) await options.storePassword(tx, { userId, hash: proof.passwordHash, attemptId: attempt.id });
  const method = proof.method as SignInMethodName;
  return await signInKept(tx, { ...context, provedAt: proof.provedAt }, { userId, method }, options);
}

/** There is nothing to keep, or not by this proof: what waited with it is erased. */
async function refuseKeeping(tx: Tx, context: SignInContext, outcome: "keep_over" | "deletion_begun"): Promise<SignInResult> {
  await eraseParked(tx, context.attempt.id, context.now);
  return await refuseSignIn(tx, context, outcome);
}

/** Signs the user in, with the account that came with the proof: it is brought up to date, or linked by a proof of the address. */
async function signInKept(tx: Tx, context: SignInContext, proof: { userId: string; method: SignInMethodName }, { several }: KeepOptions): Promise<SignInResult> {
  const { userId, method } = proof;
  const identity = await readParked(tx, context.attempt.id, "keep_asked", context.now, context.keys);
  const owner = identity && (await findOwner(tx, identity));
  if (identity) await consumeParked(tx, context.attempt.id, context.now);
  if (identity && owner?.userId === userId) return await signInOwner(tx, context, owner, identity);
  if (identity && !owner && !isProvider(method)) return await linkTo(tx, context, { userId, method, identity, several });
  return await finishSignIn(tx, context, { userId, method, outcome: "signed_in", deeds: [] });
}

/** "Leave it": the deletion goes on, the proof and what waited with it are erased, and nobody is signed in. */
export async function leaveDeletion(tx: Tx, context: SignInContext): Promise<void> {
  await tx.keepProof.deleteMany({ where: { attemptId: context.attempt.id } });
  await eraseParked(tx, context.attempt.id, context.now);
  await settleAttempt(tx, context.attempt.id, { status: "cancelled", outcome: "keep_declined", now: context.now });
}

const openSelect = {
  userId: true,
  expires: true,
  way: true,
  passwordHash: true,
  user: { select: { name: true, provedEmail: true } },
  deletion: { select: { dueAt: true, erasingSince: true } },
} as const;

type OpenKeepProof = {
  /** Until when it can be answered with yes. */
  dueAt: Date;
  userId: string;
  newPassword: boolean;
  /** The name of the user; without one the address, to whoever proved just that. */
  account: string | null;
};

/** What the question shows, to the browser that has just proved the user. Null where there is none any more. */
export async function openKeepProof(tx: Tx, attemptId: string, now: Date): Promise<OpenKeepProof | null> {
  const proof = await tx.keepProof.findUnique({ where: { attemptId }, select: openSelect });
  if (!proof || proof.expires <= now || proof.deletion.erasingSince) return null;
  const { userId, user } = proof;
  const account = user.name ?? (provesAddress(proof.way) ? user.provedEmail : null);
  return { dueAt: proof.deletion.dueAt, userId, newPassword: proof.passwordHash !== null, account };
}
