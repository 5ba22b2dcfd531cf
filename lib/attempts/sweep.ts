import type { Db } from "../db/client.ts";
import { type Due, removeDue } from "../db/due.ts";
import { logEvent } from "../telemetry/log.ts";
import { countEnd, endedColumns } from "./counts.ts";

/** For how long attempts are kept. */
export const attemptKeptSeconds = 30 * 86_400;
const batch = 5_000;
const mostBatches = 20;
/** So long after their end nobody asks for them any more, and a slow clock has caught up. */
const hour = 3_600;
const day = 86_400;

/** What nobody needs any more of attempts and what belongs to them, in this order: an attempt takes its own along. */
export const dueOfAttempts: readonly Due[] = [
  { kind: "parked_identities", table: "ParkedIdentity", column: "expires", seconds: 0 },
  { kind: "email_codes", table: "EmailCode", column: "expires", seconds: hour },
  { kind: "address_changes", table: "EmailChange", column: "expires", seconds: 0 },
  // A day, so that a page left open overnight is told that it took too long, and not that it is unknown.
  { kind: "passkey_challenges", table: "PasskeyChallenge", column: "expires", seconds: day },
  { kind: "proofs", table: "StepUpGrant", column: "expires", seconds: hour },
  { kind: "merge_proofs", table: "MergeProof", column: "expires", seconds: hour },
  { kind: "keep_proofs", table: "KeepProof", column: "expires", seconds: 0 },
  { kind: "attempts", table: "Attempt", column: "createdAt", seconds: attemptKeptSeconds },
];

async function expireBatch(db: Db, now: Date): Promise<number> {
  const expired = await db.attempt.updateManyAndReturn({
    where: { status: { in: ["open", "claimed", "waiting"] }, expires: { lte: now } },
    data: { status: "expired", outcome: "attempt_expired", endedAt: now, pendingPasswordHash: null },
    limit: batch,
    select: endedColumns,
  });
  countEnd(db, expired);
  const count = expired.length;
  if (count > 0) logEvent("attempts.expired", { outcome: "attempt_expired", count });
  return count;
}

/** Counts attempts that never came back as expired, in batches. @returns how many expired */
export async function expireAttempts(db: Db, now: Date): Promise<number> {
  let count = 0;
  for (let round = 0; round < mostBatches; round += 1) {
    const expired = await expireBatch(db, now);
    count += expired;
    if (expired < batch) break;
  }
  return count;
}

/**
 * Removes what nobody needs any more: parked identities, codes, challenges, grants, proofs for a merge and of who waits to be deleted after their
 * time, changes of address that cannot be undone any more, old attempts. Once their hours are summed (lib/events).
 */
export async function removeOldAttempts(db: Db, now: Date): Promise<void> {
  for (const due of dueOfAttempts) await removeDue(db, due, now);
}

/** Both, one after the other. @returns how many attempts expired */
export async function sweep(db: Db, now: Date): Promise<number> {
  const count = await expireAttempts(db, now);
  await removeOldAttempts(db, now);
  return count;
}
