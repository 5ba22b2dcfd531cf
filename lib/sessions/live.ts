import { type Db, plainly, type Tx } from "../db/client.ts";
import { sessionLimits } from "./limits.ts";

const interval = (seconds: number) => `interval '${seconds} seconds'`;
const agedAt = `LEAST("expires", "createdAt" + ${interval(sessionLimits.absoluteSeconds)})`;
const idleAt = `"lastSeenAt" + CASE WHEN "shared" THEN ${interval(sessionLimits.sharedIdleSeconds)} ELSE ${interval(sessionLimits.idleSeconds)} END`;

/**
 * In SQL, of a row of "Session": why it is over by itself, `expired` for want of use or `aged`, and NULL while it is
 * good. The rule is the one of `checkSession`. Used to the last, or not for a while: only one of the two is true.
 * @param now the placeholder of the time to judge by, such as `$2`
 */
export function overBySql(now: `$${number}`): string {
  return `CASE WHEN LEAST(${agedAt}, ${idleAt}) > ${now}::timestamptz THEN NULL WHEN ${idleAt} < ${agedAt} THEN 'expired' ELSE 'aged' END`;
}

const count = `
  SELECT count(*)::int AS "count" FROM "Session"
  WHERE "userId" = $1::uuid AND ${overBySql("$2")} IS NULL AND "id" = COALESCE($3::uuid, "id") AND "id" IS DISTINCT FROM $4::uuid`;

/** How many good sessions a user has: all of them, only one by its id, or all but one. @throws DatabaseUnavailableError */
export async function countLiveSessions(db: Db | Tx, { userId, id, not }: { userId: string; id?: string; not?: string }, now: Date): Promise<number> {
  const [row] = await plainly<{ count: number }>(db, "session-count", count, [userId, now, id ?? null, not ?? null]);
  return row?.count ?? 0;
}
