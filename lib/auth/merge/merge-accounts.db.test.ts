import { randomUUID } from "node:crypto";
import { beforeEach, expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { personalDataEntries } from "#lib/composition.ts";
import { dumpAll } from "../../accounts/merge/test-merges.ts";
import type { MergeChoices } from "../../accounts/merge/types.ts";
import { attemptEnd, auditTrail, newAddress, newUser } from "../../accounts/test-people.ts";
import { randomToken, sha256 } from "../../crypto/random.ts";
import { database } from "../../db/client.ts";
import { newestMail } from "../../mail/test-mails.ts";
import { outcomes, type OutcomeCode } from "../../outcomes.ts";
import type { SignInMethodName } from "../../sessions/methods.ts";
import { grantStepUp, type StepUpPurpose } from "../../sessions/step-up.ts";
import { signOut } from "../sign-out.ts";
import { type TestBrowser, whereTo } from "../test-browser.ts";
import { mergeAccounts, mergePreviewView } from "./merge-accounts.ts";
import { startMergeCode, verifyMergeCode } from "./other-side.ts";
import { keepAll, knownBrowser, type Person, provedPerson, providerPerson, sessionIn, signIn, visitorIn } from "./test-sides.ts";

/** Putting two accounts together, and everything that is no reason to. */

// No page can be rendered here: the path and the status say which it would have been.
vi.mock("../../http/page-response.ts", () => ({ pageResponse: async (_request: Request, path: string, init: { status: number }) => new Response(path, { status: init.status }) }));

let browser: TestBrowser;
let older: Person;
let younger: Person;

testInstallation();

beforeEach(async () => {
  browser = knownBrowser();
  [older, younger] = [await provedPerson({ name: "Olive" }), await provedPerson({ name: "Yoko" })];
  await database().db.user.update({ where: { id: older.userId }, data: { createdAt: new Date(Date.now() - 86_400_000) }, select: { id: true } });
});

/** Proves another account by a code to its address. @returns the attempt that waits */
async function prove(other: Person, of = browser): Promise<string> {
  const started = await startMergeCode(visitorIn(of), await sessionIn(of), other.address);
  if (started.kind !== "sent") throw new Error(started.kind);
  keepAll(of, started.cookies);
  const code = /^\d{6}$/m.exec((await newestMail(database(), other.address))?.text ?? "")?.[0] ?? "";
  expect(await verifyMergeCode(visitorIn(of), started.attempt, code)).toMatchObject({ kind: "waiting" });
  return started.attempt.id;
}

const send = async (attempt: string, choices: MergeChoices = {}, of = browser) => await mergeAccounts(of.form("/account/merge/preview", { attempt }), visitorIn(of), { attempt, choices }, personalDataEntries);
const look = async (attempt: string, of = browser) => await mergePreviewView(visitorIn(of), attempt, personalDataEntries);
const token = (of = browser) => of.cookies.get("authjs.session-token")?.value ?? "";
const userOf = async (id: string) => await database().db.user.findUniqueOrThrow({ where: { id }, select: { status: true, name: true, provedEmail: true, mergedIntoId: true } });
const merges = async () => await database().db.mergeJournal.count();
const merged = { status: 303, path: "/account", query: { done: "merged" } };

/** A refusal with its own status and words, after which every row is what it was. */
async function expectRefused(outcome: OutcomeCode, work: () => Promise<Response>): Promise<void> {
  const before = await dumpAll(database());
  const response = await work();
  expect([response.status, new URLSearchParams((await response.text()).split("?")[1]).get("code")]).toEqual([outcomes[outcome].status, outcome]);
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(await dumpAll(database())).toEqual(before);
}

test.each([
  ["older", "younger"],
  ["younger", "older"],
] as const)("signed in as the %s one, with the other proved: the older one stays, and this browser is signed in as it", async (signedIn, proved) => {
  const people = { older, younger };
  await signIn(browser, people[signedIn].userId);
  const phone = knownBrowser();
  await signIn(phone, younger.userId);
  await database().db.bagItem.create({ data: { userId: younger.userId, productId: "enamel-kettle", quantity: 2 }, select: { id: true } });
  const attempt = await prove(people[proved]);
  const view = await look(attempt);
  expect(view).toMatchObject({ kind: "preview", signedIn: signedIn === "older" ? "kept" : "merged", preview: { kept: { userId: older.userId }, merged: { userId: younger.userId }, conflicts: { name: { kept: "Olive", merged: "Yoko" } }, result: { bag: 1 } } });
  const before = token();
  browser.cookies.set("siwa.guest", { value: randomToken(), path: "/" });
  const response = browser.take(await send(attempt));
  expect(whereTo(response)).toEqual(merged);
  expect(response.headers.getSetCookie().map((line) => line.split("=")[0])).toEqual(["authjs.session-token"]);
  expect((await sessionIn(browser)).userId).toBe(older.userId);
  expect(await database().db.session.count({ where: { tokenHash: sha256(before) } })).toBe(0);
  expect(await visitorIn(phone).session()).toBeNull();
  expect(await userOf(younger.userId)).toMatchObject({ status: "merged", provedEmail: null, mergedIntoId: older.userId });
  expect(await userOf(older.userId)).toMatchObject({ status: "active", name: "Olive", provedEmail: older.address });
  expect(await database().db.bagItem.findMany({ where: { userId: older.userId }, select: { productId: true, quantity: true } })).toEqual([{ productId: "enamel-kettle", quantity: 2 }]);
  expect(await attemptEnd(database(), attempt)).toEqual({ status: "succeeded", outcome: "accounts_merged", userId: older.userId, ended: true });
  expect(await database().db.mergeProof.count({ where: { attemptId: attempt } })).toBe(0);
  for (const { userId } of [older, younger]) expect(await auditTrail(database(), { userId, attemptId: attempt })).toContain("user.merged");
});

test("keeps the name and the address that were chosen", async () => {
  await signIn(browser, older.userId);
  expect(whereTo(await send(await prove(younger), { name: "merged", email: "merged" }))).toEqual(merged);
  expect(await userOf(older.userId)).toMatchObject({ name: "Yoko", provedEmail: younger.address });
});

test("looking changes nothing, however often", async () => {
  await signIn(browser, older.userId);
  const attempt = await prove(younger);
  const before = await dumpAll(database());
  for (let count = 0; count < 3; count += 1) expect((await look(attempt)).kind).toBe("preview");
  expect(await dumpAll(database())).toEqual(before);
});

test("a form that is sent many times at once merges once, and every answer leads to the same page", async () => {
  for (const [signedIn, other] of [[older, younger], [await provedPerson(), await provedPerson()]] as const) {
    await signIn(browser, signedIn.userId);
    const [attempt, count] = [await prove(other), await merges()];
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(attempt)));
    expect(answers.map(whereTo)).toEqual(Array.from({ length: 5 }, () => merged));
    expect(answers.filter((answer) => answer.headers.getSetCookie().length > 0)).toHaveLength(1);
    expect(await merges()).toBe(count + 1);
    for (const answer of answers) browser.take(answer);
    expect(await visitorIn(browser).session()).not.toBeNull();
  }
});

test("the same form once more, Back and a reload end at the same page, and nothing is done again", async () => {
  await signIn(browser, younger.userId);
  const attempt = await prove(older);
  browser.take(await send(attempt));
  const before = await dumpAll(database());
  expect(whereTo(await send(attempt))).toEqual(merged);
  expect(await look(attempt)).toEqual({ kind: "elsewhere", path: "/account?done=merged" });
  expect(await dumpAll(database())).toEqual(before);
});

test("only one side proved: no proof of the other one is no merge, whatever the form names", async () => {
  await signIn(browser, older.userId);
  const started = await startMergeCode(visitorIn(browser), await sessionIn(browser), younger.address);
  const unproved = started.kind === "sent" ? started.attempt.id : "";
  await expectRefused("attempt_used", () => send(unproved));
  for (const id of [randomUUID(), younger.userId]) await expectRefused("attempt_unknown", () => send(id));
  // What waits for another question is no proof either.
  await database().db.attempt.update({ where: { id: unproved }, data: { intent: "sign_in", status: "waiting", outcome: "switch_asked" }, select: { id: true } });
  await expectRefused("attempt_unknown", () => send(unproved));
});

test("the signed-in side is asked for its proof first, and the other side's waits", async () => {
  const session = await signIn(browser, older.userId);
  const attempt = await prove(younger);
  await database().db.session.update({ where: { id: session.id }, data: { authenticatedAt: new Date(Date.now() - 600_000) }, select: { id: true } });
  const asks = `/reauthenticate?${new URLSearchParams({ purpose: "merge", returnTo: `/account/merge/preview?attempt=${attempt}` })}`;
  const before = await dumpAll(database());
  expect(await look(attempt)).toEqual({ kind: "elsewhere", path: asks });
  expect((await send(attempt)).headers.get("location")).toBe(`http://localhost:3000${asks}`);
  expect(await dumpAll(database())).toEqual(before);
  await giveGrant(session, "undo_merge");
  expect((await send(attempt)).headers.get("location")).toBe(`http://localhost:3000${asks}`);
  await giveGrant(session, "merge");
  expect((await look(attempt)).kind).toBe("preview");
  expect(whereTo(await send(attempt))).toEqual(merged);
});

async function giveGrant(session: { id: string; userId: string }, purpose: StepUpPurpose): Promise<void> {
  const granted = await database().transaction((tx) => grantStepUp(tx, { sessionId: session.id, userId: session.userId, purpose, method: "passkey", now: new Date() }));
  browser.cookies.set("authjs.session-token", { value: granted?.token ?? "", path: "/" });
}

test.each([601, 1_200])("a proof of the other side that is %d seconds old is worth nothing", async (seconds) => {
  await signIn(browser, older.userId);
  const attempt = await prove(younger);
  const at = (ago: number) => new Date(Date.now() - ago * 1_000);
  for (const data of [{ createdAt: at(seconds), expires: at(seconds - 600) }, { createdAt: at(seconds), expires: at(-600) }]) {
    await database().db.mergeProof.updateMany({ where: { attemptId: attempt }, data });
    expect((await look(attempt)).kind).toBe("elsewhere");
    await expectRefused("merge_proof_expired", () => send(attempt));
  }
});

test("a proof that was used is worth nothing", async () => {
  await signIn(browser, older.userId);
  const attempt = await prove(younger);
  await database().db.mergeProof.updateMany({ where: { attemptId: attempt }, data: { usedAt: new Date() } });
  expect(await look(attempt)).toMatchObject({ kind: "elsewhere", path: expect.stringContaining("code=merge_proof_expired") as string });
  await expectRefused("merge_proof_expired", () => send(attempt));
});

test("a proof is worth nothing in another browser, even with the same session", async () => {
  await signIn(browser, older.userId);
  const attempt = await prove(younger);
  const thief = knownBrowser();
  thief.cookies.set("authjs.session-token", { value: token(), path: "/" });
  await expectRefused("state_mismatch", () => send(attempt, {}, thief));
  expect(await look(attempt, thief)).toMatchObject({ kind: "elsewhere", path: expect.stringContaining("/signin/error?code=state_mismatch") as string });
});

test("a proof is worth nothing in another session of the same browser: of the same user, of another pair, or none", async () => {
  await signIn(browser, older.userId);
  const attempt = await prove(younger);
  for (const userId of [older.userId, await newUser(database()), younger.userId]) {
    await signIn(browser, userId);
    await expectRefused("step_up_other_session", () => send(attempt));
  }
  browser.cookies.delete("authjs.session-token");
  await expectRefused("step_up_other_session", () => send(attempt));
});

test("a proof that was moved to another session by hand is not found from there", async () => {
  await signIn(browser, older.userId);
  const attempt = await prove(younger);
  const third = await signIn(knownBrowser(), await newUser(database()));
  await database().db.mergeProof.updateMany({ where: { attemptId: attempt }, data: { sessionId: third.id } });
  await expectRefused("merge_proof_expired", () => send(attempt));
});

test("who is signed out is led to the sign-in page", async () => {
  browser.cookies.delete("authjs.session-token");
  expect(whereTo(await send(randomUUID()))).toEqual({ status: 303, path: "/signin", query: { returnTo: "/account/merge" } });
});

test("signing out ends what was proved", async () => {
  await signIn(browser, older.userId);
  const attempt = await prove(younger);
  await signOut(browser.request("/signout"), "this");
  await signIn(browser, older.userId);
  await expectRefused("attempt_used", () => send(attempt));
});

test.each(["suspended", "locked", "deletion_pending"] as const)("the other side that is %s by now is refused, and the proofs stay good", async (status) => {
  const session = await signIn(browser, older.userId, "amazon");
  await giveGrant(session, "merge");
  const attempt = await prove(younger);
  await database().db.user.update({ where: { id: younger.userId }, data: { status }, select: { id: true } });
  const outcome = status === "deletion_pending" ? "merge_deletion_pending" : (`merge_user_${status}` as const);
  await expectRefused(outcome, () => send(attempt));
  expect(await look(attempt)).toMatchObject({ kind: "elsewhere", path: expect.stringContaining(`code=${outcome}`) as string });
  await database().db.user.update({ where: { id: younger.userId }, data: { status: "active" }, select: { id: true } });
  expect(whereTo(await send(attempt))).toEqual(merged);
});

test("a signed-in side that is suspended by now has no session to merge with", async () => {
  await signIn(browser, older.userId);
  const attempt = await prove(younger);
  await database().db.user.update({ where: { id: older.userId }, data: { status: "suspended" }, select: { id: true } });
  await expectRefused("step_up_other_session", () => send(attempt));
});

/** A proof as a return from Amazon leaves it. */
async function proveByReturn(otherUserId: string): Promise<string> {
  const other = await provedPerson();
  const attempt = await prove(other);
  await database().db.mergeProof.updateMany({ where: { attemptId: attempt }, data: { method: "amazon", otherUserId } });
  return attempt;
}

test("a return from Amazon stands for the other side beside a proof that counts, and makes the session no younger", async () => {
  const shopper = await providerPerson();
  const session = await signIn(browser, older.userId, "password", 120);
  expect(whereTo(browser.take(await send(await proveByReturn(shopper.userId))))).toEqual(merged);
  const now = await sessionIn(browser);
  expect(now).toMatchObject({ userId: older.userId, method: "password" });
  expect(now.id).not.toBe(session.id);
  expect(Math.round((Date.now() - now.authenticatedAt.getTime()) / 60_000)).toBe(2);
  expect(await database().db.account.findFirst({ where: { providerAccountId: shopper.subject }, select: { userId: true } })).toEqual({ userId: older.userId });
});

test("a shopper who has just come from Amazon proves the older account by a code, and goes on with that proof", async () => {
  const shopper = await providerPerson();
  await signIn(browser, shopper.userId, "amazon", 300);
  const attempt = await prove(older);
  const proof = await database().db.mergeProof.findUniqueOrThrow({ where: { attemptId: attempt }, select: { createdAt: true } });
  expect(whereTo(browser.take(await send(attempt)))).toEqual(merged);
  expect(await sessionIn(browser)).toMatchObject({ userId: older.userId, method: "email_code", authenticatedAt: proof.createdAt });
});

test("two returns are not enough, even where a page let them through", async () => {
  const [shopper, other] = [await providerPerson(), await providerPerson()];
  await signIn(browser, shopper.userId, "amazon");
  const attempt = await proveByReturn(other.userId);
  expect(await look(attempt)).toMatchObject({ kind: "elsewhere", path: expect.stringContaining("code=merge_one_must_count") as string });
  await expectRefused("merge_one_must_count", () => send(attempt));
});

test.each(["provedEmail", "password", "passkey"] as const)("a return is not enough any more once its user owns a %s", async (owned) => {
  const other = await providerPerson();
  await signIn(browser, older.userId);
  const attempt = await proveByReturn(other.userId);
  expect((await look(attempt)).kind).toBe("preview");
  if (owned === "provedEmail") await database().db.user.update({ where: { id: other.userId }, data: { provedEmail: newAddress() }, select: { id: true } });
  if (owned === "password") await database().db.passwordCredential.create({ data: { userId: other.userId, hash: "x" }, select: { userId: true } });
  if (owned === "passkey") await database().db.passkey.create({ data: { userId: other.userId, credentialId: randomToken(), publicKey: Buffer.from("k"), counter: 0, transports: [], userHandle: "h", name: "Key", deviceType: "multiDevice", backedUp: true }, select: { id: true } });
  await expectRefused("merge_own_way", () => send(attempt));
});

test.each<[SignInMethodName, number]>([["amazon", 0], ["google", 599]])("a signed-in side that owns a method that counts is not proved by coming back from %s", async (method, age) => {
  const session = await signIn(browser, older.userId);
  const attempt = await prove(younger);
  await database().db.session.update({ where: { id: session.id }, data: { method, authenticatedAt: new Date(Date.now() - age * 1_000) }, select: { id: true } });
  expect(whereTo(await send(attempt))).toMatchObject({ path: "/reauthenticate", query: { purpose: "merge" } });
  expect(await merges()).toBe(await database().db.mergeJournal.count({ where: { keptUserId: { not: older.userId } } }));
});

test("A into B and B into A at once, in two browsers, make one user, and nobody is left with a session of the one who went", async () => {
  const laptop = knownBrowser();
  await signIn(browser, older.userId);
  await signIn(laptop, younger.userId);
  const attempts = [await prove(younger), await prove(older, laptop)] as const;
  const answers = await Promise.all([send(attempts[0]), send(attempts[1], {}, laptop)]);
  expect(answers.map((answer) => answer.status).filter((status) => status >= 500)).toEqual([]);
  expect(answers.some((answer) => whereTo(answer).path === "/account")).toBe(true);
  expect(await database().db.mergeJournal.findMany({ where: { keptUserId: older.userId }, select: { mergedUserId: true } })).toEqual([{ mergedUserId: younger.userId }]);
  expect(await database().db.session.count({ where: { userId: younger.userId } })).toBe(0);
});
