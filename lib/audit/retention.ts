import type { Db } from "../db/client.ts";
import type { Retention } from "../db/due.ts";

const batch = 5_000;

/** For how long events are kept: what `audit_retention()` in the database says. A test compares the two. */
export const auditKeptSeconds = 400 * 86_400;

/** Removes events that are older than the database keeps them, by the one function that may. @returns how many went */
export async function sweepAudit(db: Db): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT "purge_audit_events"(${batch}::integer) AS "count"`;
  return row?.count ?? 0;
}

/** Events that are older, by the clock of the database, which alone lets them go. */
export const auditRetention: Retention = {
  kind: "activity",
  async count(db, _now, most) {
    const [row] = await db.$queryRaw<{ count: number; oldest: Date | null }[]>`
      SELECT count(*)::integer AS "count", min("at") AS "oldest"
      FROM (SELECT "at" FROM "AuditEvent" WHERE "at" < now() - "audit_retention"() ORDER BY "at" LIMIT ${most + 1}::integer) "due"`;
    return { count: Math.min(row?.count ?? 0, most), more: (row?.count ?? 0) > most, oldest: row?.oldest ?? null };
  },
  async remove(db) {
    let removed = 0;
    for (let gone = batch; gone === batch; removed += gone) gone = await sweepAudit(db);
    return removed;
  },
};
