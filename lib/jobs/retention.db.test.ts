import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { newUser } from "../accounts/test-people.ts";
import { retentions, sweepers } from "../composition.ts";
import { database as openDatabase, type Database } from "../db/client.ts";
import { randomNumbers } from "../personal-data/test-rows.ts";
import { applyRetention, reviewRetention } from "./retention.ts";

fc.configureGlobal({ seed: 20_261_127 });

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

const day = 86_400_000;

/** Random rows of all that goes by age, between a moment ago and long ago, and some whose time is yet to come. */
async function seedAges(seed: number, now: Date): Promise<void> {
  const random = randomNumbers(seed);
  const ago = () => new Date(now.getTime() - (random() < 0.3 ? -1 : 1) * random() ** 2 * 600 * day);
  const past = () => new Date(now.getTime() - random() ** 2 * 600 * day);
  const some = (most = 5) => Array.from({ length: Math.floor(random() * most) });
  const { pool } = database;
  const userId = await newUser(database);
  for (const _one of some()) {
    const [attemptId, sessionId, attemptAt, ends] = [randomUUID(), randomUUID(), past(), ago()];
    await pool.query(
      `INSERT INTO "Attempt" ("id", "reference", "intent", "method", "returnTo", "browserHash", "createdAt", "legExpires", "expires", "status", "endedAt")
       VALUES ($1::uuid, $2, 'sign_in', 'amazon', '/bag', 'b', $3::timestamptz, $3, $3::timestamptz + interval '30 minutes', $4::"AttemptStatus", CASE WHEN $4 = 'open' THEN NULL ELSE $3::timestamptz END)`,
      [attemptId, attemptId.slice(0, 11), attemptAt, random() < 0.3 ? "open" : "failed"],
    );
    await pool.query(`INSERT INTO "Session" ("id", "tokenHash", "userId", "method", "authenticatedAt", "createdAt", "lastSeenAt", "expires") VALUES ($1::uuid, $1, $2, 'password', $3, $3, $3, $4)`, [sessionId, userId, past(), ends]);
    if (random() < 0.5) await pool.query(`INSERT INTO "ParkedIdentity" ("id", "attemptId", "reason", "sealed", "expires") VALUES (gen_random_uuid(), $1, 'x', 'x', $2)`, [attemptId, ago()]);
    await pool.query(`INSERT INTO "EmailCode" ("id", "attemptId", "purpose", "addressHash", "sealed", "codeHash", "expires") VALUES (gen_random_uuid(), $1, 'sign_in', 'a', 's', 'c', $2)`, [attemptId, ago()]);
    await pool.query(`INSERT INTO "StepUpGrant" ("id", "sessionId", "purpose", "method", "expires") VALUES (gen_random_uuid(), $1, 'link', 'password', $2)`, [sessionId, ago()]);
    await pool.query(`INSERT INTO "PasskeyChallenge" ("id", "challengeHash", "purpose", "browserHash", "expires") VALUES (gen_random_uuid(), gen_random_uuid()::text, 'sign_in', 'b', $1)`, [ago()]);
    await pool.query(`INSERT INTO "EmailChange" ("id", "userId", "expires") VALUES (gen_random_uuid(), $1, $2)`, [userId, ago()]);
    await pool.query(`INSERT INTO "EndedSession" ("tokenHash", "reason", "endedAt") VALUES (gen_random_uuid()::text, 'one', $1)`, [past()]);
    await pool.query(`INSERT INTO "KnownBrowser" ("userId", "browserHash", "createdAt", "lastUsedAt", "language") VALUES ($1, gen_random_uuid()::text, $2, $2, 'en')`, [userId, past()]);
    await pool.query(`INSERT INTO "UserNotice" ("id", "userId", "code", "createdAt") VALUES (gen_random_uuid(), $1, 'email_moved', $2)`, [userId, past()]);
    await pool.query(`INSERT INTO "Guest" ("id", "tokenHash", "createdAt") VALUES (gen_random_uuid(), gen_random_uuid()::text, $1)`, [past()]);
    await pool.query(`INSERT INTO "SessionChange" ("userId", "at") VALUES ($1, $2)`, [userId, past()]);
    await pool.query(`INSERT INTO "AuditEvent" ("id", "at", "type", "subjectId") VALUES (gen_random_uuid(), $1, 'password.set', $2)`, [past(), randomUUID()]);
    await pool.query(`INSERT INTO "EventSum" VALUES (date_trunc('day', $1::timestamptz, 'UTC'), 'day', 'shown', gen_random_uuid()::text, '', '', '', '', '', 1)`, [random() < 0.5 ? past() : new Date(now.getTime() - 900 * day)]);
    await pool.query(`INSERT INTO "DataCopy" ("id", "userId", "status", "language", "sessionId", "createdAt") VALUES (gen_random_uuid(), $1, 'fetched', 'en', gen_random_uuid(), $2)`, [userId, past()]);
    await seedCopy({ asked: past(), expires: ago(), fetchedAt: random() < 0.5 ? ago() : null, status: (["ready", "ready", "waiting", "making"] as const)[Math.floor(random() * 4)] ?? "ready", runs: Math.floor(random() * 5) });
    await seedMerge(userId, ago(), random() < 0.4);
    await seedDeletion(attemptId, ago(), ago());
  }
}

type CopySeed = { asked: Date; expires: Date; fetchedAt: Date | null; status: "waiting" | "making" | "ready"; runs: number };

/** A copy that is not over yet, or that nobody has ended. */
async function seedCopy({ asked, expires, fetchedAt, status, runs }: CopySeed): Promise<string> {
  // One copy of a user is at work at a time.
  const userId = await newUser(database);
  const made = status === "ready" ? { expires, fetchedAt, linkSealed: "x" } : {};
  const { id } = await database.db.dataCopy.create({ data: { userId, status, language: "en", sessionId: randomUUID(), createdAt: asked, aliveAt: asked, runs, ...made }, select: { id: true } });
  if (status !== "waiting") await database.db.dataCopyPiece.createMany({ data: [0, 1].map((position) => ({ copyId: id, position, sealed: "x" })) });
  return id;
}

async function seedMerge(keptUserId: string, expires: Date, undone: boolean): Promise<void> {
  const mergedUserId = await newUser(database);
  if (!undone) await database.pool.query(`UPDATE "User" SET "status" = 'merged', "mergedIntoId" = $2, "email" = NULL WHERE "id" = $1`, [mergedUserId, keptUserId]);
  await database.pool.query(`INSERT INTO "MergeJournal" ("id", "keptUserId", "mergedUserId", "entries", "createdAt", "expires", "undoneAt") VALUES (gen_random_uuid(), $1, $2, '{}', $3::timestamptz - interval '30 days', $3, CASE WHEN $4 THEN $3::timestamptz END)`, [keptUserId, mergedUserId, expires, undone]);
}

async function seedDeletion(attemptId: string, due: Date, proofExpires: Date): Promise<void> {
  const userId = await newUser(database);
  await database.pool.query(`UPDATE "User" SET "status" = 'deletion_pending' WHERE "id" = $1`, [userId]);
  const { rows } = await database.pool.query<{ id: string }>(`INSERT INTO "Deletion" ("id", "userId", "dueAt", "language") VALUES (gen_random_uuid(), $1, $2, 'en') RETURNING "id"`, [userId, due]);
  await database.pool.query(`INSERT INTO "KeepProof" ("id", "attemptId", "userId", "deletionId", "method", "way", "provedAt", "expires") VALUES (gen_random_uuid(), $1, $2, $3, 'password', 'password', $4, $4)`, [attemptId, userId, rows[0]?.id, proofExpires]);
}

/** How many rows each table has. */
async function rowsOf(): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ name: string }>(`SELECT table_name AS "name" FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`);
  return Object.fromEntries(await Promise.all(rows.map(async ({ name }) => [name, Number((await database.pool.query<{ count: string }>(`SELECT count(*) FROM "${name}"`)).rows[0]?.count)] as const)));
}

test("a dry run removes nothing, and counts exactly what is removed then; after that there is nothing left to remove", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const now = new Date();
      await seedAges(seed, now);
      const before = await rowsOf();
      const due = await reviewRetention(database.db, now, retentions);
      expect(await rowsOf()).toEqual(before);
      const counts = due.map(({ kind, count }) => ({ kind, removed: count }));
      expect(await applyRetention(database.db, now, retentions)).toEqual(counts);
      expect((await reviewRetention(database.db, now, retentions)).filter(({ count }) => count > 0)).toEqual([]);
      for (const { kind, removed } of counts) if (removed > 0) seen.add(kind);
    }),
    { numRuns: 10 },
  );
  // Every kind but proofs of a merge, which go with the rows above, was among what was removed.
  expect(retentions.map(({ kind }) => kind).filter((kind) => !seen.has(kind))).toEqual(["merge_proofs"]);
});

test("archives whose time is over, or that were fetched, go with their pieces and are counted; their rows stay a month", async () => {
  await applyRetention(database.db, new Date(), retentions);
  const now = new Date();
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
  const seed = async (copy: Partial<CopySeed>) => await seedCopy({ asked: at(-4 * 86_400), expires: at(60), fetchedAt: null, status: "ready", runs: 1, ...copy });
  const over = [await seed({ expires: at(-3 * 86_400) }), await seed({ fetchedAt: at(-600) }), await seed({ status: "making", runs: 4 })];
  const old = await seed({ asked: at(-31 * 86_400), expires: at(-30 * 86_400) });
  const kept = [await seed({}), await seed({ fetchedAt: at(-599) }), await seed({ status: "making" })];
  const of = async (ids: string[]) => ({ states: (await database.db.dataCopy.findMany({ where: { id: { in: ids } }, orderBy: { id: "asc" }, select: { status: true, linkSealed: true } })).map(({ status, linkSealed }) => [status, linkSealed]), pieces: await database.db.dataCopyPiece.count({ where: { copyId: { in: ids } } }) });
  const due = async (most?: number) => (await reviewRetention(database.db, now, retentions, most)).find(({ kind }) => kind === "copies");
  expect([await due(), await due(3)]).toEqual([{ kind: "copies", count: 4, more: false, oldest: at(-31 * 86_400) }, { kind: "copies", count: 3, more: true, oldest: at(-31 * 86_400) }]);
  expect((await applyRetention(database.db, now, retentions)).find(({ kind }) => kind === "copies")).toEqual({ kind: "copies", removed: 4 });
  expect(await of(over)).toEqual({ states: [["expired", null], ["fetched", null], ["failed", null]], pieces: 0 });
  expect(await of([old])).toEqual({ states: [], pieces: 0 });
  expect(await of(kept)).toEqual({ states: [["ready", "x"], ["ready", "x"], ["making", null]], pieces: 6 });
});

test("counting stops at a bound and says so, and names the oldest", async () => {
  await applyRetention(database.db, new Date(), retentions);
  const oldest = new Date("2020-01-01T00:00:00.000Z");
  await database.pool.query(`INSERT INTO "EndedSession" ("tokenHash", "reason", "endedAt") SELECT gen_random_uuid()::text, 'one', $1::timestamptz + n * interval '1 hour' FROM generate_series(0, 11) AS n`, [oldest]);
  const due = async (most: number) => (await reviewRetention(database.db, new Date(), retentions, most)).find(({ kind }) => kind === "ended_sessions");
  expect(await due(12)).toEqual({ kind: "ended_sessions", count: 12, more: false, oldest });
  expect(await due(11)).toEqual({ kind: "ended_sessions", count: 11, more: true, oldest });
});

const oldAttempts = async () => {
  await database.pool.query(`UPDATE "EventRollup" SET "until" = now() - interval '50 days'`);
  await database.pool.query(`DELETE FROM "EventSum"`);
  await database.pool.query(
    `INSERT INTO "Attempt" ("id", "reference", "intent", "method", "returnTo", "browserHash", "createdAt", "legExpires", "expires", "status", "endedAt")
     SELECT gen_random_uuid(), gen_random_uuid()::text, 'sign_in', 'amazon', '/bag', 'b', at, at, at + interval '30 minutes', (CASE WHEN n % 2 = 0 THEN 'open' ELSE 'failed' END)::"AttemptStatus", CASE WHEN n % 2 = 0 THEN NULL ELSE at END
     FROM (SELECT n, now() - interval '40 days' AS at FROM generate_series(1, 6) AS n) a`,
  );
};
const begun = async () => Number((await database.pool.query<{ sum: string }>(`SELECT coalesce(sum("count"), 0) AS "sum" FROM "EventSum" WHERE "at" < now() - interval '30 days'`)).rows[0]?.sum);

test.each([
  ["the command", async (now: Date) => void (await applyRetention(database.db, now, retentions))],
  ["the sweep", async (now: Date) => { for (const name of ["expired_attempts", "events", "attempts"]) await sweepers[name]?.(database.db, now); }],
])("after a long idle %s sums attempts before they go, those that nobody ended, too", async (_who, remove) => {
  await oldAttempts();
  await remove(new Date());
  expect(await database.db.attempt.count({ where: { createdAt: { lte: new Date(Date.now() - 30 * day) } } })).toBe(0);
  expect(await begun()).toBeGreaterThanOrEqual(6);
});

test("the sweepers run in an order in which nothing goes before it is counted", () => {
  const order = Object.keys(sweepers);
  expect(["alerts", "expired_attempts", "events", "attempts"].map((name) => order.indexOf(name))).toEqual([0, 1, 2, 3]);
});
