import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { newUser } from "../accounts/test-people.ts";
import { database as openDatabase, type Database } from "../db/client.ts";
import { randomToken } from "../crypto/random.ts";
import { removeDueBatch, removing } from "../db/due.ts";
import { dueSessions, sweepSessions } from "./sweep.ts";

let database: Database;
const now = new Date("2031-05-01T12:00:00.000Z");
const endedNow = { ...dueSessions, seconds: 0 };

testInstallation();

// As a table lies after a while: what is good stands first, and most of it has ended.
beforeAll(async () => {
  database = openDatabase();
  await newSessions(await newUser(database), 2_000, "30 days");
  await newSessions(await newUser(database), 18_000, "-2 days");
  await database.pool.query(`ANALYZE "Session"`);
});

const newSessions = (userId: string, count: number, end: string) =>
  database.pool.query(
    `INSERT INTO "Session" ("id", "tokenHash", "userId", "method", "authenticatedAt", "expires")
     SELECT gen_random_uuid(), gen_random_uuid()::text, $1, 'password', $2, $2::timestamptz + $3::interval - n * interval '1 second' FROM generate_series(1, $4::integer) AS n`,
    [userId, now, end, count],
  );
const held = (before: Date) => database.db.session.count({ where: { expires: { lte: before } } });

test("a batch of the sweep finds what has ended by the index, and reads no table from its start", async () => {
  const { rows } = await database.pool.query<{ "QUERY PLAN": string }>(`EXPLAIN ${removing(endedNow)}`, [now, 5_000]);
  const text = rows.map((line) => line["QUERY PLAN"]).join("\n");
  expect(text).toContain("Session_expires_idx");
  expect(text).toContain("Tid Scan");
  expect(text).not.toContain("Seq Scan");
});

test("a batch takes so many and no more, those first that ended first, and leaves what is good", async () => {
  const [ended, all] = [await held(now), await database.db.session.count()];
  const oldest = await database.db.session.findFirstOrThrow({ orderBy: { expires: "asc" }, select: { id: true } });
  expect(await removeDueBatch(database.db, endedNow, now, 100)).toBe(100);
  expect(await database.db.session.findUnique({ where: { id: oldest.id } })).toBeNull();
  expect(await held(now)).toBe(ended - 100);
  expect(await removeDueBatch(database.db, endedNow, now, 50_000)).toBe(ended - 100);
  expect([await held(now), await database.db.session.count()]).toEqual([0, all - ended]);
});

test("two sweeps at once share the work, and neither waits for the other", async () => {
  await newSessions(await newUser(database), 1_000, "-2 days");
  const counts = await database.transaction(async (tx) => {
    const first = await removeDueBatch(tx, endedNow, now, 400);
    return [first, await removeDueBatch(database.db, endedNow, now, 5_000)];
  });
  expect(counts).toEqual([400, 600]);
});

test("a session is removed a day after its end, so that the page of one that ran out says why, and not a moment earlier", async () => {
  const userId = await newUser(database);
  const end = new Date("2031-06-01T12:00:00.000Z");
  await database.db.session.create({ data: { tokenHash: randomToken(), userId, method: "amazon", authenticatedAt: now, lastSeenAt: now, expires: end } });
  const left = async (at: number) => {
    await sweepSessions(database.db, new Date(at));
    return await database.db.session.count({ where: { userId } });
  };
  expect([await left(end.getTime() + 86_400_000 - 1), await left(end.getTime() + 86_400_000)]).toEqual([1, 0]);
});
