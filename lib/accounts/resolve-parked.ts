import type { Tx } from "../db/client.ts";
import { OvertakenError } from "../db/retry.ts";
import { settleAttempt } from "../attempts/attempt.ts";
import { noticeTo } from "../mail/notices.ts";
import type { SignInMethodName } from "../sessions/methods.ts";
import { accountsInTheWay, type AccountOwner, createAccount, findOwner, findProvedUser, lockAddress } from "./account-rows.ts";
import { finishSignIn, refuseSignIn, type SignInContext, type SignInResult, waitForPerson } from "./context.ts";
import { refusalOf } from "./decide-link.ts";
import { askOwnerToKeep, askWithParked } from "./deletion/ask.ts";
import type { WayIn } from "./deletion/way-in.ts";
import { consumeParked, readParked, reparkIdentity } from "./parked-identity.ts";
import { identityEmail, type ProviderIdentity } from "./provider-identity.ts";
import { lockUser } from "./sign-in-methods.ts";
import { signInOwner, signUpWith } from "./sign-in-with-provider.ts";
import { leaveNotice } from "./user-notices.ts";

/**
 * What proved that the old user is here: the address itself, by what was mailed to it, or another way in of a user who
 * was proved with it.
 */
export type LadderProof = { method: "email_code" | "email_link"; canonical: string } | { method: "password" | "passkey"; userId: string; way: WayIn };
/** `several`: whether a user may have more than one account of one provider. */
type LinkOptions = { several: boolean };

/**
 * Ends the collision ladder with a proof: the waiting identity is linked to the user who has proved the address, and
 * that user is signed in. Call it only in the transaction that used the proof up. A proof of being another user than
 * the one who has proved the address is refused, and the ladder goes on.
 * @throws OvertakenError or AuthError `user_merged` when that user was changed meanwhile; run the whole transaction again then
 */
export async function linkParkedByProof(tx: Tx, context: SignInContext, proof: LadderProof, options: LinkOptions): Promise<SignInResult> {
  const identity = await readParked(tx, context.attempt.id, "email_in_use", context.now, context.keys);
  const canonical = identity && identityEmail(identity)?.canonical;
  // The proof counts for the address that collided and for no other.
  if (!identity || !canonical || ("canonical" in proof && proof.canonical !== canonical)) return await refuseSignIn(tx, context, "attempt_expired");
  const holder = await findProvedUser(tx, canonical);
  if (holder && "userId" in proof && proof.userId !== holder.id) return { kind: "refused", outcome: "proof_of_other_user" };
  if (holder?.status === "deletion_pending") {
    return await askWithParked(tx, context, { userId: holder.id, method: proof.method, way: "way" in proof ? proof.way : { email: canonical } });
  }
  if (!(await consumeParked(tx, context.attempt.id, context.now)) || !holder) return await refuseSignIn(tx, context, "attempt_expired");
  const refusal = refusalOf(holder.status);
  if (refusal) return await refuseSignIn(tx, context, refusal);
  const owner = await findOwner(tx, identity);
  if (owner && owner.userId !== holder.id) return await refuseSignIn(tx, context, "link_owned_by_other");
  if (owner) return await signInOwner(tx, context, owner, identity);
  await lockHolder(tx, holder.id, canonical);
  return await linkTo(tx, context, { userId: holder.id, method: proof.method, identity, several: options.several });
}

/**
 * Locks the user's row, so that two ladders at once cannot both find "no Amazon account yet". Whoever held it may have
 * merged or suspended the user, or moved the address: what was decided before the lock is decided again then.
 */
async function lockHolder(tx: Tx, userId: string, canonical: string): Promise<void> {
  await lockUser(tx, userId);
  const holder = await findProvedUser(tx, canonical);
  if (holder?.id !== userId || refusalOf(holder.status)) throw new OvertakenError("the user was changed before the link could be made");
}

/** Links the waiting identity to a user, if there is room for it, and signs them in. Call it with the user's row locked. */
export async function linkTo(tx: Tx, context: SignInContext, link: { userId: string; method: SignInMethodName; identity: ProviderIdentity; several: boolean }): Promise<SignInResult> {
  const { userId, method, identity } = link;
  if ((await accountsInTheWay(tx, userId, identity.provider, link.several)).length > 0) {
    await leaveNotice(tx, [userId], { code: "nothing_linked", values: { provider: identity.provider } });
    return await finishSignIn(tx, context, { userId, method, outcome: "signed_in", deeds: [] });
  }
  await createAccount(tx, userId, identity, context.keys);
  await noticeTo(tx, userId, "account_linked", { now: context.now, keys: context.keys });
  return await finishSignIn(tx, context, {
    userId,
    method,
    outcome: "account_linked",
    deeds: [{ type: "account.linked", details: { provider: identity.provider, proof: method } }],
  });
}

async function signInOrUp(tx: Tx, context: SignInContext, identity: ProviderIdentity, owner: AccountOwner | null, options: { withEmail: boolean }): Promise<SignInResult> {
  if (!owner) return await signUpWith(tx, context, identity, options);
  const refusal = refusalOf(owner.status);
  return refusal ? await refuseSignIn(tx, context, refusal) : await signInOwner(tx, context, owner, identity);
}

/** "This is not mine": the waiting identity gets a separate new user, without the address. */
export async function signUpParkedWithoutEmail(tx: Tx, context: SignInContext): Promise<SignInResult> {
  const identity = await readParked(tx, context.attempt.id, "email_in_use", context.now, context.keys);
  if (!identity) return await refuseSignIn(tx, context, "attempt_expired");
  const owner = await findOwner(tx, identity);
  if (owner?.status === "deletion_pending") return await askOwnerToKeep(tx, context, owner, identity, true);
  if (!(await consumeParked(tx, context.attempt.id, context.now))) return await refuseSignIn(tx, context, "attempt_expired");
  return await signInOrUp(tx, context, identity, owner, { withEmail: false });
}

/**
 * The person chose to leave the signed-in user for the waiting identity: as if nobody had been signed in, so a
 * collision of addresses still goes to the ladder.
 */
export async function switchToParked(tx: Tx, context: SignInContext): Promise<SignInResult> {
  const identity = await readParked(tx, context.attempt.id, "switch_asked", context.now, context.keys);
  if (!identity) return await refuseSignIn(tx, context, "attempt_expired");
  const owner = await findOwner(tx, identity);
  if (owner?.status === "deletion_pending") return await askOwnerToKeep(tx, context, owner, identity, true);
  const email = identityEmail(identity);
  if (!owner && email) await lockAddress(tx, email.canonical);
  if (!owner && email && (await findProvedUser(tx, email.canonical))) {
    await reparkIdentity(tx, context.attempt.id, "email_in_use");
    // A reload of the callback goes by the outcome: it must find the ladder now.
    return await waitForPerson(tx, context, "email_in_use");
  }
  if (!(await consumeParked(tx, context.attempt.id, context.now))) return await refuseSignIn(tx, context, "attempt_expired");
  return await signInOrUp(tx, context, identity, owner, { withEmail: true });
}

/** The person decided against it: the waiting identity is erased. */
export async function declineParked(tx: Tx, context: SignInContext, outcome: "switch_declined" | "collision_declined"): Promise<void> {
  await consumeParked(tx, context.attempt.id, context.now);
  await settleAttempt(tx, context.attempt.id, { status: "cancelled", outcome, now: context.now });
}
