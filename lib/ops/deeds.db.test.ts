import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { auditTrail, rowCounts } from "../accounts/test-people.ts";
import { listActivity } from "../audit/activity.ts";
import { whereTo } from "../auth/test-browser.ts";
import { database } from "../db/client.ts";
import { waitingMails } from "../mail/test-mails.ts";
import { checkSession } from "../sessions/check.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { closeSince, type DeedWish } from "./deed-wish.ts";
import { act } from "./deeds.ts";
import { newOperator, newShopper, operatorAddresses, type TestOperator } from "./test-operator.ts";

/** What operators do to users: once, with who and why, and nothing where there is nothing to do. */

testInstallation(async () => ({ OPS_EMAILS: operatorAddresses.join(",") }));

let olive: TestOperator;
let vera: Awaited<ReturnType<typeof newShopper>>;

beforeEach(async () => {
  olive = await newOperator();
  vera = await newShopper();
});

const doIt = async (wish: DeedWish, by = olive, reason = "ticket 4711") => await act(by.visitor(), by.operator, wish, reason);
const statusOf = async (id: string) => (await database().db.user.findUniqueOrThrow({ where: { id }, select: { status: true } })).status;
const subjectOf = async (userId: string) => (await database().db.auditSubject.findUniqueOrThrow({ where: { userId }, select: { subjectId: true } })).subjectId;
const subjectsTo = async (address: string) => (await waitingMails(database(), vaultKeys())).filter(({ to }) => to === address).map(({ subject }) => subject);
const eventsOf = async (userId: string, type: string) => await database().db.auditEvent.findMany({ where: { subjectId: await subjectOf(userId), type }, select: { details: true } });
/** Everything that a deed could write, or spend. */
const everything = async () => ({ ...(await rowCounts(database())), mails: (await waitingMails(database(), vaultKeys())).length, used: await database().db.stepUpGrant.count({ where: { usedAt: { not: null } } }) });
const ageProof = async (by: TestOperator) => void (await database().db.session.update({ where: { id: by.operator.session.id }, data: { authenticatedAt: new Date(Date.now() - 601_000) }, select: { id: true } }));

test("ends all sessions of a user, and the trail names the operator by their subject and says why", async () => {
  expect(await doIt({ deed: "end_sessions", user: vera.userId })).toEqual({ kind: "done" });
  for (const token of vera.tokens) expect(await checkSession(database(), token)).toBeNull();
  expect((await eventsOf(vera.userId, "ops.sessions_ended")).map(({ details }) => details)).toEqual([{ operator: await subjectOf(olive.operator.userId), reason: "ticket 4711" }]);
  expect(await eventsOf(vera.userId, "session.revoked")).toHaveLength(1);
  // The shopper reads of the ended sessions, and not which operator it was, or why.
  expect(JSON.stringify(await listActivity(database().db, vera.userId))).not.toContain("ticket 4711");
  const after = await everything();
  expect(await doIt({ deed: "end_sessions", user: vera.userId })).toEqual({ kind: "nothing" });
  expect(await everything()).toEqual(after);
});

test("closes an account as its owner could, tells them, and opens it again", async () => {
  await database().db.passkey.create({ data: { userId: vera.userId, credentialId: randomUUID(), publicKey: Buffer.from("k"), counter: 1, transports: [], userHandle: "h", name: "Phone", deviceType: "multiDevice", backedUp: true } });
  expect(await doIt({ deed: "close", user: vera.userId, since: closeSince("hour", new Date()) })).toEqual({ kind: "done" });
  expect([await statusOf(vera.userId), await database().db.passkey.count({ where: { userId: vera.userId } }), await database().db.session.count({ where: { userId: vera.userId } })]).toEqual(["locked", 0, 0]);
  expect(await auditTrail(database(), { userId: vera.userId })).toEqual(expect.arrayContaining(["ops.user_closed", "user.locked", "passkey.removed", "session.revoked"]));
  const after = await everything();
  expect(await doIt({ deed: "close", user: vera.userId, since: closeSince("hour", new Date()) })).toEqual({ kind: "nothing" });
  expect(await everything()).toEqual(after);
  expect(await doIt({ deed: "open", user: vera.userId })).toEqual({ kind: "done" });
  expect([await statusOf(vera.userId), await eventsOf(vera.userId, "ops.user_opened")]).toEqual(["active", [expect.anything()]]);
  expect(await subjectsTo(vera.email)).toHaveLength(2);
  expect(await doIt({ deed: "open", user: vera.userId })).toEqual({ kind: "nothing" });
});

test("sends the mail about a lock again, not twice at once, and none to somebody who is not locked", async () => {
  expect(await doIt({ deed: "resend_notice", user: vera.userId })).toEqual({ kind: "nothing" });
  await doIt({ deed: "close", user: vera.userId });
  const ends = await Promise.all([doIt({ deed: "resend_notice", user: vera.userId }), doIt({ deed: "resend_notice", user: vera.userId }, await newOperator(operatorAddresses[1]))]);
  expect(ends.map((end) => ("problem" in end ? end.problem : end.kind)).toSorted()).toEqual(["done", "too_soon"]);
  const subjects = await subjectsTo(vera.email);
  expect([subjects.length, new Set(subjects).size]).toEqual([2, 1]);
});

test.each([["end_sessions"], ["close"], ["open"], ["resend_notice"]] as const)("%s is refused for the operator's own account, one that is gone, and one that is part of another, and writes nothing", async (deed) => {
  const kept = await newShopper();
  await database().db.user.update({ where: { id: vera.userId }, data: { status: "merged", mergedIntoId: kept.userId, email: null, provedEmail: null, emailVerified: null }, select: { id: true } });
  const before = await everything();
  expect(await doIt({ deed, user: olive.operator.userId })).toEqual({ kind: "refused", problem: "own_account" });
  expect(await doIt({ deed, user: randomUUID() })).toEqual({ kind: "refused", problem: "user_gone" });
  expect(await doIt({ deed, user: vera.userId })).toEqual({ kind: "refused", problem: "user_merged" });
  expect(await everything()).toEqual(before);
});

test.each([["suspended", "user_suspended"], ["deletion_pending", "deletion_pending"]] as const)("an account that is %s is not closed", async (status, problem) => {
  await database().db.user.update({ where: { id: vera.userId }, data: { status }, select: { id: true } });
  expect(await doIt({ deed: "close", user: vera.userId })).toEqual({ kind: "refused", problem });
  expect(await statusOf(vera.userId)).toBe(status);
});

test("an account is not closed when that would take its last way in", async () => {
  await database().db.user.update({ where: { id: vera.userId }, data: { provedEmail: null }, select: { id: true } });
  await database().db.account.create({ data: { userId: vera.userId, provider: "amazon", providerAccountId: randomUUID(), createdAt: new Date() } });
  const before = await everything();
  expect(await doIt({ deed: "close", user: vera.userId, since: closeSince("day", new Date()) })).toEqual({ kind: "refused", problem: "no_way_left" });
  expect(await everything()).toEqual(before);
});

test("wants a fresh proof of the operator, for this purpose, which is used up by the deed and by nothing that did not happen", async () => {
  await ageProof(olive);
  const wish: DeedWish = { deed: "end_sessions", user: vera.userId };
  const asked = await doIt(wish);
  expect(asked.kind === "answer" && whereTo(asked.response)).toEqual({ status: 303, path: "/reauthenticate", query: { purpose: "operate", returnTo: `/ops/act?deed=end_sessions&user=${vera.userId}` } });
  expect(await database().db.session.count({ where: { userId: vera.userId } })).toBe(2);
  const grant = async (purpose: string) => await database().db.stepUpGrant.create({ data: { sessionId: olive.operator.session.id, purpose, method: "password", expires: new Date(Date.now() + 60_000) }, select: { id: true } });
  await grant("end_sessions");
  expect((await doIt(wish)).kind).toBe("answer");
  const { id } = await grant("operate");
  expect(await doIt({ deed: "open", user: vera.userId })).toEqual({ kind: "nothing" });
  expect(await doIt(wish)).toEqual({ kind: "done" });
  expect((await database().db.stepUpGrant.findUniqueOrThrow({ where: { id }, select: { usedAt: true } })).usedAt).not.toBeNull();
});

test("whoever has lost the operator's address since does nothing", async () => {
  await database().db.user.update({ where: { id: olive.operator.userId }, data: { provedEmail: null }, select: { id: true } });
  expect(await doIt({ deed: "end_sessions", user: vera.userId })).toEqual({ kind: "not_operator" });
  expect(await database().db.session.count({ where: { userId: vera.userId } })).toBe(2);
});

test("two operators who end each other's sessions at once both come to an end, and each deed is written or refused", async () => {
  const otto = await newOperator(operatorAddresses[1]);
  const ends = await Promise.all([doIt({ deed: "end_sessions", user: otto.operator.userId }), doIt({ deed: "end_sessions", user: olive.operator.userId }, otto)]);
  const done = ends.filter(({ kind }) => kind === "done").length;
  expect(done).toBeGreaterThanOrEqual(1);
  const written = [...(await eventsOf(otto.operator.userId, "ops.sessions_ended")), ...(await eventsOf(olive.operator.userId, "ops.sessions_ended"))];
  expect(written).toHaveLength(done);
});
