import { type AuthenticationResponseJSON, verifyAuthenticationResponse } from "@simplewebauthn/server";
import { refusalOf, type UserStatus } from "../../accounts/decide-link.ts";
import type { Tx } from "../../db/client.ts";
import type { OutcomeCode } from "../../outcomes.ts";
import type { Answer } from "./answer.ts";
import { type ChallengeBinding, useChallenge } from "./challenge.ts";
import { relyingParty } from "./relying-party.ts";

export type PasskeyProof =
  | { kind: "proved"; userId: string; passkeyId: string }
  | {
      kind: "refused";
      outcome: OutcomeCode;
      /** The attempt that the answer was used for before. */
      usedFor?: string | null;
      /** Whom the answer proved, where that is somebody who waits to be deleted: on the way in they are asked about it. */
      ofPending?: { userId: string; passkeyId: string };
    };

type Stored = { id: string; userId: string; credentialId: string; publicKey: Uint8Array; counter: bigint; userHandle: string; status: UserStatus };

/** The passkey of an answer, locked, so that of two answers at once each is judged by the counter of the one before. */
async function storedPasskey(tx: Tx, credentialId: string): Promise<Stored | undefined> {
  const [row] = await tx.$queryRaw<Stored[]>`
    SELECT p."id", p."userId", p."credentialId", p."publicKey", p."counter", p."userHandle", u."status"::text AS "status"
    FROM "Passkey" p JOIN "User" u ON u."id" = p."userId" WHERE p."credentialId" = ${credentialId} FOR UPDATE OF p`;
  return row;
}

/** Whether the answer is good: origin, host, presence, verification and signature. Undefined when it is not. */
async function verified(response: AuthenticationResponseJSON, challenge: string, stored: Stored) {
  const { id, origin } = relyingParty();
  try {
    // The counter is judged below, where the signature is known to be the passkey's own: anybody can claim a number.
    const credential = { id: stored.credentialId, publicKey: new Uint8Array(stored.publicKey), counter: 0 };
    const result = await verifyAuthenticationResponse({ response, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: id, credential, requireUserVerification: true });
    return result.verified ? result.authenticationInfo : undefined;
  } catch {
    // The library throws plain errors whose messages quote the answer. Whatever it was, the answer is not good.
    return undefined;
  }
}

/**
 * Judges the answer of a passkey and uses its challenge up. Call it in the transaction of what the proof is for, and
 * commit that also when it is refused: an answer is heard once.
 * @returns the user that the passkey belongs to, or why it proves nothing
 * @see WebAuthn Level 3, section 7.2
 */
export async function provePasskey(tx: Tx, answer: Answer<AuthenticationResponseJSON>, binding: ChallengeBinding, options: { now: Date; usedFor?: string }): Promise<PasskeyProof> {
  const { response, challenge } = answer;
  const used = await useChallenge(tx, challenge, binding, options);
  if (used.kind === "refused") return used.outcome === "passkey_used" ? { kind: "refused", outcome: used.outcome, usedFor: used.attemptId } : used;
  const stored = await storedPasskey(tx, response.id);
  if (!stored) return { kind: "refused", outcome: "passkey_unknown" };
  const { userHandle } = response.response;
  if (userHandle !== undefined && userHandle !== stored.userHandle) return { kind: "refused", outcome: "passkey_refused" };
  const info = await verified(response, challenge, stored);
  if (!info) return { kind: "refused", outcome: "passkey_refused" };
  const { newCounter, credentialDeviceType, credentialBackedUp } = info;
  // Passkeys that are synchronised count nothing and stay at zero. One that counts and does not go on is a copy.
  const counts = newCounter > 0 || stored.counter > 0n;
  if (counts && BigInt(newCounter) <= stored.counter) return { kind: "refused", outcome: "passkey_cloned" };
  const refusal = refusalOf(stored.status);
  if (refusal && refusal !== "deletion_pending") return { kind: "refused", outcome: refusal };
  await tx.passkey.update({ where: { id: stored.id }, data: { counter: newCounter, deviceType: credentialDeviceType, backedUp: credentialBackedUp, lastUsedAt: options.now }, select: { id: true } });
  const proof = { userId: stored.userId, passkeyId: stored.id };
  return refusal ? { kind: "refused", outcome: refusal, ofPending: proof } : { kind: "proved", ...proof };
}
