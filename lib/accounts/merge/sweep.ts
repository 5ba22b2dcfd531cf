import type { Db } from "../../db/client.ts";
import { logEvent } from "../../telemetry/log.ts";
import type { PersonalDataEntry } from "../../personal-data/entry.ts";
import { eraseAll } from "../../personal-data/operations.ts";

const mostAtOnce = 100;

/**
 * Ends what can no longer be undone: the journals past their 30 days go, and with each that was not undone its tombstone
 * and all that was left with it.
 * @returns how many tombstones went
 */
export async function sweepMerges(db: Db, now: Date, entries: readonly PersonalDataEntry[]): Promise<number> {
  const ended = await db.mergeJournal.findMany({ where: { undoneAt: null, expires: { lte: now } }, orderBy: { expires: "asc" }, take: mostAtOnce, select: { mergedUserId: true } });
  let count = 0;
  for (const { mergedUserId } of ended) {
    count += await db.$transaction(async (tx) => {
      // An undo that began in time holds the row; then it is no tombstone any more.
      const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM "User" WHERE "id" = ${mergedUserId}::uuid AND "status" = 'merged' FOR UPDATE`;
      if (rows.length === 0) return 0;
      await eraseAll(tx, entries, mergedUserId);
      return (await tx.user.deleteMany({ where: { id: mergedUserId } })).count;
    });
  }
  await db.mergeJournal.deleteMany({ where: { undoneAt: { not: null }, expires: { lte: now } }, limit: mostAtOnce });
  if (count > 0) logEvent("merges.ended", { count });
  return count;
}
