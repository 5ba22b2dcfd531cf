import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import { randomToken, referencePattern, sha256 } from "../crypto/random.ts";
import type { Database } from "../db/client.ts";
import { type AttemptStatus, claimAttempt, closeSurplus, endedStatuses, findAttempt, findAttemptByReference, findAttemptByState, settleAttempt } from "./attempt.ts";
import { startAttempt } from "./start.ts";
import { sweep } from "./sweep.ts";
import { mostOpenAttempts } from "./times.ts";

let database: Database;

const now = new Date("2026-11-23T10:00:00.000Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const minutes = (count: number) => later(count * 60);

testDatabase((made) => void (database = made));

type Start = Parameters<typeof startAttempt>[1];
const start = (change: Partial<Start> = {}) =>
  database.transaction((tx) => startAttempt(tx, { id: randomUUID(), intent: "sign_in", method: "amazon", returnTo: "/bag", browserHash: sha256(randomToken()), stateHash: sha256(randomToken()), now, ...change }));
/** As a start at a provider does it. */
async function startOneMore(change: Partial<Start>) {
  const { attempt } = await start(change);
  return { attempt, closed: await closeSurplus(database.db, { ...attempt, now: change.now ?? now }) };
}
const rowOf = (id: string) => database.db.attempt.findUniqueOrThrow({ where: { id } });
const setStatus = (id: string, status: AttemptStatus) => database.db.attempt.update({ where: { id }, data: { status } });
const everyStatus: AttemptStatus[] = ["open", "claimed", "waiting", ...endedStatuses];

test("records what was wanted, by which browser and session, and until when", async () => {
  const session = { id: randomUUID(), userId: randomUUID() };
  const { attempt } = await start({ session });
  expect(attempt).toMatchObject({ intent: "sign_in", method: "amazon", returnTo: "/bag", status: "open", outcome: null, sessionId: session.id, userId: session.userId, claimedAt: null, legExpires: minutes(15), expires: minutes(30) });
  expect(attempt.reference).toMatch(referencePattern);
});

test("stores hashes of state and browser, never the values", async () => {
  const [state, browser] = [randomToken(), randomToken()];
  const { attempt } = await start({ stateHash: sha256(state), browserHash: sha256(browser) });
  const row = JSON.stringify(await rowOf(attempt.id));
  expect(row).not.toContain(state);
  expect(row).not.toContain(browser);
});

test("finds an attempt by id, state and reference, and nothing else", async () => {
  const stateHash = sha256(randomToken());
  const { attempt } = await start({ stateHash });
  expect(await findAttempt(database.db, attempt.id)).toEqual(attempt);
  expect(await findAttemptByState(database.db, stateHash)).toEqual(attempt);
  expect(await findAttemptByReference(database.db, attempt.reference)).toEqual(attempt);
  expect(await findAttempt(database.db, randomUUID())).toBeNull();
  expect(await findAttemptByState(database.db, sha256(randomToken()))).toBeNull();
  expect(await findAttemptByReference(database.db, "22222-22222")).toBeNull();
});

test("refuses two attempts with one state", async () => {
  const stateHash = sha256(randomToken());
  await start({ stateHash });
  await expect(start({ stateHash })).rejects.toThrow();
});

test("keeps eight open attempts of a browser and closes the oldest when a ninth starts", async () => {
  const browserHash = sha256(randomToken());
  const other = await start();
  const started = [];
  for (let index = 0; index < mostOpenAttempts; index += 1) started.push((await start({ browserHash, now: later(index) })).attempt.id);
  expect(await database.db.attempt.count({ where: { browserHash, status: "open" } })).toBe(8);
  const { attempt, closed } = await startOneMore({ browserHash, now: later(100) });
  expect(closed).toEqual([{ id: started[0], method: "amazon" }]);
  expect(await rowOf(started[0] ?? "")).toMatchObject({ status: "failed", outcome: "attempt_superseded", endedAt: later(100) });
  expect((await database.db.attempt.findMany({ where: { browserHash, status: "open" }, orderBy: { createdAt: "asc" }, select: { id: true } })).map(({ id }) => id)).toEqual([...started.slice(1), attempt.id]);
  expect(await rowOf(other.attempt.id)).toMatchObject({ status: "open" });
});

test("counts only attempts that could still come back: no ended, waiting or expired ones, and none without a state", async () => {
  const browserHash = sha256(randomToken());
  for (const status of ["claimed", "waiting", "succeeded", "failed", "cancelled", "expired"] as const) await setStatus((await start({ browserHash })).attempt.id, status);
  for (let index = 0; index < 10; index += 1) await database.db.attempt.update({ where: { id: (await start({ browserHash, now: later(index) })).attempt.id }, data: index < 5 ? { stateHash: null } : { expires: now } });
  expect((await startOneMore({ browserHash, now: minutes(1) })).closed).toEqual([]);
});

test("names what was closed before once more, as long as its cookies may be there, and closes it once", async () => {
  const browserHash = sha256(randomToken());
  const started: string[] = [];
  for (let index = 0; index < mostOpenAttempts; index += 1) started.push((await start({ browserHash, now: later(index) })).attempt.id);
  const [first, second, third] = started;
  await startOneMore({ browserHash, now: later(100) });
  const { closed } = await startOneMore({ browserHash, now: later(101) });
  expect(closed.map(({ id }) => id)).toEqual([second, first]);
  expect(await rowOf(first ?? "")).toMatchObject({ endedAt: later(100) });
  await database.db.attempt.updateMany({ where: { id: { in: [first ?? "", second ?? ""] } }, data: { expires: later(102) } });
  expect((await startOneMore({ browserHash, now: later(102) })).closed.map(({ id }) => id)).toEqual([third]);
  expect((await startOneMore({ now: later(103) })).closed, "of another browser").toEqual([]);
});

test("keeps no more than eight open of twenty that start at once, and tells of each that was closed", async () => {
  const browserHash = sha256(randomToken());
  const all = await Promise.all(Array.from({ length: 20 }, (_, index) => startOneMore({ browserHash, now: later(index) })));
  const open = await database.db.attempt.findMany({ where: { browserHash, status: "open" }, select: { id: true } });
  // Each keeps its own, so that of those at the same moment one may go that could have stayed.
  expect(open.length).toBeLessThanOrEqual(mostOpenAttempts);
  expect(open.length).toBeGreaterThan(mostOpenAttempts / 2);
  const closed = new Set(all.flatMap((one) => one.closed.map(({ id }) => id)));
  expect([...closed].toSorted()).toEqual(all.map(({ attempt }) => attempt.id).filter((id) => !open.some((one) => one.id === id)).toSorted());
});

test("never closes the one that has just been started, also where the clock of its process is behind", async () => {
  const browserHash = sha256(randomToken());
  for (let index = 0; index < mostOpenAttempts; index += 1) await start({ browserHash, now: later(60 + index) });
  const { attempt } = await startOneMore({ browserHash, now });
  expect(await rowOf(attempt.id)).toMatchObject({ status: "open" });
  expect(await database.db.attempt.count({ where: { browserHash, status: "open" } })).toBe(mostOpenAttempts);
});

/** What the browser of an attempt brings back from its provider. */
async function broughtBack(change: Partial<Start> = {}) {
  const asked = { stateHash: sha256(randomToken()), browserHash: sha256(randomToken()), method: "amazon" };
  const { attempt } = await start({ ...asked, ...change });
  return { attempt, asked };
}

test("gives exactly one of 20 callers the attempt, as it was before", async () => {
  const { attempt, asked } = await broughtBack();
  const claims = await Promise.all(Array.from({ length: 20 }, () => claimAttempt(database.db, asked, later(1))));
  expect(claims.filter((one) => one !== null)).toEqual([attempt]);
  expect(await rowOf(attempt.id)).toMatchObject({ status: "claimed", claimedAt: later(1), endedAt: null });
});

test("takes an attempt until 15 minutes after its start, to the second", async () => {
  const { attempt, asked } = await broughtBack();
  expect(await claimAttempt(database.db, asked, minutes(15))).toBeNull();
  expect(await rowOf(attempt.id)).toMatchObject({ status: "open", claimedAt: null });
  expect(await claimAttempt(database.db, asked, later(15 * 60 - 1))).toEqual(attempt);
});

test.each(everyStatus.filter((status) => status !== "open"))("does not take an attempt that is %s", async (status) => {
  const { attempt, asked } = await broughtBack();
  await setStatus(attempt.id, status);
  expect(await claimAttempt(database.db, asked, now)).toBeNull();
  expect(await rowOf(attempt.id)).toMatchObject({ status, claimedAt: null });
});

test.each(["stateHash", "browserHash", "method"] as const)("does not take an attempt by another %s, and leaves it open", async (name) => {
  const { attempt, asked } = await broughtBack();
  expect(await claimAttempt(database.db, { ...asked, [name]: name === "method" ? "google" : sha256(randomToken()) }, now)).toBeNull();
  expect(await rowOf(attempt.id)).toMatchObject({ status: "open", claimedAt: null });
});

test.each(["open", "claimed", "waiting"] as const)("settles an attempt that is %s", async (status) => {
  const { attempt } = await start();
  const userId = randomUUID();
  await setStatus(attempt.id, status);
  expect(await settleAttempt(database.db, attempt.id, { status: "succeeded", outcome: "signed_in", userId, now: later(5) })).toBe(true);
  expect(await rowOf(attempt.id)).toMatchObject({ status: "succeeded", outcome: "signed_in", userId, endedAt: later(5) });
});

test.each(endedStatuses)("does not settle an attempt that is %s again", async (status) => {
  const { attempt } = await start();
  await database.db.attempt.update({ where: { id: attempt.id }, data: { status, outcome: "signed_in", endedAt: now } });
  for (const next of ["succeeded", "failed", "waiting"] as const) expect(await settleAttempt(database.db, attempt.id, { status: next, outcome: "unexpected", now: later(5) })).toBe(false);
  expect(await rowOf(attempt.id)).toMatchObject({ status, outcome: "signed_in", endedAt: now });
});

test("lets one of 20 ends win", async () => {
  const { attempt } = await start();
  const ends = await Promise.all(Array.from({ length: 20 }, (_, index) => settleAttempt(database.db, attempt.id, index % 2 ? { status: "failed", outcome: "unexpected", now } : { status: "succeeded", outcome: "signed_in", now })));
  expect(ends.filter(Boolean)).toHaveLength(1);
});

test("leaves a waiting attempt without an end, and keeps whose it was", async () => {
  const userId = randomUUID();
  const { attempt } = await start({ session: { id: randomUUID(), userId } });
  expect(await settleAttempt(database.db, attempt.id, { status: "waiting", outcome: "switch_asked", now })).toBe(true);
  expect(await rowOf(attempt.id)).toMatchObject({ status: "waiting", outcome: "switch_asked", userId, endedAt: null });
});

test("counts attempts that never came back when their 30 minutes are over, once, and leaves ended ones alone", async () => {
  await database.db.attempt.deleteMany();
  const ids: Record<string, string> = {};
  for (const status of everyStatus) {
    ids[status] = (await start()).attempt.id;
    await setStatus(ids[status], status);
  }
  const { attempt: fresh } = await start({ now: minutes(10) });
  expect(await sweep(database.db, later(30 * 60 - 1))).toBe(0);
  expect(await sweep(database.db, minutes(30))).toBe(3);
  for (const status of ["open", "claimed", "waiting"]) expect(await rowOf(ids[status] ?? "")).toMatchObject({ status: "expired", outcome: "attempt_expired", endedAt: minutes(30) });
  for (const status of endedStatuses) expect(await rowOf(ids[status] ?? "")).toMatchObject({ status, outcome: null });
  expect(await rowOf(fresh.id)).toMatchObject({ status: "open" });
  expect(await sweep(database.db, minutes(30))).toBe(0);
});

test("removes what nobody needs any more, and not a moment earlier", async () => {
  const { attempt } = await start();
  await database.db.parkedIdentity.create({ data: { attemptId: attempt.id, reason: "email_in_use", sealed: "x", expires: minutes(15) } });
  await database.db.emailCode.create({ data: { attemptId: attempt.id, purpose: "sign_in", addressHash: "x", sealed: "x", codeHash: "x", expires: minutes(10) } });
  const left = async () => [await database.db.parkedIdentity.count({ where: { attemptId: attempt.id } }), await database.db.emailCode.count({ where: { attemptId: attempt.id } }), await database.db.attempt.count({ where: { id: attempt.id } })];
  await sweep(database.db, later(15 * 60 - 1));
  expect(await left()).toEqual([1, 1, 1]);
  await sweep(database.db, minutes(15));
  expect(await left()).toEqual([0, 1, 1]);
  await sweep(database.db, minutes(70));
  expect(await left()).toEqual([0, 0, 1]);
  await sweep(database.db, later(30 * 86_400 - 1));
  expect(await left()).toEqual([0, 0, 1]);
  await sweep(database.db, later(30 * 86_400));
  expect(await left()).toEqual([0, 0, 0]);
});

test("removes a grant an hour after its end, and leaves its session", async () => {
  const user = await database.db.user.create({ data: {}, select: { id: true } });
  const session = await database.db.session.create({ data: { tokenHash: sha256(randomToken()), userId: user.id, method: "amazon", authenticatedAt: now, lastSeenAt: now, expires: minutes(600) }, select: { id: true } });
  await database.db.stepUpGrant.create({ data: { sessionId: session.id, purpose: "link", method: "password", expires: minutes(10) } });
  const left = async () => [await database.db.stepUpGrant.count({ where: { sessionId: session.id } }), await database.db.session.count({ where: { id: session.id } })];
  await sweep(database.db, later(70 * 60 - 1));
  expect(await left()).toEqual([1, 1]);
  await sweep(database.db, minutes(70));
  expect(await left()).toEqual([0, 1]);
});
