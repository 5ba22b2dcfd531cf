import type { Database } from "../db/client.ts";
import { queues, queueSchema } from "./queue.ts";

const waiting = `SELECT "name", count(*)::int AS "count" FROM ${queueSchema}.job WHERE "state" IN ('created', 'retry') GROUP BY 1`;

/** How many jobs wait in each queue; -1 of each while PostgreSQL does not say. Never throws. */
export async function queueDepths({ query }: Pick<Database, "query">): Promise<[queue: string, count: number][]> {
  const rows = await query<{ name: string; count: number }>("queue-depth", waiting, []).then((result) => result.rows, () => undefined);
  return Object.keys(queues).map((name) => [name, rows ? (rows.find((row) => row.name === name)?.count ?? 0) : -1]);
}
