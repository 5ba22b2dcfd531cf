import type { Db } from "../db/client.ts";
import { logEvent } from "../telemetry/log.ts";

const keepDays = 30;

/**
 * Counts attempts that never came back as expired, and removes what nobody needs any more: parked identities and
 * codes after their time, attempts after 30 days, sessions after their end. In batches, so that no lock is long.
 * @returns how many attempts expired
 */
export async function sweep(db: Db, now: Date): Promise<number> {
  const { count } = await db.attempt.updateMany({
    where: { status: { in: ["open", "claimed", "waiting"] }, expires: { lte: now } },
    data: { status: "expired", outcome: "attempt_expired", endedAt: now },
    limit: 5_000,
  });
  if (count > 0) logEvent("attempts.expired", { outcome: "attempt_expired", count });
  const old = new Date(now.getTime() - keepDays * 86_400_000);
  await db.parkedIdentity.deleteMany({ where: { expires: { lte: now } }, limit: 5_000 });
  await db.emailCode.deleteMany({ where: { expires: { lte: new Date(now.getTime() - 3_600_000) } }, limit: 5_000 });
  await db.session.deleteMany({ where: { expires: { lte: now } }, limit: 5_000 });
  await db.attempt.deleteMany({ where: { createdAt: { lte: old } }, limit: 5_000 });
  return count;
}
