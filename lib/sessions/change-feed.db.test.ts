import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { leaveNotice } from "../accounts/user-notices.ts";
import { connectDatabase, type Database } from "../db/client.ts";
import { type Feed, feedLimits, openFeed } from "../db/feed.ts";
import { cacheLimits, SessionCache } from "./cache.ts";
import { sessionWatcher, sweepSessionChanges } from "./change-feed.ts";
import { checkSession } from "./check.ts";
import { issueSession } from "./issue.ts";
import { flushLastSeen } from "./last-seen.ts";
import { revokeAllSessions, revokeOtherSessions, revokeSession } from "./revoke.ts";
import { renewSessionToken } from "./step-up.ts";

/** Two instances over one database: what one of them does about a session, the other hears of. */

let place: TestDatabase;
let database: Database;
let feeds: Feed[] = [];
let session: { id: string; token: string; userId: string };

beforeAll(async () => {
  place = await createTestDatabase();
  database = connectDatabase(place.url);
});

afterAll(async () => {
  await database?.close();
  await place?.drop();
});

beforeEach(async () => {
  const { id: userId } = await database.db.user.create({ data: { name: "Vera", email: "vera@shop.example" }, select: { id: true } });
  session = await database.transaction((tx) => issueSession(tx, { userId, method: "password", attemptId: randomUUID(), now: new Date() }));
});

afterEach(async () => {
  await Promise.all(feeds.map((feed) => feed.stop()));
  feeds = [];
});

/** An instance: its cache, and how often it asks the database. */
async function instance(options: { listen?: boolean } = {}) {
  const cache = new SessionCache();
  feeds.push(openFeed({ url: place.url, watchers: [sessionWatcher(cache)], ...options }));
  let asked = 0;
  const query: Database["query"] = async (name, text, values) => {
    asked += 1;
    return await database.query(name, text, values);
  };
  const check = async (now = new Date()) => await checkSession({ query }, session.token, now, cache);
  /** Until the session is held, and a check costs nothing. */
  const warm = async () =>
    await vi.waitFor(async () => {
      await check();
      const before = asked;
      expect(await check()).not.toBeNull();
      expect(asked).toBe(before);
    }, { timeout: 10_000, interval: 20 });
  return { cache, check, warm, asked: () => asked };
}

test("a session is looked up once, and then costs no statement", async () => {
  const one = await instance();
  await one.warm();
  const before = one.asked();
  for (let time = 0; time < 100; time += 1) expect((await one.check())?.id).toBe(session.id);
  expect(one.asked()).toBe(before);
});

const ends: [string, () => Promise<unknown>][] = [
  ["signing out", () => database.transaction((tx) => revokeSession(tx, session.token, "this"))],
  ["signing out everywhere", () => database.transaction((tx) => revokeAllSessions(tx, session.userId))],
  ["ending the others", () => database.transaction((tx) => revokeOtherSessions(tx, { id: null, userId: session.userId }))],
  ["a new token", () => database.transaction((tx) => renewSessionToken(tx, { sessionId: session.id, userId: session.userId }))],
  ["a user on hold", () => database.db.user.update({ where: { id: session.userId }, data: { status: "suspended" } })],
  ["a deleted user", () => database.db.user.delete({ where: { id: session.userId } })],
  ["time, put back", () => database.db.session.update({ where: { id: session.id }, data: { lastSeenAt: new Date(Date.now() - 15 * 86_400_000) } })],
  ["an earlier end", () => database.db.session.update({ where: { id: session.id }, data: { expires: new Date() } })],
  ["an empty table", () => database.pool.query(`TRUNCATE "Session" CASCADE`)],
];

for (const listen of [true, false]) {
  test.each(ends)(`${listen ? "by a notification" : "by the heartbeat alone, with notifications lost"}, every instance refuses a session that was ended by %s`, async (_name, end) => {
    const instances = await Promise.all([instance({ listen }), instance({ listen })]);
    await Promise.all(instances.map((one) => one.warm()));
    await end();
    await vi.waitFor(async () => expect(await Promise.all(instances.map((one) => one.check()))).toEqual([null, null]), { timeout: 5_000, interval: 20 });
  });
}

test("no change is seen later than within a second: a heartbeat and its answer, or no belief at all", () => {
  expect(feedLimits.heartbeatMilliseconds).toBeLessThan(cacheLimits.trustMilliseconds);
  expect(cacheLimits.trustMilliseconds).toBeLessThan(1_000);
});

test("what a page shows of a user is as new as their sessions", async () => {
  const one = await instance();
  await one.warm();
  await database.transaction((tx) => leaveNotice(tx, [session.userId], { code: "email_moved", values: { email: "vera@shop.example" } }));
  await vi.waitFor(async () => expect((await one.check())?.user.notices).toBe(true), { timeout: 5_000, interval: 20 });
  await database.db.user.update({ where: { id: session.userId }, data: { name: "Vera B." } });
  await vi.waitFor(async () => expect((await one.check())?.user.name).toBe("Vera B."), { timeout: 5_000, interval: 20 });
  await database.db.userNotice.deleteMany({ where: { userId: session.userId } });
  await vi.waitFor(async () => expect((await one.check())?.user.notices).toBe(false), { timeout: 5_000, interval: 20 });
});

test("a change that commits later than one that began after it is not missed", async () => {
  const one = await instance({ listen: false });
  await one.warm();
  const slow = new pg.Client({ connectionString: place.url });
  await slow.connect();
  await slow.query("BEGIN");
  await slow.query(`DELETE FROM "Session" WHERE "id" = $1`, [session.id]);
  const { id: other } = await database.db.user.create({ data: {}, select: { id: true } });
  await database.db.user.update({ where: { id: other }, data: { name: "Kim" } });
  const beats = vi.spyOn(one.cache, "trust");
  await vi.waitFor(() => expect(beats.mock.calls.length).toBeGreaterThan(2), { timeout: 10_000, interval: 20 });
  expect((await one.check())?.id).toBe(session.id);
  await slow.query("COMMIT");
  await slow.end();
  await vi.waitFor(async () => expect(await one.check()).toBeNull(), { timeout: 5_000, interval: 20 });
});

test("being seen again is no change, and is written once", async () => {
  const one = await instance();
  await one.warm();
  const before = one.asked();
  const later = new Date(Date.now() + 11 * 60_000);
  for (let time = 0; time < 10; time += 1) await one.check(later);
  expect(one.asked()).toBe(before);
  await flushLastSeen(database);
  for (let time = 0; time < 10; time += 1) await one.check(later);
  await flushLastSeen(database);
  expect(one.asked()).toBe(before);
  expect((await database.db.session.findUniqueOrThrow({ where: { id: session.id } })).lastSeenAt).toEqual(later);
  expect(await database.db.sessionChange.count({ where: { userId: session.userId } })).toBe(0);
});

test("what is held ends by itself when its time is over, without a look at the database: unused after 14 days, and after 90 however busy", async () => {
  const one = await instance();
  await one.warm();
  const before = one.asked();
  const after = (days: number) => new Date(Date.now() + days * 86_400_000);
  for (let days = 13; days < 90; days += 13) expect((await one.check(after(days)))?.id).toBe(session.id);
  expect([await one.check(after(90)), await one.check(after(78 + 14))]).toEqual([null, null]);
  const idle = await instance();
  await idle.warm();
  const asked = idle.asked();
  expect([await idle.check(after(14)), idle.asked() - asked, one.asked() - before]).toEqual([null, 0, 0]);
  await flushLastSeen(database);
});

test("while its connection is gone an instance believes nothing it holds, and it comes back by itself", async () => {
  const one = await instance();
  await one.warm();
  await database.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sign-in-with-amazon feed' AND datname = current_database()`);
  await vi.waitFor(() => expect(one.cache.size).toBe(0), { timeout: 5_000, interval: 5 });
  const before = one.asked();
  expect((await one.check())?.id).toBe(session.id);
  expect(one.asked()).toBe(before + 1);
  await one.warm();
});

test("what every process has heard is removed after ten minutes", async () => {
  await database.db.user.update({ where: { id: session.userId }, data: { name: "Vera B." } });
  const own = { where: { userId: session.userId } };
  await sweepSessionChanges(database.db, new Date(Date.now() + 9 * 60_000));
  expect(await database.db.sessionChange.count(own)).toBe(1);
  await sweepSessionChanges(database.db, new Date(Date.now() + 11 * 60_000));
  expect(await database.db.sessionChange.count(own)).toBe(0);
});

test("what is in the bag of a user is told of, whatever was done to it; a guest's bag is nobody's", async () => {
  const one = await instance();
  const { userId } = session;
  const bag = async () => await one.cache.held(userId, "bag", async () => (await database.db.bagItem.aggregate({ where: { userId }, _sum: { quantity: true } }))._sum.quantity ?? 0);
  const deeds: [string, number, () => Promise<unknown>][] = [
    ["put into it", 2, () => database.db.bagItem.create({ data: { userId, productId: "seed-tin", quantity: 2 } })],
    ["changed", 5, () => database.db.bagItem.updateMany({ where: { userId }, data: { quantity: 5 } })],
    ["taken out", 0, () => database.db.bagItem.deleteMany({ where: { userId } })],
  ];
  for (const [name, quantity, deed] of deeds) {
    await one.warm();
    const before = await bag();
    expect(await bag(), name).toBe(before);
    await deed();
    await vi.waitFor(async () => expect(await bag(), name).toBe(quantity), { timeout: 5_000, interval: 20 });
  }
  const changes = async () => await database.db.$queryRaw<unknown[]>`SELECT 1 FROM "SessionChange"`;
  const told = (await changes()).length;
  const guest = await database.db.guest.create({ data: { tokenHash: randomUUID() }, select: { id: true } });
  const line = await database.db.bagItem.create({ data: { guestId: guest.id, productId: "seed-tin", quantity: 1 }, select: { id: true } });
  await database.db.bagItem.update({ where: { id: line.id }, data: { quantity: 3 } });
  expect(await changes()).toHaveLength(told);
  // It joins the user: now it is told of.
  await database.db.bagItem.update({ where: { id: line.id }, data: { userId, guestId: null } });
  expect(await changes()).toHaveLength(told + 1);
});
