import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { newUser } from "../accounts/test-people.ts";
import { database as openDatabase, type Database } from "../db/client.ts";
import { SessionCache } from "../sessions/cache.ts";
import { checkSession } from "../sessions/check.ts";
import { issueSession } from "../sessions/issue.ts";
import { knownVersions, noteSeen, noteVersion } from "./versions.ts";

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));
beforeEach(async () => {
  await database.pool.query(`TRUNCATE "PrivacyVersion"`);
});

const day = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * day);
const had = async (version: string, since: Date) => void (await database.pool.query(`INSERT INTO "PrivacyVersion" SELECT count(*) + 1, $1, $2 FROM "PrivacyVersion"`, [version, since]));
const userSince = async (days: number) => await newUser(database, { createdAt: daysAgo(days) });

/** What a page of a session that began so many days ago is told. */
async function changedAt(userId: string, days: number): Promise<Date | null | undefined> {
  const now = daysAgo(days);
  const { token } = await database.transaction((tx) => issueSession(tx, { userId, method: "password", attemptId: randomUUID(), now }));
  await database.pool.query(`UPDATE "Session" SET "createdAt" = $2 WHERE "userId" = $1 AND "createdAt" > now() - interval '1 hour' AND $2 < now() - interval '1 hour'`, [userId, now]);
  return (await checkSession(database, token, new Date(), new SessionCache()))?.noticeChangedAt;
}

test("a version is noted once, with the day on which it came first, and is remembered by the process", async () => {
  await had("old", daysAgo(10));
  const [now] = await noteVersion(database.db, "new");
  expect(now?.version).toBe("new");
  expect(await noteVersion(database.db, "new")).toEqual([now, { version: "old", since: expect.any(Date) as Date }]);
  await database.pool.query(`TRUNCATE "PrivacyVersion"`);
  expect(await knownVersions(database.db, "new")).toHaveLength(2);
});

const names = (versions: readonly { version: string }[]) => versions.map(({ version }) => version);

test("a notice that comes back with a start is noted anew, and is a change to whoever was here before it", async () => {
  await had("first", daysAgo(50));
  await had("second", daysAgo(5));
  const vera = await userSince(3);
  expect(names(await noteVersion(database.db, "first", true))).toEqual(["first", "second", "first"]);
  expect(names(await noteVersion(database.db, "first", true))).toEqual(["first", "second", "first"]);
  await database.pool.query(`UPDATE "PrivacyVersion" SET "since" = $1 WHERE "position" = 3`, [daysAgo(1)]);
  expect(await changedAt(vera, 0)).not.toBeNull();
});

test("two notices that are both at work do not take turns", async () => {
  for (const [version, atStart] of [["old", true], ["new", true], ["old", false], ["new", false]] as const) await noteVersion(database.db, version, atStart);
  expect(names(await noteVersion(database.db, "old", false))).toEqual(["new", "old"]);
});

test("processes that begin together note one notice once", async () => {
  await Promise.all([1, 2, 3, 4].map(() => noteVersion(database.db, "new", true)));
  expect(names(await noteVersion(database.db, "new", true))).toEqual(["new"]);
});

test("the first notice is no change", async () => {
  await had("first", daysAgo(1));
  expect(await changedAt(await userSince(100), 0)).toBeNull();
});

test("a change shows from the next sign-in on, to whoever was here before it", async () => {
  const since = daysAgo(5);
  await had("old", daysAgo(50));
  await had("new", since);
  const vera = await userSince(100);
  expect(await changedAt(vera, 0)).toEqual(since);
  expect(await changedAt(vera, 6)).toBeNull();
  expect(await changedAt(await userSince(1), 0)).toBeNull();
});

test("it shows until it is put away, and again with the next change only", async () => {
  await had("old", daysAgo(50));
  await had("new", daysAgo(5));
  const vera = await userSince(100);
  expect(await changedAt(vera, 0)).not.toBeNull();
  await noteSeen(database, vera);
  expect(await changedAt(vera, 0)).toBeNull();
  await database.pool.query(`UPDATE "User" SET "noticeSeenAt" = $2 WHERE "id" = $1`, [vera, daysAgo(3)]);
  const since = daysAgo(2);
  await had("newer", since);
  expect(await changedAt(vera, 0)).toEqual(since);
});

test("putting it away is told to every process that holds the session", async () => {
  const vera = await userSince(1);
  const before = await database.db.sessionChange.count({ where: { userId: vera } });
  await noteSeen(database, vera);
  expect(await database.db.sessionChange.count({ where: { userId: vera } })).toBe(before + 1);
});
