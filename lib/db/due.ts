import { type Db, plainly, type Tx } from "./client.ts";

/**
 * When rows of a table are due to go. Said once: by it they are counted (npm run retention) and removed (the sweep).
 * Names are those of the schema and never somebody's input.
 */
export type Due = {
  /** A short word for the operator, unique among all. */
  kind: string;
  table: string;
  /** The point in time that decides, which has an index. */
  column: string;
  /** So long after that point. */
  seconds: number;
  /** What must hold beside it: SQL, with `t` for the row. */
  and?: string;
};

const whereOf = ({ column, and }: Due) => `t."${column}" <= $1::timestamptz${and === undefined ? "" : ` AND ${and}`}`;

/** The moment up to which rows are due. */
const momentOf = ({ seconds }: Due, now: Date) => new Date(now.getTime() - seconds * 1_000);

/** What is due, as far as it was counted. `more`: there is more than that. */
export type DueCount = { count: number; more: boolean; oldest: Date | null };

/** The statement that counts no further than so many rows, by the index, so that it takes no longer on a large table. */
const counting = (due: Due) => `
  SELECT count(*)::integer AS "count", min("at") AS "oldest"
  FROM (SELECT t."${due.column}" AS "at" FROM "${due.table}" t WHERE ${whereOf(due)} ORDER BY t."${due.column}" LIMIT $2::integer) "due"`;

/**
 * Counts what is due, and removes nothing.
 * @param most no more than so many are counted
 */
export async function countDue(db: Db, due: Due, now: Date, most: number): Promise<DueCount> {
  const [row] = await plainly<{ count: number; oldest: Date | null }>(db, `due-count-${due.kind}`, counting(due), [momentOf(due, now), most + 1]);
  return { count: Math.min(row?.count ?? 0, most), more: (row?.count ?? 0) > most, oldest: row?.oldest ?? null };
}

/**
 * The statement that removes so many rows, the oldest first. They are found by the index: the ORM's own way asks for any
 * so many, for which PostgreSQL reads the table from its start, past all that is good, in every batch. By the place of a
 * row, because it might look for many ids by reading all. What somebody else removes just now is passed over.
 */
export const removing = (due: Due): string => `
  WITH "gone" AS (
    DELETE FROM "${due.table}" WHERE ctid = ANY (ARRAY(
      SELECT t.ctid FROM "${due.table}" t WHERE ${whereOf(due)} ORDER BY t."${due.column}" LIMIT $2::integer FOR UPDATE SKIP LOCKED
    )) RETURNING 1
  ) SELECT count(*)::integer AS "count" FROM "gone"`;

/** Removes one batch of what is due. @returns how many went */
export async function removeDueBatch(db: Db | Tx, due: Due, now: Date, limit: number): Promise<number> {
  const [row] = await plainly<{ count: number }>(db, `due-remove-${due.kind}`, removing(due), [momentOf(due, now), limit]);
  return row?.count ?? 0;
}

const batch = 5_000;
/** What came in faster than this is caught up with in the next minutes. */
const batchesAMinute = 20;

/**
 * Removes what is due, in batches, so that no lock is long.
 * @param mostBatches the sweep stops after some; whoever wants all of it gone does not
 * @returns how many went
 */
export async function removeDue(db: Db, due: Due, now: Date, mostBatches: number = batchesAMinute): Promise<number> {
  let count = 0;
  for (let round = 0; round < mostBatches; round += 1) {
    const gone = await removeDueBatch(db, due, now, batch);
    count += gone;
    if (gone < batch) break;
  }
  return count;
}

/** One kind of what goes by age: how it is counted, and how all of it that is due is removed. */
export type Retention = {
  kind: string;
  /** Counts, and removes nothing; no further than `most`. */
  count: (db: Db, now: Date, most: number) => Promise<DueCount>;
  /** Removes all that is due. @returns how many went */
  remove: (db: Db, now: Date) => Promise<number>;
};

/**
 * The kind that a rule describes.
 * @param prepare what has to be done before any of it goes
 */
export function byAge(due: Due, prepare?: (db: Db, now: Date) => Promise<void>): Retention {
  return {
    kind: due.kind,
    count: async (db, now, most) => await countDue(db, due, now, most),
    async remove(db, now) {
      await prepare?.(db, now);
      return await removeDue(db, due, now, Number.POSITIVE_INFINITY);
    },
  };
}
