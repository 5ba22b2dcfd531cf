import { randomUUID } from "node:crypto";
import type { Db, Prisma, Tx } from "../../db/client.ts";
import { countDue, type Due, type DueCount, removeDue, type Retention } from "../../db/due.ts";
import { enqueue } from "../../jobs/queue.ts";
import { before, copyNumbers } from "./numbers.ts";

type Where = Prisma.DataCopyWhereInput;

/** What says that somebody asked, once nothing of the copy is left. */
const dueRows: Due = { kind: "copies", table: "DataCopy", column: "createdAt", seconds: copyNumbers.rowSeconds, and: `t."status" IN ('fetched', 'failed', 'expired', 'voided')` };

/** Nobody is making these any more, and they are not done. */
const silentAt = (now: Date) => ({ status: "making", aliveAt: { lte: before(now, copyNumbers.silentSeconds) } }) satisfies Where;

type Ending = { where: Where; status: "failed" | "expired" | "fetched" };

/** Which copies are over at a moment, and as what. Said once: by it they are counted (npm run retention) and ended. */
function endingsAt(now: Date): Ending[] {
  const { againSeconds, mostRuns, waitSeconds } = copyNumbers;
  return [
    { where: { status: "ready", fetchedAt: { lte: before(now, againSeconds) } }, status: "fetched" },
    { where: { status: "ready", expires: { lte: now } }, status: "expired" },
    { where: { ...silentAt(now), runs: { gte: mostRuns } }, status: "failed" },
    { where: { status: "waiting", createdAt: { lte: before(now, waitSeconds) } }, status: "failed" },
  ];
}

/** Ends copies, with all that was made of them. */
async function end(tx: Tx, { where, status }: Ending, now: Date): Promise<void> {
  const ended = await tx.dataCopy.updateManyAndReturn({ where, data: { status, endedAt: now, runId: null, linkSealed: null }, select: { id: true } });
  await tx.dataCopyPiece.deleteMany({ where: { copyId: { in: ended.map(({ id }) => id) } } });
}

/** Has copies made anew whose maker is gone without a word. */
async function beginAgain(tx: Tx, silent: Where): Promise<void> {
  const left = await tx.dataCopy.updateManyAndReturn({ where: silent, data: { status: "waiting", runId: null }, select: { id: true } });
  for (const { id } of left) await enqueue(tx, "copy", { id: randomUUID(), data: { copyId: id } });
}

/** Ends whatever is over, all or nothing. */
async function endDue(db: Db, now: Date): Promise<void> {
  await db.$transaction(async (tx) => {
    for (const ending of endingsAt(now)) await end(tx, ending, now);
  });
}

/**
 * Ends copies whose time is over or that were fetched, has those made anew whose maker is gone, and forgets after a month
 * that somebody asked.
 */
export async function sweepCopies(db: Db, now: Date): Promise<void> {
  await endDue(db, now);
  await removeDue(db, dueRows, now);
  await db.$transaction(async (tx) => await beginAgain(tx, silentAt(now)));
}

/** What is over but not ended, and the rows that are to go. No copy is both. */
async function countCopies(db: Db, now: Date, most: number): Promise<DueCount> {
  const where: Where = { OR: endingsAt(now).map((ending) => ending.where) };
  const [over, first] = [await db.dataCopy.count({ where, take: most + 1 }), await db.dataCopy.findFirst({ where, orderBy: { createdAt: "asc" }, select: { createdAt: true } })];
  const rows = await countDue(db, dueRows, now, most);
  const times = [first?.createdAt, rows.oldest].flatMap((at) => (at ? [at.getTime()] : []));
  return { count: Math.min(over + rows.count, most), more: rows.more || over + rows.count > most, oldest: times.length > 0 ? new Date(Math.min(...times)) : null };
}

/** More than any installation has. */
const all = 1_000_000;

/**
 * Copies that are over, each of which ends with its archive, and the rows of those that ended long ago. One that is both
 * ended and removed counts once.
 */
export const copyRetention: Retention = {
  kind: dueRows.kind,
  count: countCopies,
  async remove(db, now) {
    const { count } = await countCopies(db, now, all);
    await endDue(db, now);
    await removeDue(db, dueRows, now, Number.POSITIVE_INFINITY);
    return count - (await countCopies(db, now, all)).count;
  },
};
