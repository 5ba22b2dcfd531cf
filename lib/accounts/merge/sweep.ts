import { type Db, plainly, type Tx } from "../../db/client.ts";
import type { DueCount, Retention } from "../../db/due.ts";
import { logEvent } from "../../telemetry/log.ts";
import type { PersonalDataEntry } from "../../personal-data/entry.ts";
import { eraseAll } from "../../personal-data/operations.ts";

const mostAtOnce = 100;

/**
 * Ends what can no longer be undone: the journals past their 30 days go, and with each that was not undone its tombstone
 * and all that was left with it. One that cannot go holds none of the others up, but for those that it was merged into:
 * their rows would take it with them, with things left that nobody erased.
 * @returns how many tombstones went
 * @throws what the first of these failed with, once the others are gone
 */
export async function sweepMerges(db: Db, now: Date, entries: readonly PersonalDataEntry[]): Promise<number> {
  const ended = await db.mergeJournal.findMany({ where: { undoneAt: null, expires: { lte: now } }, orderBy: { expires: "asc" }, take: mostAtOnce, select: { mergedUserId: true } });
  let count = 0;
  const failures: unknown[] = [];
  for (const { mergedUserId } of ended) {
    try {
      count += await db.$transaction(async (tx) => await removeTombstone(tx, entries, mergedUserId));
    } catch (error) {
      failures.push(error);
    }
  }
  await db.mergeJournal.deleteMany({ where: { undoneAt: { not: null }, expires: { lte: now } }, limit: mostAtOnce });
  if (count > 0) logEvent("merges.ended", { count });
  if (failures.length > 0) throw failures[0];
  return count;
}

const due = `
  SELECT count(*)::integer AS "count", min("expires") AS "oldest" FROM (
    SELECT j."expires" FROM "MergeJournal" j
    WHERE j."expires" <= $1::timestamptz AND (j."undoneAt" IS NOT NULL OR NOT EXISTS (
      SELECT 1 FROM "MergeJournal" k WHERE k."keptUserId" = j."mergedUserId" AND k."undoneAt" IS NULL AND k."expires" > $1::timestamptz
    ))
    ORDER BY j."expires" LIMIT $2::integer
  ) "due"`;

async function countMerges(db: Db, now: Date, most: number): Promise<DueCount> {
  const [row] = await plainly<{ count: number; oldest: Date | null }>(db, "merges-due", due, [now, most + 1]);
  return { count: Math.min(row?.count ?? 0, most), more: (row?.count ?? 0) > most, oldest: row?.oldest ?? null };
}

/** More than any installation has. */
const all = 1_000_000;

/**
 * Journals that have ended; with each that was not undone its tombstone goes, and what was left with it.
 * @param entries all personal data of the installation
 */
export const mergeRetention = (entries: readonly PersonalDataEntry[]): Retention => ({
  kind: "merges",
  count: countMerges,
  async remove(db, now) {
    const { count } = await countMerges(db, now, all);
    for (let left = count, before = left + 1; left > 0 && left < before; ) {
      await sweepMerges(db, now, entries);
      before = left;
      left = (await countMerges(db, now, all)).count;
    }
    return count - (await countMerges(db, now, all)).count;
  },
});

/** @returns how many went: none, when an undo that began in time made a user of it again */
async function removeTombstone(tx: Tx, entries: readonly PersonalDataEntry[], userId: string): Promise<number> {
  // An undo that is under way holds the row; then it is no tombstone any more.
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM "User" WHERE "id" = ${userId}::uuid AND "status" = 'merged' FOR UPDATE`;
  if (rows.length === 0) return 0;
  if ((await tx.mergeJournal.count({ where: { keptUserId: userId, undoneAt: null } })) > 0) return 0;
  await eraseAll(tx, entries, userId);
  return (await tx.user.deleteMany({ where: { id: userId } })).count;
}
