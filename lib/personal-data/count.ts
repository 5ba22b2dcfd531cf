import { type Db, plainly } from "../db/client.ts";
import type { HeldData } from "./held.ts";

/** Beyond this nobody counts. */
export const mostCounted = 1_000;

/** How many there are of a kind. `more`: there are more than that, and nobody has counted them. */
export type HeldCount = { count: number; more: boolean };

/** How many rows there are of each kind, by what the first table of the kind holds; `mostCounted` of each at most, so that a big account costs no more than that. */
export async function countHeld(db: Db, held: readonly HeldData[], userId: string): Promise<Record<string, HeldCount>> {
  const counts: Record<string, HeldCount> = {};
  for (const { name, tables: [first] } of held) {
    if (!first) continue;
    const text = `SELECT count(*)::int AS "count" FROM (SELECT 1 FROM "${first.table}" t WHERE ${first.whose.replaceAll("$1", "$1::uuid")} LIMIT ${mostCounted + 1}) counted`;
    const [row] = await plainly<{ count: number }>(db, `held-count-${first.table}`, text, [userId]);
    const count = row?.count ?? 0;
    counts[name] = { count: Math.min(count, mostCounted), more: count > mostCounted };
  }
  return counts;
}
