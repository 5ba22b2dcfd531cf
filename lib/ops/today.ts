import type { Db } from "../db/client.ts";

/** How often the attempts of a day came to an end; `outcome` is null for those that are under way. */
export type OutcomeCount = { outcome: string | null; count: number };

/** The start of a day, in UTC. */
export function dayStart(now: Date): Date {
  return new Date(`${now.toISOString().slice(0, 10)}T00:00:00.000Z`);
}

/** The attempts that began since the start of the day (UTC), by how they ended, the most frequent first. */
export async function attemptsOfToday(db: Db, now: Date): Promise<OutcomeCount[]> {
  return await db.$queryRaw<OutcomeCount[]>`
    SELECT CASE WHEN "endedAt" IS NULL THEN NULL ELSE "outcome" END AS "outcome", count(*)::int AS "count"
    FROM "Attempt" WHERE "createdAt" >= ${dayStart(now)} GROUP BY 1 ORDER BY 2 DESC, 1`;
}
