import { type Db, plainly } from "../db/client.ts";
import { type Due, removeDue } from "../db/due.ts";
import { cellsOf } from "./cells.ts";
import { eventLimits } from "./limits.ts";

const key = `"at", "unit", "kind", "method", "intent", "device", "browser", "region", "label"`;
const adding = `ON CONFLICT (${key}) DO UPDATE SET "count" = "EventSum"."count" + EXCLUDED."count"`;

/**
 * Up to which hour attempts can be summed: all of them have ended, and hours of which one is under way wait with all that
 * follow. Whoever else is summing is left alone.
 */
const bounds = `
  SELECT "until" AS "from", LEAST(
    date_trunc('hour', $1::timestamptz - $2::int * interval '1 minute', 'UTC'),
    (SELECT date_trunc('hour', min("createdAt"), 'UTC') FROM "Attempt" WHERE "status" IN ('open', 'claimed', 'waiting')),
    -- A day at a time, where there is much to catch up with.
    (SELECT date_trunc('hour', min("createdAt"), 'UTC') + interval '1 day' FROM "Attempt" WHERE "createdAt" >= r."until")
  ) AS "until"
  FROM "EventRollup" r WHERE "id" = 1 FOR UPDATE SKIP LOCKED`;

const roll = `INSERT INTO "EventSum" ("at", "kind", "method", "intent", "device", "browser", "region", "label", "count", "unit") SELECT c.*, 'hour' FROM (${cellsOf(`"createdAt" >= $1::timestamptz AND "createdAt" < $2::timestamptz`)}) c ${adding}`;

type Transaction = <T>(work: (tx: Parameters<Parameters<Db["$transaction"]>[0]>[0]) => Promise<T>) => Promise<T>;

/** Sums hours of attempts that are over. Twice, or twice at once, counts nothing twice. @returns until when it went */
async function rollUp(transaction: Transaction, now: Date): Promise<Date | null> {
  return await transaction(async (tx) => {
    const [found] = await plainly<{ from: Date; until: Date | null }>(tx, "event-rollup-bounds", bounds, [now, eventLimits.settledMinutes]);
    if (!found?.until || found.until <= found.from) return null;
    await plainly(tx, "event-rollup", roll, [found.from, found.until]);
    await plainly(tx, "event-rollup-until", `UPDATE "EventRollup" SET "until" = $1::timestamptz WHERE "id" = 1`, [found.until]);
    return found.until;
  });
}

/** Makes coarser what is older than a moment: its rows become one for each hour or day, in one statement. */
const fold = (from: "minute" | "hour", to: "hour" | "day") => `
  WITH gone AS (DELETE FROM "EventSum" WHERE "unit" = '${from}' AND "at" < $1::timestamptz RETURNING *)
  INSERT INTO "EventSum" (${key}, "count")
  SELECT date_trunc('${to}', "at", 'UTC'), '${to}', "kind", "method", "intent", "device", "browser", "region", "label", sum("count")::int FROM gone GROUP BY 1, 3, 4, 5, 6, 7, 8, 9
  ${adding}`;

const start = (now: Date, unitMilliseconds: number, units: number) => new Date(Math.floor(now.getTime() / unitMilliseconds) * unitMilliseconds - units * unitMilliseconds);

/** Sums of days that ended so many days ago. */
export const dueSums: Due = { kind: "event_sums", table: "EventSum", column: "at", seconds: (eventLimits.daysKept + 1) * 86_400 };

/**
 * Once a minute: sums the attempts of hours that are over, makes older sums coarser, and removes those that are too old.
 * In every process at once it does no harm.
 */
export async function sweepEvents(db: Db, now: Date): Promise<void> {
  const [hour, day] = [3_600_000, 86_400_000];
  while (await rollUp((work) => db.$transaction(work), now));
  await plainly(db, "event-fold-hours", fold("minute", "hour"), [start(now, hour, eventLimits.minutesKeptHours)]);
  await plainly(db, "event-fold-days", fold("hour", "day"), [start(now, day, eventLimits.hoursKeptDays)]);
  await removeDue(db, dueSums, now);
}
