import { amazonHealth } from "../amazon-health/process.ts";
import { type Database, database, plainly } from "../db/client.ts";
import { agingSecrets, signsOf } from "../doctor/observations.ts";
import { env } from "../env.ts";
import { recentConsentLost, recentOutcomes, recentRefreshes } from "../events/read.ts";
import { queueSchema } from "../jobs/queue.ts";
import { outcomeCodes, outcomes } from "../outcomes.ts";
import { logEvent } from "../telemetry/log.ts";
import { type AlertName, alertNames } from "./rules.ts";

/** What was measured; null where it could not be had. */
export type Measured = Record<AlertName, number | null>;
type Measure = (db: Database["db"], now: Date) => Promise<number | null>;

/** Of fewer ends no share is worth waking anybody. */
const fewestEnds = 10;
const dayMilliseconds = 24 * 60 * 60 * 1_000;

const alarming: ReadonlySet<string> = new Set(outcomeCodes.filter((code) => outcomes[code].alert));
const ours: ReadonlySet<string> = new Set(outcomeCodes.filter((code) => outcomes[code].alert && outcomes[code].whose === "us"));
const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);

const errorSpike: Measure = async (db, now) => {
  const ends = [...(await recentOutcomes(db, 10, now))];
  const all = sum(ends.map(([, count]) => count));
  const wrong = sum(ends.filter(([outcome]) => alarming.has(outcome)).map(([, count]) => count));
  return all < fewestEnds ? 0 : (100 * wrong) / all;
};

const ourFault: Measure = async (db, now) => sum([...(await recentOutcomes(db, 60, now))].filter(([outcome]) => ours.has(outcome)).map(([, count]) => count));

const failedRefreshes = (results: ReadonlyMap<string, number>) => sum(["unavailable", "misconfigured", "interrupted"].map((result) => results.get(result) ?? 0));

const refreshFailures: Measure = async (db, now) => failedRefreshes(await recentRefreshes(db, 10, now));

/** A lost consent is an answer, too. Who came second to a refresh (`raced`) asked nobody. */
const refreshOutage: Measure = async (db, now) => {
  const results = await recentRefreshes(db, 60, now);
  return results.has("refreshed") || results.has("revoked") ? 0 : failedRefreshes(results);
};

const waiting = `SELECT count(*)::int AS "count" FROM ${queueSchema}.job WHERE "name" = 'mail' AND "state" IN ('created', 'retry', 'active') AND "created_on" < $1::timestamptz`;

const mailFailures: Measure = async (db, now) => (await plainly<{ count: number }>(db, "alert-mails", waiting, [new Date(now.getTime() - 5 * 60_000)]))[0]?.count ?? 0;

const samples = 5;

/** The middle one of a few plain statements, in milliseconds. */
const databaseSlow: Measure = async (db) => {
  const times: number[] = [];
  while (times.length < samples) {
    const began = performance.now();
    await plainly(db, "alert-ping", `SELECT 1 AS "one"`, []);
    times.push(performance.now() - began);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(samples / 2)] ?? null;
};

/** How long the oldest of the secrets has been in use of those that are used first. One that was never seen is new. */
const secretOld: Measure = async (db, now) => {
  const signs = signsOf(env());
  const first = agingSecrets.flatMap((name) => signs[name].slice(0, 1));
  const [row] = await plainly<{ since: Date | null }>(db, "alert-secrets", `SELECT min("firstAt") AS "since" FROM "Observation" WHERE "what" = ANY($1::text[])`, [first]);
  return row?.since ? Math.floor((now.getTime() - row.since.getTime()) / dayMilliseconds) : 0;
};

const measures: Readonly<Record<AlertName, Measure>> = {
  error_spike: errorSpike,
  our_fault: ourFault,
  revocation_spike: async (db, now) => await recentConsentLost(db, 60, now),
  refresh_failures: refreshFailures,
  refresh_outage: refreshOutage,
  // Not shaky alone: that begins with one call in five, and ends by itself. An incident lasts until all is well again.
  amazon_down: async () => (amazonHealth().incidentSince === null ? 0 : 1),
  mail_failures: mailFailures,
  database_slow: databaseSlow,
  secret_old: secretOld,
};

/** Measures everything, one after another. What fails is not known this time, and says so in the log. */
export async function measureAll(now: Date): Promise<Measured> {
  const { db } = database();
  const measured = {} as Measured;
  for (const name of alertNames) {
    measured[name] = await measures[name](db, now).catch((error: unknown) => {
      logEvent("alert.not_measured", { alert: name, error: error instanceof Error ? error.name : "unknown" }, "warn");
      return null;
    });
  }
  return measured;
}
