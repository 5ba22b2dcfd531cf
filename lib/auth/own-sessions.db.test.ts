import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { auditTrail, newAddress, newAttempt, newSession, newUser } from "../accounts/test-people.ts";
import { listActivity } from "../audit/activity.ts";
import { recordAudit } from "../audit/record.ts";
import { database } from "../db/client.ts";
import { whySignedOut } from "../sessions/ended-session.ts";
import { sessionLimits } from "../sessions/limits.ts";
import { endOtherSessions } from "./end-other-sessions.ts";
import { endOwnSession, ownSessions } from "./own-sessions.ts";
import { sharedComputerCookie } from "./shared-computer.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";
import { visitorOf } from "./visitor.ts";

/** What people see of their own sessions, and what they can do about them. */

let vera: TestBrowser;
let userId: string;
let own: { id: string; token: string };

testInstallation();

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);

async function signIn(browser: TestBrowser, ageSeconds = 0, of = userId) {
  const session = await newSession(database(), of, { at: ago(ageSeconds) });
  browser.cookies.set("authjs.session-token", { value: session.token, path: "/" });
  return session;
}

beforeEach(async () => {
  vera = new TestBrowser();
  const address = newAddress();
  userId = await newUser(database(), { email: address, provedEmail: address });
  own = await signIn(vera);
});

const visitor = (of = vera) => visitorOf(of.request("/account/sessions"));
const list = async () => (await ownSessions({ id: own.id, userId })).sessions;
const why = async (token: string) => await whySignedOut(database().db, token, new Date());

test("lists the good sessions of the user and nobody else's, this one first, without anything that could be used", async () => {
  const phone = await newSession(database(), userId, { at: ago(60), method: "passkey" });
  await newSession(database(), await newUser(database()), { at: ago(1) });
  await newSession(database(), userId, { at: ago(sessionLimits.idleSeconds + 1) });
  await database().db.session.update({ where: { id: phone.id }, data: { lastSeenAt: new Date(Date.now() + 1_000), browser: "Firefox", system: "Android", shared: true }, select: { id: true } });
  const sessions = await list();
  expect(sessions.map(({ id, method, browser, system, shared, own: isOwn }) => [id, method, browser, system, shared, isOwn])).toEqual([
    [own.id, "email_code", null, null, false, true],
    [phone.id, "passkey", "Firefox", "Android", true, false],
  ]);
  const { token, tokenHash } = { ...phone, ...(await database().db.session.findUniqueOrThrow({ where: { id: phone.id }, select: { tokenHash: true } })) };
  for (const secret of [token, tokenHash]) expect(JSON.stringify(sessions)).not.toContain(secret);
});

test("ends one other session after a fresh proof, says so in the trail, and tells its browser why", async () => {
  const phone = await newSession(database(), userId, { at: ago(1) });
  const tablet = await newSession(database(), userId, { at: ago(1) });
  await database().db.session.update({ where: { id: own.id }, data: { authenticatedAt: ago(601) }, select: { id: true } });
  expect(whereTo(await endOwnSession(visitor(), phone.id))).toMatchObject({ path: "/reauthenticate", query: { purpose: "end_sessions", returnTo: "/account/sessions" } });
  expect(await list()).toHaveLength(3);
  await database().db.session.update({ where: { id: own.id }, data: { authenticatedAt: new Date() }, select: { id: true } });
  const before = (await auditTrail(database(), { userId })).filter((type) => type === "session.revoked").length;
  for (let time = 0; time < 2; time += 1) expect(whereTo(await endOwnSession(visitor(), phone.id))).toEqual({ status: 303, path: "/account/sessions", query: { done: "ended" } });
  expect((await list()).map(({ id }) => id).toSorted()).toEqual([own.id, tablet.id].toSorted());
  expect((await auditTrail(database(), { userId })).filter((type) => type === "session.revoked")).toHaveLength(before + 1);
  expect([await why(phone.token), await why(tablet.token), await why("x".repeat(43))]).toEqual(["one", null, null]);
});

test("this one is in the list however long ago it was seen, the dead take no places, and what has no room is counted", async () => {
  const [at, past] = [new Date(), ago(sessionLimits.idleSeconds + 60)];
  await database().pool.query(
    `INSERT INTO "Session" ("id", "tokenHash", "userId", "method", "authenticatedAt", "createdAt", "lastSeenAt", "expires", "shared")
     SELECT gen_random_uuid(), gen_random_uuid()::text, $1, 'password', at, at, at + n * interval '1 millisecond', at + interval '90 days', shared
     FROM (VALUES (103, $2::timestamptz, false), (7, $3::timestamptz, false), (5, $2::timestamptz - interval '61 minutes', true)) AS v("count", "at", "shared"), generate_series(1, "count") AS n`,
    [userId, at, past],
  );
  await database().pool.query(`UPDATE "Session" SET "expires" = now() WHERE "id" IN (SELECT "id" FROM "Session" WHERE "userId" = $1 AND "lastSeenAt" > $2 ORDER BY "lastSeenAt" DESC LIMIT 2)`, [userId, at]);
  await database().db.session.update({ where: { id: own.id }, data: { lastSeenAt: ago(3_600) }, select: { id: true } });
  const { sessions, more } = await ownSessions({ id: own.id, userId });
  expect([sessions.length, sessions[0]?.id, sessions.filter((one) => one.own).length, more]).toEqual([100, own.id, 1, 2]);
  const rest = sessions.slice(1).map(({ lastSeenAt }) => lastSeenAt.getTime());
  expect([rest, rest.every((time) => time > at.getTime())]).toEqual([rest.toSorted((one, other) => other - one), true]);
  await database().pool.query(`DELETE FROM "Session" WHERE "userId" = $1 AND "id" <> $2`, [userId, own.id]);
  expect(await ownSessions({ id: own.id, userId })).toMatchObject({ sessions: [{ own: true }], more: 0 });
});

test("a proof is not spent where nothing ends, and none is asked for to end what has ended", async () => {
  const phone = await newSession(database(), userId, { at: ago(1) });
  const idle = await newSession(database(), userId, { at: ago(sessionLimits.idleSeconds + 60) });
  const at = new Date();
  await database().db.session.update({ where: { id: own.id }, data: { authenticatedAt: ago(601) }, select: { id: true } });
  await database().transaction((tx) => tx.stepUpGrant.create({ data: { sessionId: own.id, purpose: "end_sessions", method: "password", createdAt: at, expires: new Date(at.getTime() + 600_000) }, select: { id: true } }));
  const done = { status: 303, path: "/account/sessions", query: { done: "ended" } };
  const grants = async () => await database().db.stepUpGrant.count({ where: { sessionId: own.id, usedAt: null } });
  for (const id of [randomUUID(), idle.id]) expect(whereTo(await endOwnSession(visitor(), id))).toEqual(done);
  expect([await grants(), await why(idle.token)]).toEqual([1, "expired"]);
  expect(whereTo(await endOwnSession(visitor(), phone.id))).toEqual(done);
  expect([await grants(), await why(phone.token)]).toEqual([0, "one"]);
  // The second send of a double click.
  expect(whereTo(await endOwnSession(visitor(), phone.id))).toEqual(done);
});

test("ending all others is done twice by a double click, asks anew for who comes later, and spends no proof on nobody", async () => {
  await database().db.session.update({ where: { id: own.id }, data: { authenticatedAt: ago(601) }, select: { id: true } });
  const asks = { path: "/reauthenticate", query: { purpose: "end_sessions" } };
  expect(whereTo(await endOtherSessions(visitor()))).toMatchObject(asks);
  const at = new Date();
  await database().transaction((tx) => tx.stepUpGrant.create({ data: { sessionId: own.id, purpose: "end_sessions", method: "password", createdAt: at, expires: new Date(at.getTime() + 600_000) }, select: { id: true } }));
  const done = { status: 303, path: "/account/sessions", query: { done: "others_ended" } };
  const end = async () => whereTo(await endOtherSessions(visitor(), "/account/sessions"));
  expect(await end()).toEqual(done);
  const phone = await newSession(database(), userId, { at: ago(1) });
  expect([await end(), await why(phone.token)]).toEqual([done, "others"]);
  expect(await end()).toEqual(done);
  await newSession(database(), userId, { at: ago(1) });
  expect(await end()).toMatchObject({ path: "/reauthenticate", query: { returnTo: "/account/sessions/end-others?returnTo=%2Faccount%2Fsessions" } });
  await database().pool.query(`DELETE FROM "Session" WHERE "userId" = $1 AND "id" <> $2`, [userId, own.id]);
  await database().pool.query(`UPDATE "StepUpGrant" SET "usedAt" = now() - interval '16 seconds' WHERE "sessionId" = $1`, [own.id]);
  expect(await end()).toMatchObject(asks);
});

test("a proof that others hold of the user is void even where no session ends, and that spends the own proof", async () => {
  const attempt = await newAttempt(database());
  const stranger = await newSession(database(), await newUser(database()), { at: ago(1) });
  await database().db.mergeProof.create({ data: { attemptId: attempt.id, sessionId: stranger.id, otherUserId: userId, method: "email_code", createdAt: new Date(), expires: new Date(Date.now() + 600_000) }, select: { id: true } });
  expect(whereTo(await endOtherSessions(visitor()))).toEqual({ status: 303, path: "/account", query: { done: "others_ended" } });
  expect(await database().db.mergeProof.count({ where: { otherUserId: userId } })).toBe(0);
});

test("ends nobody else's, whatever id is sent, and this one on the sign-out page", async () => {
  const other = await newSession(database(), await newUser(database()), { at: ago(1) });
  expect(whereTo(await endOwnSession(visitor(), other.id))).toMatchObject({ path: "/account/sessions" });
  expect(await database().db.session.count({ where: { id: other.id } })).toBe(1);
  expect(whereTo(await endOwnSession(visitor(), own.id))).toMatchObject({ path: "/signout" });
  expect(await visitor().session()).not.toBeNull();
  expect(whereTo(await endOwnSession(visitor(new TestBrowser()), own.id))).toMatchObject({ path: "/signin" });
});

test("a session that ran out says so, for as long as its row is there", async () => {
  await database().db.session.update({ where: { id: own.id }, data: { lastSeenAt: ago(sessionLimits.idleSeconds + 1) }, select: { id: true } });
  expect(await visitor().session()).toBeNull();
  expect(await why(own.token)).toBe("expired");
});

test("a session that was used to its last day says that its time was over, and not that nobody used it", async () => {
  await database().db.session.update({ where: { id: own.id }, data: { createdAt: ago(sessionLimits.absoluteSeconds), expires: new Date(), lastSeenAt: ago(60) }, select: { id: true } });
  expect(await visitor().session()).toBeNull();
  expect(await why(own.token)).toBe("aged");
});

test("on a shared computer a session ends after an hour without use, and its cookie with the window", async () => {
  const { name, value, maxAgeSeconds } = sharedComputerCookie(true, false);
  expect(maxAgeSeconds).toBeNull();
  vera.cookies.set(name, { value, path: "/" });
  expect(visitor().origin).toEqual({ browser: null, system: null, shared: true });
  await database().db.session.update({ where: { id: own.id }, data: { shared: true, lastSeenAt: ago(sessionLimits.sharedIdleSeconds - 5) }, select: { id: true } });
  expect(await visitor().session()).not.toBeNull();
  await database().db.session.update({ where: { id: own.id }, data: { lastSeenAt: ago(sessionLimits.sharedIdleSeconds) }, select: { id: true } });
  expect(await visitor().session()).toBeNull();
  expect(sharedComputerCookie(false, false).maxAgeSeconds).toBe(0);
});

test("shows what happened to the account, newest first, a page at a time, and nothing of anybody else", async () => {
  const robin = await newUser(database());
  const events = Array.from({ length: 65 }, () => ({ type: "passkey.added" as const, userId }));
  for (const event of events) await database().transaction((tx) => recordAudit(tx, [event, { type: "password.set", userId: robin }, { type: "step_up.granted", userId }]));
  const pages: string[][] = [];
  let before: string | undefined;
  do {
    const page = await listActivity(database().db, userId, before);
    pages.push(page.events.map(({ type }) => type));
    before = page.next ?? undefined;
  } while (before !== undefined);
  expect(pages.map(({ length }) => length)).toEqual([30, 30, 6]);
  expect(pages.flat().filter((type) => type !== "passkey.added")).toEqual(["session.created"]);
  const foreign = await listActivity(database().db, robin);
  expect(foreign.events.map(({ type }) => type)).toEqual(Array(30).fill("password.set"));
  // An id of somebody else's trail, or none at all, begins anew.
  for (const id of [foreign.events[0]?.id, "x", ""]) expect((await listActivity(database().db, userId, id)).events).toHaveLength(30);
  expect(await listActivity(database().db, await newUser(database()))).toEqual({ events: [], next: null });
});
