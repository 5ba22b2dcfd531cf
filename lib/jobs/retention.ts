import type { Db } from "../db/client.ts";
import type { DueCount, Retention } from "../db/due.ts";

/** No table is counted further: a dry run takes no longer on a large one. */
export const mostCounted = 100_000;

export type Reviewed = DueCount & { kind: string };
export type Applied = { kind: string; removed: number };

/**
 * What is due to go, kind by kind; nothing is removed.
 * @param retentions of every part of the application (lib/composition.ts)
 */
export async function reviewRetention(db: Db, now: Date, retentions: readonly Retention[], most: number = mostCounted): Promise<Reviewed[]> {
  const reviewed: Reviewed[] = [];
  for (const { kind, count } of retentions) reviewed.push({ kind, ...(await count(db, now, most)) });
  return reviewed;
}

/** Removes all that is due, in the order in which the sweep does. Twice, or beside the sweep, does no harm. */
export async function applyRetention(db: Db, now: Date, retentions: readonly Retention[]): Promise<Applied[]> {
  const applied: Applied[] = [];
  for (const { kind, remove } of retentions) applied.push({ kind, removed: await remove(db, now) });
  return applied;
}
