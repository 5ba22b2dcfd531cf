import type { Db } from "../db/client.ts";

const batch = 5_000;

/** Removes events that are older than the database keeps them (400 days), by the one function that may. @returns how many went */
export async function sweepAudit(db: Db): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT "purge_audit_events"(${batch}::integer) AS "count"`;
  return row?.count ?? 0;
}
