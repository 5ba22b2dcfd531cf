import { randomToken, sha256 } from "../../crypto/random.ts";
import { attemptTimes } from "../../attempts/times.ts";
import type { Tx } from "../../db/client.ts";

/** What an answer of a passkey is good for. An answer for one is worth nothing for another. */
export const passkeyPurposes = ["sign_in", "existing", "step_up", "add", "merge"] as const;
export type PasskeyPurpose = (typeof passkeyPurposes)[number];

/** Whom a challenge was given to: a browser always; a session or an attempt where the purpose has one. */
export type ChallengeBinding = { purpose: PasskeyPurpose; browserHash: string; sessionId?: string | undefined; attemptId?: string | undefined };

/**
 * Makes a challenge of 256 random bits, good once and for five minutes. Only its hash is stored.
 * @returns the challenge in base64url
 */
export async function newChallenge(tx: Pick<Tx, "passkeyChallenge">, binding: ChallengeBinding, now: Date): Promise<string> {
  const challenge = randomToken();
  await tx.passkeyChallenge.create({
    data: {
      challengeHash: sha256(challenge),
      purpose: binding.purpose,
      browserHash: binding.browserHash,
      sessionId: binding.sessionId ?? null,
      attemptId: binding.attemptId ?? null,
      createdAt: now,
      expires: new Date(now.getTime() + attemptTimes.passkeyChallengeSeconds * 1_000),
    },
    select: { id: true },
  });
  return challenge;
}

export type UseChallengeResult =
  | { kind: "used" }
  | { kind: "refused"; outcome: "state_mismatch" | "passkey_refused" | "passkey_expired" }
  /** It was used before, for that attempt if it was for one. */
  | { kind: "refused"; outcome: "passkey_used"; attemptId: string | null };

type Row = { id: string; purpose: string; browserHash: string; sessionId: string | null; attemptId: string | null; expires: Date; usedAt: Date | null };

/**
 * Uses a challenge up, in the transaction of what it was given for. The row is locked: of any number of callers one
 * gets "used".
 * @param usedFor the attempt that it was used for, where it was given to none
 */
export async function useChallenge(tx: Tx, challenge: string, binding: ChallengeBinding, options: { now: Date; usedFor?: string | undefined }): Promise<UseChallengeResult> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT "id", "purpose", "browserHash", "sessionId", "attemptId", "expires", "usedAt" FROM "PasskeyChallenge"
    WHERE "challengeHash" = ${sha256(challenge)} FOR UPDATE`;
  if (!row || row.purpose !== binding.purpose) return { kind: "refused", outcome: "passkey_refused" };
  if (row.browserHash !== binding.browserHash) return { kind: "refused", outcome: "state_mismatch" };
  if (row.usedAt) return { kind: "refused", outcome: "passkey_used", attemptId: row.attemptId };
  if (row.sessionId !== (binding.sessionId ?? null) || row.attemptId !== (binding.attemptId ?? null)) return { kind: "refused", outcome: "passkey_refused" };
  if (row.expires <= options.now) return { kind: "refused", outcome: "passkey_expired" };
  await tx.passkeyChallenge.update({ where: { id: row.id }, data: { usedAt: options.now, ...(options.usedFor ? { attemptId: options.usedFor } : {}) }, select: { id: true } });
  return { kind: "used" };
}
