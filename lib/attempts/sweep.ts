import type { Db } from "../db/client.ts";
import { logEvent } from "../telemetry/log.ts";

const keepDays = 30;
const batch = 5_000;
const mostBatches = 20;

/** Repeats a bounded statement until it finds less than a batch: what came in faster is caught up with. */
async function inBatches(statement: (limit: number) => Promise<{ count: number }>): Promise<void> {
  for (let round = 0; round < mostBatches; round += 1) if ((await statement(batch)).count < batch) return;
}

/**
 * Counts attempts that never came back as expired, and removes what nobody needs any more: parked identities, codes,
 * challenges, grants and proofs for a merge after their time, changes of address that cannot be undone any more, attempts after 30 days,
 * sessions after their end. In batches, so that no lock is long.
 * @returns how many attempts expired
 */
export async function sweep(db: Db, now: Date): Promise<number> {
  const { count } = await db.attempt.updateMany({
    where: { status: { in: ["open", "claimed", "waiting"] }, expires: { lte: now } },
    data: { status: "expired", outcome: "attempt_expired", endedAt: now, pendingPasswordHash: null },
    limit: batch,
  });
  if (count > 0) logEvent("attempts.expired", { outcome: "attempt_expired", count });
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000);
  await inBatches((limit) => db.parkedIdentity.deleteMany({ where: { expires: { lte: now } }, limit }));
  await inBatches((limit) => db.emailCode.deleteMany({ where: { expires: { lte: new Date(now.getTime() - 3_600_000) } }, limit }));
  await inBatches((limit) => db.emailChange.deleteMany({ where: { expires: { lte: now } }, limit }));
  // A day, so that a page left open overnight is told that it took too long, and not that it is unknown.
  await inBatches((limit) => db.passkeyChallenge.deleteMany({ where: { expires: { lte: before(1) } }, limit }));
  await inBatches((limit) => db.stepUpGrant.deleteMany({ where: { expires: { lte: new Date(now.getTime() - 3_600_000) } }, limit }));
  await inBatches((limit) => db.mergeProof.deleteMany({ where: { expires: { lte: new Date(now.getTime() - 3_600_000) } }, limit }));
  // A day, so that a page left open overnight is told why.
  await inBatches((limit) => db.session.deleteMany({ where: { expires: { lte: before(1) } }, limit }));
  await inBatches((limit) => db.attempt.deleteMany({ where: { createdAt: { lte: before(keepDays) } }, limit }));
  return count;
}
