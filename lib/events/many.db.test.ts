import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { database } from "../db/client.ts";
import { funnelOf } from "./funnel.ts";
import { readMoments, readTotals } from "./read.ts";
import { sweepEvents } from "./rollup.ts";

testInstallation();

const now = new Date("2026-11-26T12:20:00.000Z");
const attempts = 100_000;

/** A hundred thousand attempts of 29 days, of which some are of the last hour. */
const fill = `
  INSERT INTO "Attempt" ("id", "reference", "intent", "method", "returnTo", "status", "outcome", "browserHash", "userId", "createdAt", "legExpires", "expires", "claimedAt", "endedAt", "landedAt", "browser", "device", "region", "startMs")
  SELECT gen_random_uuid(), 'R' || n, 'sign_in', (ARRAY['amazon', 'amazon', 'email_code', 'passkey', 'password'])[1 + n % 5], '/account', s."status"::"AttemptStatus", s."outcome", 'b' || n, gen_random_uuid(),
    b."at", b."at" + interval '15 minutes', b."at" + interval '30 minutes', b."at" + interval '8 seconds', b."at" + (9 + n % 300) * interval '1 second', b."at" + (10 + n % 300) * interval '1 second',
    (ARRAY['Chrome', 'Safari', 'Firefox', 'Edge'])[1 + n % 4], (ARRAY['phone', 'computer', 'tablet'])[1 + n % 3], 'na', 20 + n % 50
  FROM generate_series(1, ${attempts}) AS n
  CROSS JOIN LATERAL (SELECT $1::timestamptz - (n * interval '29 days' / ${attempts}) - interval '6 minutes' AS "at") b
  CROSS JOIN LATERAL (SELECT CASE WHEN n % 10 < 8 THEN 'succeeded' WHEN n % 10 = 8 THEN 'cancelled' ELSE 'failed' END AS "status", CASE WHEN n % 10 < 8 THEN 'signed_in' WHEN n % 10 = 8 THEN 'consent_denied' ELSE 'provider_unavailable' END AS "outcome") s`;

beforeAll(async () => {
  const client = await database().pool.connect();
  try {
    await client.query("SET statement_timeout = 0");
    await client.query({ text: fill, values: [now], query_timeout: 120_000 } as never);
    await client.query(`ANALYZE "Attempt"`);
  } finally {
    client.release(true);
  }
}, 120_000);

/** The plan of the statement that reads a month, as PostgreSQL makes it. */
async function planOf(read: () => Promise<unknown>): Promise<string> {
  const { pool } = database();
  const sent: { text: string; values: unknown[] }[] = [];
  const query = pool.query.bind(pool) as (config: { text: string; values: unknown[] }) => Promise<{ rows: Record<string, string>[] }>;
  pool.query = ((config: { text: string; values: unknown[] }) => {
    sent.push(config);
    return query(config);
  }) as never;
  await read();
  pool.query = query as never;
  const [{ text, values } = { text: "", values: [] }] = sent;
  return (await query({ text: `EXPLAIN ${text}`, values })).rows.map((row) => row["QUERY PLAN"]).join("\n");
}

test("a month of a hundred thousand attempts is summed in passes that are each short enough, and then read from its sums and the newest rows", async () => {
  await sweepEvents(database().db, now);
  const { all, outcomes } = funnelOf(await readTotals(database().db, "month", now));
  expect(all.left).toBe(attempts);
  expect(outcomes.reduce((sum, { count }) => sum + count, 0)).toBe(attempts);
  const sums = await database().db.eventSum.count();
  expect(sums).toBeLessThan(29 * 24 * 4 * 3 * 4 * 16);
  expect((await readMoments(database().db, "month", now)).reduce((sum, { count, kind }) => sum + (kind === "left" ? count : 0), 0)).toBe(attempts);
  await database().pool.query(`ANALYZE "EventSum"`);
  const plan = await planOf(() => readTotals(database().db, "day", now));
  expect(plan).toMatch(/Index.*"?Attempt_createdAt_idx|Attempt_createdAt_idx/);
  expect(plan).not.toContain('Seq Scan on "Attempt"');
  expect(plan).not.toContain('Seq Scan on "EventSum"');
}, 120_000);
