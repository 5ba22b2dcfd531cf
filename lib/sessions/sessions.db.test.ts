import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import { connectDatabase, type Database } from "../db/client.ts";
import { checkSession, sessionEnd } from "./check.ts";
import { issueSession } from "./issue.ts";
import { flushLastSeen } from "./last-seen.ts";
import { revokeSession } from "./revoke.ts";

let place: TestDatabase;
let database: Database;
let userId: string;

const now = new Date("2026-11-23T10:00:00.000Z");
const day = 86_400;
const later = (seconds: number, from = now) => new Date(from.getTime() + seconds * 1_000);

beforeAll(async () => {
  place = await createTestDatabase();
  database = connectDatabase(place.url);
});

afterAll(async () => {
  await database?.close();
  await place?.drop();
});

async function newUser(data: { name?: string; email?: string; provedEmail?: string } = {}): Promise<string> {
  return (await database.db.user.create({ data, select: { id: true } })).id;
}

beforeEach(async () => {
  await flushLastSeen(database);
  userId = await newUser({ name: "Vera", email: "vera@shop.example" });
});

const issue = (change: { userId?: string; replaces?: { id: string; userId: string }; now?: Date } = {}) =>
  database.transaction((tx) => issueSession(tx, { userId, method: "amazon", attemptId: randomUUID(), now, ...change }));
const revoke = (token: string, scope: "this" | "everywhere", at = now) => database.transaction(async (tx) => (await revokeSession(tx, token, scope, at)).count);
const check = (token: string, at = now) => checkSession(database, token, at);
const left = async (owner = userId) => (await database.db.session.findMany({ where: { userId: owner }, select: { id: true } })).map(({ id }) => id).toSorted();

/** The statements that `work` sends, as far as lib/sessions/check.ts could send any. */
async function statements<T>(work: (watched: Pick<Database, "query">) => Promise<T>): Promise<{ result: T; names: string[] }> {
  const names: string[] = [];
  const pool = vi.spyOn(database.pool, "query");
  const query: Database["query"] = async (name, text, values) => {
    names.push(name);
    return await database.query(name, text, values);
  };
  const result = await work({ query });
  expect(pool).toHaveBeenCalledTimes(names.length);
  pool.mockRestore();
  return { result, names };
}

async function events(owner: string): Promise<{ type: string; details: unknown }[]> {
  const subject = await database.db.auditSubject.findUnique({ where: { userId: owner }, select: { subjectId: true } });
  if (!subject) return [];
  return await database.db.auditEvent.findMany({ where: { subjectId: subject.subjectId }, select: { type: true, details: true }, orderBy: { at: "asc" } });
}

test("knows whose session a token is, and hands out nothing that could be one", async () => {
  const session = await issue();
  const view = await check(session.token);
  expect(view).toEqual({
    id: session.id,
    userId,
    noticeChangedAt: null,
    method: "amazon",
    authenticatedAt: now,
    expires: later(14 * day),
    shared: false,
    user: { id: userId, name: "Vera", email: "vera@shop.example", emailProved: false, notices: false },
  });
  expect(JSON.stringify(view)).not.toContain(sha256(session.token));
});

test("says that an address is proved only when it is", async () => {
  const proved = await newUser({ email: "p@shop.example", provedEmail: "p@shop.example" });
  expect((await check((await issue({ userId: proved })).token))?.user).toMatchObject({ email: "p@shop.example", emailProved: true });
});

test("stores only a hash of 256 random bits: no column opens a session", async () => {
  const session = await issue();
  expect(session.token).toMatch(/^[\w-]{43}$/);
  const row = (await database.pool.query('SELECT * FROM "Session" WHERE "id" = $1', [session.id])).rows[0] as Record<string, unknown>;
  const values = Object.values(row).map((value) => (value instanceof Date ? value.toISOString() : String(value)));
  expect(values).toContain(sha256(session.token));
  expect(values).not.toContain(session.token);
  for (const value of values) expect(await check(value)).toBeNull();
});

test.each([
  ["no text", ""],
  ["junk", "junk"],
  ["SQL", "' OR 1=1 --"],
  ["a token that nobody was given", randomToken()],
  ["NUL", "\u0000"],
  ["10,000 characters", "x".repeat(10_000)],
])("knows no session for %s", async (_name, token) => {
  expect(await check(token)).toBeNull();
});

test("checks with exactly one statement and no write", async () => {
  const session = await issue();
  const before = await database.db.session.findUniqueOrThrow({ where: { id: session.id } });
  const { result, names } = await statements((watched) => checkSession(watched, session.token, later(20 * 60)));
  expect(result?.id).toBe(session.id);
  expect(names).toEqual(["session-check"]);
  expect(await database.db.session.findUniqueOrThrow({ where: { id: session.id } })).toEqual(before);
});

test("ends a session that nobody used for 14 days, to the second", async () => {
  const session = await issue();
  expect(await check(session.token, later(14 * day - 1))).not.toBeNull();
  expect(await check(session.token, later(14 * day))).toBeNull();
});

test("ends a session after 90 days, however busy it is", async () => {
  const session = await issue();
  for (let used = 10; used < 90; used += 10) {
    expect((await check(session.token, later(used * day)))?.id).toBe(session.id);
    await flushLastSeen(database);
  }
  expect((await check(session.token, later(90 * day - 1)))?.expires).toEqual(later(90 * day));
  expect(await check(session.token, later(90 * day))).toBeNull();
});

test("takes the earlier of both ends", () => {
  expect(sessionEnd({ lastSeenAt: now, expires: later(90 * day) })).toEqual(later(14 * day));
  expect(sessionEnd({ lastSeenAt: later(85 * day), expires: later(90 * day) })).toEqual(later(90 * day));
});

test.each(["suspended", "locked", "deletion_pending"] as const)("gives a user who is %s no session, and gives it back afterwards", async (status) => {
  const session = await issue();
  await database.db.user.update({ where: { id: userId }, data: { status } });
  expect(await check(session.token)).toBeNull();
  await database.db.user.update({ where: { id: userId }, data: { status: "active" } });
  expect((await check(session.token))?.id).toBe(session.id);
});

test("ends the session of a user who is deleted", async () => {
  const session = await issue();
  await database.db.user.delete({ where: { id: userId } });
  expect(await check(session.token)).toBeNull();
});

test("never takes over a token, and kills the session that it replaces", async () => {
  const first = await issue();
  const second = await issue({ replaces: first });
  expect(second.token).not.toBe(first.token);
  expect(await check(first.token)).toBeNull();
  expect((await check(second.token))?.id).toBe(second.id);
  expect((await events(userId)).map(({ details }) => details)).toEqual([
    { method: "amazon", replaced: false },
    { method: "amazon", replaced: true },
  ]);
});

test("records the end of another user's session in that user's own trail, and of none that had ended already", async () => {
  const other = await newUser();
  const theirs = await issue({ userId: other });
  await issue({ replaces: theirs });
  expect(await left(other)).toEqual([]);
  expect((await events(other)).filter(({ type }) => type === "session.revoked").map(({ details }) => details)).toEqual([{ scope: "replaced", count: 1 }]);
  await issue({ replaces: theirs });
  expect((await events(other)).filter(({ type }) => type === "session.revoked")).toHaveLength(1);
  expect((await events(userId)).at(-1)?.details).toEqual({ method: "amazon", replaced: false });
});

test("issues nothing when the transaction is rolled back: the old session stays, nothing is recorded", async () => {
  const first = await issue();
  const recorded = await events(userId);
  await expect(
    database.transaction(async (tx) => {
      await issueSession(tx, { userId, method: "email_code", attemptId: randomUUID(), now, replaces: first });
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await left()).toEqual([first.id]);
  expect(await events(userId)).toEqual(recorded);
});

test("ends this session only, and records it once", async () => {
  const [here, there] = [await issue(), await issue()];
  expect(await revoke(here.token, "this")).toBe(1);
  expect(await check(here.token)).toBeNull();
  expect(await left()).toEqual([there.id]);
  expect((await events(userId)).filter(({ type }) => type === "session.revoked").map(({ details }) => details)).toEqual([{ scope: "this", count: 1 }]);
});

test("ends all sessions of this user everywhere, and nobody else's", async () => {
  const other = await newUser();
  const theirs = await issue({ userId: other });
  const mine = [await issue(), await issue(), await issue()];
  expect(await revoke(mine[1]?.token ?? "", "everywhere")).toBe(3);
  for (const { token } of mine) expect(await check(token)).toBeNull();
  expect(await left(other)).toEqual([theirs.id]);
  expect((await events(userId)).filter(({ type }) => type === "session.revoked").map(({ details }) => details)).toEqual([{ scope: "everywhere", count: 3 }]);
});

test("reaches its aim without an error when there is nothing to end, and records nothing", async () => {
  const session = await issue();
  await revoke(session.token, "this");
  const recorded = await events(userId);
  expect(await revoke(session.token, "this")).toBe(0);
  expect(await revoke(randomToken(), "everywhere")).toBe(0);
  expect(await events(userId)).toEqual(recorded);
});

test("records one end when the same session is ended many times at once", async () => {
  const session = await issue();
  const counts = await Promise.all(Array.from({ length: 8 }, () => revoke(session.token, "this")));
  expect(counts.toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  expect((await events(userId)).filter(({ type }) => type === "session.revoked")).toHaveLength(1);
});

test("sessions that sign out everywhere at once never wait for each other in a circle, and one of them records it", async () => {
  for (let round = 0; round < 20; round += 1) {
    userId = await newUser();
    const all = [await issue(), await issue(), await issue(), await issue()];
    // No transaction runs twice here: a deadlock would be an error.
    const counts = await Promise.all(all.map(({ token }) => revoke(token, "everywhere")));
    expect(counts.toSorted()).toEqual([0, 0, 0, 4]);
    expect(await left()).toEqual([]);
    expect((await events(userId)).filter(({ type }) => type === "session.revoked")).toHaveLength(1);
  }
});

test.each([
  ["14 idle days", 14 * day],
  ["90 days", 90 * day],
])("the token of a session that ran out after %s ends no other one, and the trail has no end of its own", async (_name, seconds) => {
  const [stale, fresh] = [await issue(), await issue({ now: later(seconds - 60) })];
  expect(await revoke(stale.token, "everywhere", later(seconds))).toBe(0);
  expect(await left()).toEqual([fresh.id]);
  expect((await events(userId)).filter(({ type }) => type === "session.revoked")).toEqual([]);
});

test("writes who was seen in one statement for all, and at most every ten minutes for one", async () => {
  const sessions = await Promise.all(Array.from({ length: 30 }, () => issue()));
  const at = later(10 * 60);
  for (const { token } of sessions) await check(token, at);
  const { names } = await statements((watched) => flushLastSeen(watched));
  expect(names).toEqual(["session-last-seen"]);
  expect(await database.db.session.count({ where: { userId, lastSeenAt: at } })).toBe(30);
  for (const { token } of sessions) await check(token, later(10 * 60 - 1, at));
  expect((await statements((watched) => flushLastSeen(watched))).names).toEqual([]);
});

test("never moves last-seen back, and brings no ended session back", async () => {
  const [session, ended] = [await issue(), await issue()];
  await check(session.token, later(20 * 60));
  await check(ended.token, later(20 * 60));
  await database.db.session.update({ where: { id: session.id }, data: { lastSeenAt: later(3_600) } });
  await revoke(ended.token, "this");
  await flushLastSeen(database);
  expect(await database.db.session.findUniqueOrThrow({ where: { id: session.id } })).toMatchObject({ lastSeenAt: later(3_600) });
  expect(await left()).toEqual([session.id]);
});

test("loses marks, and nothing else, when they cannot be written", async () => {
  const session = await issue();
  await check(session.token, later(20 * 60));
  await flushLastSeen({ query: async () => Promise.reject(new Error("gone")) });
  expect(await database.db.session.findUniqueOrThrow({ where: { id: session.id } })).toMatchObject({ lastSeenAt: now });
  await check(session.token, later(20 * 60));
  await flushLastSeen(database);
  expect(await database.db.session.findUniqueOrThrow({ where: { id: session.id } })).toMatchObject({ lastSeenAt: later(20 * 60) });
});

test("says that the database is unavailable instead of 'no session'", async () => {
  const gone = connectDatabase("postgresql://shop:pw@127.0.0.1:1/none");
  await expect(checkSession(gone, randomToken())).rejects.toMatchObject({ name: "DatabaseUnavailableError", code: "database_unavailable" });
  await gone.close();
});
