import { type Database, database, plainly, type Tx } from "../db/client.ts";
import type { Sweeper } from "../jobs/sweep-job.ts";
import { decideAlert, type AlertState } from "./decide.ts";
import { type Measured, measureAll } from "./measures.ts";
import { type AlertName, alertNames, alertRules } from "./rules.ts";
import { tell } from "./tell.ts";

/** Of all the processes that sweep once a minute, one looks. */
const betweenLooksSeconds = 50;

/**
 * Whether this process is the one that looks now. Rows that are missing are made; of two that come at once the second
 * finds the first one's time.
 */
async function takeTurn(db: Database["db"], now: Date): Promise<boolean> {
  const values = [[...alertNames], now, betweenLooksSeconds];
  const text = `
    INSERT INTO "Alert" ("name", "since", "lookedAt") SELECT unnest($1::text[]), $2::timestamptz, $2::timestamptz
    ON CONFLICT ("name") DO UPDATE SET "lookedAt" = EXCLUDED."lookedAt" WHERE "Alert"."lookedAt" <= $2::timestamptz - make_interval(secs => $3::int)
    RETURNING "name"`;
  return (await plainly(db, "alert-turn", text, values)).length > 0;
}

type Stored = AlertState & { name: string };

async function decideOne(tx: Tx, stored: Stored, value: number | null, now: Date): Promise<void> {
  const name = stored.name as AlertName;
  const { next, tell: said } = decideAlert(stored, alertRules[name], value, now);
  const text = `UPDATE "Alert" SET "firing" = $2::boolean, "since" = $3::timestamptz, "streak" = $4::int, "value" = COALESCE($5::float8, "value") WHERE "name" = $1`;
  await plainly(tx, "alert-write", text, [name, next.firing, next.since, next.streak, value]);
  if (said) await tell(tx, { name, said, value: value ?? 0, since: said === "over" ? stored.since : next.since, now });
}

/**
 * Looks once: measures everything, decides, and tells the operator of what changed in the transaction that says so, so
 * that each change is told once however many processes look.
 */
export async function lookForAlerts(now: Date, measure: (now: Date) => Promise<Measured> = measureAll): Promise<void> {
  const { db, transaction } = database();
  if (!(await takeTurn(db, now))) return;
  const measured = await measure(now);
  await transaction(async (tx) => {
    const text = `SELECT "name", "firing", "since", "streak" FROM "Alert" WHERE "name" = ANY($1::text[]) ORDER BY "name" FOR UPDATE`;
    const rows = await plainly<Stored>(tx, "alert-read", text, [[...alertNames]]);
    for (const row of rows) await decideOne(tx, row, measured[row.name as AlertName], now);
  });
}

/** The same once a minute. */
export const alertSweeper: Sweeper = async (_db, now) => await lookForAlerts(now);

export type AlertView = { name: AlertName; firing: boolean; since: Date; value: number | null; lookedAt: Date };

/** Every alert as it stands, those that fire first. None before anybody has looked. */
export async function readAlerts(db: Database["db"]): Promise<AlertView[]> {
  const text = `SELECT "name", "firing", "since", "value", "lookedAt" FROM "Alert" WHERE "name" = ANY($1::text[]) ORDER BY "firing" DESC, "name"`;
  return await plainly<AlertView>(db, "alert-list", text, [[...alertNames]]);
}
