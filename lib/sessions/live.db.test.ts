import { beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { closeForSafety } from "../accounts/compromise.ts";
import { closeByOperator, findUser } from "../accounts/operator-lock.ts";
import { keys, newAddress, newSession, newUser } from "../accounts/test-people.ts";
import { database, type Tx } from "../db/client.ts";
import { checkSession } from "./check.ts";
import { whySignedOut } from "./ended-session.ts";
import { sessionLimits } from "./limits.ts";
import { listSessions } from "./list.ts";
import { countLiveSessions } from "./live.ts";
import { revokeAllSessions, revokeOne, revokeOtherSessions, revokeSession, revokeSessionsSinceMerge } from "./revoke.ts";

/** Sessions that are over by themselves while their rows are there: nobody ends them, and nobody counts them. */

testInstallation();

const now = new Date("2031-05-01T12:00:00.000Z");
const { idleSeconds, sharedIdleSeconds, absoluteSeconds } = sessionLimits;

type Shape = { age: number; unused: number; shared?: boolean; expires?: number; over: "expired" | "aged" | null };

/** Each with its age and for how long nobody used it, in seconds. */
const shapes: Record<string, Shape> = {
  "used now": { age: 60, unused: 0, over: null },
  "a second before it is idle": { age: idleSeconds, unused: idleSeconds - 1, over: null },
  "idle for fourteen days": { age: idleSeconds, unused: idleSeconds, over: "expired" },
  "on a shared computer, a second before the hour": { age: idleSeconds, unused: sharedIdleSeconds - 1, shared: true, over: null },
  "on a shared computer, an hour unused": { age: sharedIdleSeconds, unused: sharedIdleSeconds, shared: true, over: "expired" },
  "a second before it is ninety days old": { age: absoluteSeconds - 1, unused: 60, over: null },
  "ninety days old and in use": { age: absoluteSeconds, unused: 60, over: "aged" },
  "ninety days old, though its row says it has longer": { age: absoluteSeconds, unused: 60, expires: 86_400, over: "aged" },
  "long idle before it was too old": { age: absoluteSeconds + 60, unused: idleSeconds + 3_600, over: "expired" },
};

let userId: string;
let address: string;
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

beforeEach(async () => {
  address = newAddress();
  userId = await newUser(database(), { email: address, provedEmail: address, createdAt: ago(200 * 86_400) });
});

async function plant({ age, unused, shared = false, expires }: Shape) {
  const session = await newSession(database(), userId, { at: ago(age) });
  const data = { lastSeenAt: ago(unused), shared, ...(expires === undefined ? {} : { expires: new Date(now.getTime() + expires * 1_000) }) };
  await database().db.session.update({ where: { id: session.id }, data, select: { id: true } });
  return session;
}

/** One of each shape. */
async function plantAll() {
  const planted = [];
  for (const [name, shape] of Object.entries(shapes)) planted.push({ name, over: shape.over, ...(await plant(shape)) });
  return planted;
}

const good = Object.values(shapes).filter(({ over }) => over === null).length;
const why = async (token: string) => await whySignedOut(database().db, token, now);
const revoked = async () => {
  const { subjectId } = await database().db.auditSubject.findUniqueOrThrow({ where: { userId }, select: { subjectId: true } });
  return (await database().db.auditEvent.findMany({ where: { subjectId, type: "session.revoked" }, orderBy: { at: "asc" }, select: { details: true } })).map(({ details }) => details);
};

test.each(Object.entries(shapes))("the check, the list, the count and the reason agree on a session that is %s", async (_name, shape) => {
  const { id, token } = await plant(shape);
  const alive = shape.over === null ? 1 : 0;
  expect((await checkSession(database(), token, now)) === null).toBe(alive === 0);
  expect((await listSessions(database().db, { userId, id: "00000000-0000-4000-8000-000000000000" }, now)).sessions).toHaveLength(alive);
  expect([await countLiveSessions(database().db, { userId }, now), await countLiveSessions(database().db, { userId, id }, now), await countLiveSessions(database().db, { userId, not: id }, now)]).toEqual([alive, alive, 0]);
  expect(await why(token)).toBe(shape.over);
  expect(await findUser(database().db, address, now)).toMatchObject({ kind: "found", user: { sessions: alive } });
});

const ends: Record<string, (tx: Tx) => Promise<unknown>> = {
  everywhere: async (tx) => await revokeAllSessions(tx, userId, now),
  others: async (tx) => (await revokeOtherSessions(tx, { id: null, userId }, { scope: "others", now })).sessions,
  merged: async (tx) => await revokeSessionsSinceMerge(tx, { userId, mergedAt: ago(200 * 86_400) }, now),
  compromised: async (tx) => {
    const closed = await closeForSafety(tx, { userId, since: now, by: "operator", now, keys });
    return closed.kind === "closed" ? closed.sessions : closed;
  },
};

test.each(Object.entries(ends))("ending sessions counts the good ones, and each other one keeps its own reason: %s", async (scope, end) => {
  const planted = await plantAll();
  expect(await database().transaction(end)).toBe(good);
  expect(await database().db.session.count({ where: { userId } })).toBe(0);
  expect(await revoked()).toEqual([{ scope, count: good }]);
  for (const { name, token, over } of planted) expect([name, await why(token)]).toEqual([name, over ?? scope]);
});

test("where only dead ones were nothing has ended: no event, no count", async () => {
  const idle = await plant({ age: idleSeconds, unused: idleSeconds, over: "expired" });
  expect(await database().transaction((tx) => revokeOne(tx, { id: idle.id, userId }, now))).toBe(0);
  expect([await revoked(), await why(idle.token)]).toEqual([[], "expired"]);
  const aged = await plant({ age: absoluteSeconds, unused: 60, over: "aged" });
  expect(await database().transaction((tx) => revokeSession(tx, aged.token, "everywhere", now))).toMatchObject({ count: 0 });
  expect(await revoked()).toEqual([]);
});

test("signing out everywhere counts this one and the other good ones", async () => {
  const [own = undefined, ...others] = await plantAll();
  expect(await database().transaction((tx) => revokeSession(tx, own?.token ?? "", "everywhere", now))).toMatchObject({ count: good });
  for (const { name, token, over } of others) expect([name, await why(token)]).toEqual([name, over ?? "everywhere"]);
});

test("ends only which were meant: one by its id, those of a method, those since a moment, and never the one that is kept", async () => {
  const [old, own, google] = [await plant({ age: 7_200, unused: 60, over: null }), await plant({ age: 60, unused: 0, over: null }), await newSession(database(), userId, { at: ago(60), method: "google" })];
  const left = async () => (await database().db.session.findMany({ where: { userId }, select: { id: true } })).map(({ id }) => id).toSorted();
  const end = async (run: (tx: Tx) => Promise<unknown>) => await database().transaction(run);
  expect(await end((tx) => revokeOtherSessions(tx, own, { scope: "unlinked", madeWith: "google", now }))).toEqual({ sessions: 1, proofs: 0 });
  expect([await left(), await why(google.token)]).toEqual([[old.id, own.id].toSorted(), "unlinked"]);
  // The one that asks goes on because the merge gave it; with any other time of its own it ends.
  expect(await end((tx) => revokeSessionsSinceMerge(tx, { userId, mergedAt: ago(60), asking: own.id }, now))).toBe(0);
  expect(await end((tx) => revokeSessionsSinceMerge(tx, { userId, mergedAt: ago(61), asking: own.id }, now))).toBe(1);
  expect(await left()).toEqual([old.id]);
  expect(await end((tx) => revokeOne(tx, { id: old.id, userId: own.id }, now))).toBe(0);
  expect(await end((tx) => revokeOne(tx, { id: old.id, userId }, now))).toBe(1);
  expect(await left()).toEqual([]);
});

test("an operator's preview counts what closing ends, and it ends just that", async () => {
  await plantAll();
  const closing = { userId, since: now, now, keys };
  for (const preview of [true, false]) expect(await closeByOperator(database(), closing, { preview })).toMatchObject({ kind: "closed", sessions: good });
});
