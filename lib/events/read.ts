import { type Db, plainly, type Tx } from "../db/client.ts";
import { cellsOf } from "./cells.ts";
import { boundsOf, type Range } from "./ranges.ts";

/** How often something happened in a range. Kinds and labels as in EventSum. */
export type Total = { kind: string; method: string; intent: string; device: string; browser: string; region: string; label: string; count: number };
/** The same of what the chart shows, by the step of the range that it was in. */
export type Moment = { at: Date; kind: "shown" | "left" | "session"; count: number };

// Attempts that are not summed yet are counted from their rows, in the same snapshot, so that none is missing or counted twice.
const all = `
  WITH mark AS (SELECT GREATEST((SELECT "until" FROM "EventRollup" WHERE "id" = 1), $1::timestamptz) AS "until"),
  everything AS (
    SELECT "at", "kind", "method", "intent", "device", "browser", "region", "label", "count" FROM "EventSum" WHERE "at" >= $1::timestamptz
    UNION ALL
    SELECT "at", "kind", "method", "intent", "device", "browser", "region", "label", "count" FROM (${cellsOf(`"createdAt" >= (SELECT "until" FROM mark)`)}) c
  )`;

// Durations are looked at by method alone.
const totals = `${all}
  SELECT "kind", "method", "intent", CASE WHEN "kind" LIKE 'ms\\_%' THEN '' ELSE "device" END AS "device", "browser", "region", "label", sum("count")::int AS "count"
  FROM everything GROUP BY 1, 2, 3, 4, 5, 6, 7`;

const moments = `${all}
  SELECT date_trunc($2::text, "at", 'UTC') AS "at", "kind", sum("count")::int AS "count"
  FROM everything WHERE "kind" IN ('shown', 'left', 'session') AND "intent" IN ('', 'sign_in') GROUP BY 1, 2`;

/** Everything that was counted in a range. @throws DatabaseUnavailableError */
export async function readTotals(db: Db | Tx, range: Range, now: Date): Promise<Total[]> {
  return await plainly<Total>(db, "event-totals", totals, [boundsOf(range, now).from]);
}

/** Pages shown, attempts and sessions of a range, by hour, day or month. @throws DatabaseUnavailableError */
export async function readMoments(db: Db | Tx, range: Range, now: Date): Promise<Moment[]> {
  const { from, step } = boundsOf(range, now);
  return await plainly<Moment>(db, "event-moments", moments, [from, step]);
}

/**
 * How many accounts lost the consent of their owner in a range, by the audit.
 * @throws DatabaseUnavailableError
 */
export async function readConsentLost(db: Db | Tx, range: Range, now: Date): Promise<number> {
  const text = `SELECT count(*)::int AS "count" FROM "AuditEvent" WHERE "type" = 'account.consent_lost' AND "at" >= $1::timestamptz`;
  return (await plainly<{ count: number }>(db, "event-consent-lost", text, [boundsOf(range, now).from]))[0]?.count ?? 0;
}

const recent = `
  SELECT "outcome", sum("count")::int AS "count" FROM (
    SELECT COALESCE("outcome", 'other') AS "outcome", count(*) AS "count" FROM "Attempt" WHERE "endedAt" > $1::timestamptz GROUP BY 1
    UNION ALL
    SELECT "label", sum("count") FROM "EventSum" WHERE "unit" = 'minute' AND "kind" IN ('start_refused', 'form_fault') AND "at" >= $1::timestamptz GROUP BY 1
  ) ends GROUP BY 1`;

/**
 * How often each outcome came in the last minutes: attempts that ended, starts that were refused before there was
 * one, and forms that failed by a fault of ours. For whoever is to be told of many errors; all but the first come up to
 * half a minute late.
 * @throws DatabaseUnavailableError
 */
export async function recentOutcomes(db: Db | Tx, minutes: number, now: Date): Promise<ReadonlyMap<string, number>> {
  const rows = await plainly<{ outcome: string; count: number }>(db, "event-recent", recent, [new Date(now.getTime() - minutes * 60_000)]);
  return new Map(rows.map(({ outcome, count }) => [outcome, count]));
}

/** How often consent was lost in the last minutes. @throws DatabaseUnavailableError */
export async function recentConsentLost(db: Db | Tx, minutes: number, now: Date): Promise<number> {
  const text = `SELECT count(*)::int AS "count" FROM "AuditEvent" WHERE "type" = 'account.consent_lost' AND "at" > $1::timestamptz`;
  return (await plainly<{ count: number }>(db, "event-consent-lost-recent", text, [new Date(now.getTime() - minutes * 60_000)]))[0]?.count ?? 0;
}

const refreshes = `SELECT "label" AS "result", sum("count")::int AS "count" FROM "EventSum" WHERE "unit" = 'minute' AND "kind" = 'refresh' AND "at" >= $1::timestamptz GROUP BY 1`;

/** What became of wishes for fresh tokens in the last minutes. @throws DatabaseUnavailableError */
export async function recentRefreshes(db: Db | Tx, minutes: number, now: Date): Promise<ReadonlyMap<string, number>> {
  const rows = await plainly<{ result: string; count: number }>(db, "event-refreshes-recent", refreshes, [new Date(now.getTime() - minutes * 60_000)]);
  return new Map(rows.map(({ result, count }) => [result, count]));
}
