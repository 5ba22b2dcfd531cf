import { beforeEach, expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { openByOperator } from "../accounts/operator-lock.ts";
import { auditTrail, contextOf, keys, newAddress, newAttempt, newSession, newUser, rowCounts } from "../accounts/test-people.ts";
import { signInMethodsOf } from "../accounts/sign-in-methods.ts";
import { parseEmailAddress } from "../accounts/email-address.ts";
import { randomToken } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { newestMail, waitingMails } from "../mail/test-mails.ts";
import { signInWithEmail } from "../methods/email-code/sign-in-with-email.ts";
import { whySignedOut } from "../sessions/ended-session.ts";
import { noteBrowser } from "../sessions/known-browser.ts";
import { grantStepUp, type StepUpPurpose } from "../sessions/step-up.ts";
import { newNotMeLink } from "../accounts/compromise.ts";
import { notMeLinkView, notMeView, sayNotMe, sayNotMeByLink } from "./not-me.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";
import { visitorOf } from "./visitor.ts";

/** "That was not me": by somebody who is signed in, and by the link in a mail. */

vi.mock("../http/page-response.ts", () => ({ pageResponse: async (_request: Request, path: string, init: { status: number }) => new Response(path, { status: init.status }) }));

let vera: TestBrowser;
let userId: string;
let address: string;
let own: { id: string; token: string };

testInstallation();

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
const day = 86_400;

beforeEach(async () => {
  vera = new TestBrowser();
  address = newAddress();
  userId = await newUser(database(), { email: address, provedEmail: address, createdAt: ago(90 * day) });
  own = await newSession(database(), userId, { at: new Date() });
  vera.cookies.set("authjs.session-token", { value: own.token, path: "/" });
});

const addPasskey = async (ageSeconds: number) =>
  await database().db.passkey.create({ data: { userId, credentialId: randomToken(), publicKey: Buffer.from("k"), counter: 0, transports: [], userHandle: "h", name: `${ageSeconds}`, deviceType: "multiDevice", backedUp: true, createdAt: ago(ageSeconds) }, select: { id: true } });
const link = async (ageSeconds: number, provider = "amazon") =>
  await database().db.account.create({ data: { userId, provider, providerAccountId: randomToken(), access_token: "sealed", refresh_token: "sealed", expires_at: 1, createdAt: ago(ageSeconds) }, select: { id: true } });
const statusOf = async () => (await database().db.user.findUniqueOrThrow({ where: { id: userId }, select: { status: true } })).status;
const request = () => vera.form("/account/not-me", {});
const say = async (since: Parameters<typeof sayNotMe>[2] = "day") => vera.take(await sayNotMe(request(), visitorOf(request()), since));
const sayByLink = async (token: string) => await sayNotMeByLink(request(), visitorOf(new TestBrowser().request("/signin/not-me")), token);
const lockedMails = async () => (await waitingMails(database())).filter(({ to, subject }) => to === address && subject.includes("locked")).length;

test("ends every session, takes what is younger than the chosen time, erases tokens, locks the account, and tells the owner once", async () => {
  await addPasskey(2 * day);
  await addPasskey(60);
  await link(3 * day);
  await link(30, "google");
  const phone = await newSession(database(), userId);
  const to = whereTo(await say());
  expect(to).toMatchObject({ status: 303, path: "/signin/error", query: { code: "user_locked" } });
  expect(vera.cookies.get("authjs.session-token")).toBeUndefined();
  expect(await database().db.session.count({ where: { userId } })).toBe(0);
  const methods = await signInMethodsOf(database().db, userId);
  expect([methods?.passkeys.map(({ name }) => name), methods?.linked.map(({ provider }) => provider)]).toEqual([[`${2 * day}`], ["amazon"]]);
  expect(await database().db.account.findMany({ where: { userId }, select: { access_token: true, refresh_token: true, expires_at: true } })).toEqual([{ access_token: null, refresh_token: null, expires_at: null }]);
  expect(await statusOf()).toBe("locked");
  expect(await lockedMails()).toBe(1);
  expect(await auditTrail(database(), { userId })).toEqual(["account.unlinked", "passkey.removed", "session.created", "session.created", "session.revoked", "user.locked"]);
  expect(await whySignedOut(database().db, phone.token, new Date())).toBe("compromised");
});

test("asks for a fresh proof first, and does nothing without one", async () => {
  await database().db.session.update({ where: { id: own.id }, data: { authenticatedAt: ago(601) }, select: { id: true } });
  const before = await rowCounts(database());
  expect(whereTo(await say())).toMatchObject({ path: "/reauthenticate", query: { purpose: "close_account", returnTo: "/account/not-me" } });
  expect([await rowCounts(database()), await statusOf()]).toEqual([before, "active"]);
});

test("a proof that was given to end sessions does not close the account; one that was given for it does, once", async () => {
  await database().db.session.update({ where: { id: own.id }, data: { authenticatedAt: ago(601) }, select: { id: true } });
  const grant = async (purpose: StepUpPurpose) => {
    const granted = await database().transaction(async (tx) => await grantStepUp(tx, { sessionId: own.id, userId, purpose, method: "email_code", now: new Date() }));
    vera.cookies.set("authjs.session-token", { value: granted?.token ?? "", path: "/" });
  };
  await grant("end_sessions");
  expect(whereTo(await say())).toMatchObject({ path: "/reauthenticate", query: { purpose: "close_account" } });
  expect(await statusOf()).toBe("active");
  await grant("close_account");
  expect(whereTo(await say())).toMatchObject({ path: "/signin/error", query: { code: "user_locked" } });
  expect(await statusOf()).toBe("locked");
});

test("without a proved address nobody is locked out: strangers are put out, and what is older signs in", async () => {
  await database().db.user.update({ where: { id: userId }, data: { email: null, provedEmail: null }, select: { id: true } });
  await link(3 * day);
  await addPasskey(60);
  expect(whereTo(await say())).toEqual({ status: 303, path: "/signin", query: { notice: "closed" } });
  expect([await statusOf(), await database().db.session.count({ where: { userId } }), await database().db.passkey.count({ where: { userId } })]).toEqual(["active", 0, 0]);
});

test("the page says that a lock follows where the address is older than every choice, and that none does without one", async () => {
  await database().db.user.update({ where: { id: userId }, data: { emailVerified: ago(90 * day) }, select: { id: true } });
  expect(await notMeView(userId)).toEqual({ lock: "always", older: { providers: [], passkeys: false } });
  await database().db.user.update({ where: { id: userId }, data: { email: null, provedEmail: null, emailVerified: null }, select: { id: true } });
  await link(3 * day);
  await addPasskey(60);
  expect(await notMeView(userId)).toEqual({ lock: "never", older: { providers: ["amazon"], passkeys: false } });
});

test("the page promises no lock by an address that was confirmed a minute ago to be let in here, and none follows", async () => {
  await database().db.user.update({ where: { id: userId }, data: { emailVerified: ago(60) }, select: { id: true } });
  await addPasskey(2 * day);
  expect(await notMeView(userId)).toEqual({ lock: "never", older: { providers: [], passkeys: true } });
  expect(whereTo(await say("hour"))).toEqual({ status: 303, path: "/signin", query: { notice: "closed" } });
  expect(await statusOf()).toBe("active");
});

test("where it differs by the choice, the page says so", async () => {
  await database().db.user.update({ where: { id: userId }, data: { emailVerified: ago(2 * day) }, select: { id: true } });
  await link(30 * day + 60);
  expect(await notMeView(userId)).toEqual({ lock: "sometimes", older: { providers: ["amazon"], passkeys: false } });
  const [before, after] = [await mailedLink(ago(3 * day)), await mailedLink(ago(day))];
  expect([(await notMeLinkView(before))?.closing.lock, (await notMeLinkView(after))?.closing.lock]).toEqual(["never", "always"]);
});

test("refuses, and changes nothing, where nothing would be left to sign in with", async () => {
  await database().db.user.update({ where: { id: userId }, data: { email: null, provedEmail: null }, select: { id: true } });
  await link(60);
  const before = await rowCounts(database());
  const response = await say("week");
  expect([response.status, await response.text()]).toEqual([409, expect.stringContaining("code=compromise_no_way")]);
  expect([await rowCounts(database()), await statusOf()]).toEqual([before, "active"]);
});

/** Proves the address anew, as a code does. */
async function prove(intent: "unlock" | "sign_in", to = address) {
  const attempt = { ...(await newAttempt(database(), { method: "email_code" })), intent };
  const email = parseEmailAddress(to);
  if (!email) throw new Error("no address");
  return await database().transaction((tx) => signInWithEmail(tx, { ...contextOf(attempt), attempt, now: new Date() }, email));
}

test("only a code that was asked for to open it opens a locked account, and signs its owner in", async () => {
  await say();
  expect(await prove("sign_in")).toEqual({ kind: "refused", outcome: "user_locked" });
  expect(await statusOf()).toBe("locked");
  expect(await prove("unlock")).toMatchObject({ kind: "signed_in", session: { userId } });
  expect(await statusOf()).toBe("active");
  expect(await auditTrail(database(), { userId })).toContain("user.unlocked");
  // Of an account that is not locked it is a sign-in like any other, and of no account it makes none.
  expect(await prove("unlock")).toMatchObject({ kind: "signed_in", outcome: "signed_in" });
  const users = await database().db.user.count();
  expect(await prove("unlock", newAddress())).toEqual({ kind: "refused", outcome: "unlock_no_account" });
  expect(await database().db.user.count()).toBe(users);
});

test.each([
  ["suspended", "user_suspended"],
  ["deletion_pending", "deletion_pending"],
] as const)("a user who is %s stays that: neither the link nor a code changes it", async (status, outcome) => {
  const token = await mailedLink();
  await database().db.user.update({ where: { id: userId }, data: { status }, select: { id: true } });
  const response = await sayByLink(token);
  expect(await response.text()).toContain(`code=${outcome}`);
  expect(await prove("unlock")).toEqual({ kind: "refused", outcome });
  expect(await statusOf()).toBe(status);
});

test("the link of somebody whose account was merged into another changes nothing, and says so", async () => {
  const token = await mailedLink();
  const keptId = await newUser(database());
  await database().pool.query(`DELETE FROM "Session" WHERE "userId" = $1`, [userId]);
  await database().pool.query(`UPDATE "User" SET "status" = 'merged', "mergedIntoId" = $2, "email" = NULL, "provedEmail" = NULL WHERE "id" = $1`, [userId, keptId]);
  const before = await rowCounts(database());
  expect(await (await sayByLink(token)).text()).toContain("code=user_merged");
  expect(await rowCounts(database())).toEqual(before);
});

/** The link in the notice of a sign-in in a new browser. */
async function mailedLink(at = new Date()): Promise<string> {
  const browserHash = randomToken();
  const path = await database().transaction(async (tx) => {
    await noteBrowser(tx, { userId, browserHash, now: at });
    return await newNotMeLink(tx, { userId, browserHash });
  });
  return new URLSearchParams(path.split("?")[1]).get("token") ?? "";
}

test("the link in the mail does the same without a session, since the sign-in that it tells of, and looking does nothing", async () => {
  await addPasskey(3_600);
  const token = await mailedLink(ago(600));
  await addPasskey(300);
  const before = await rowCounts(database());
  expect((await notMeLinkView(token))?.signedInAt.getTime()).toBeLessThan(Date.now() - 500_000);
  expect(await rowCounts(database())).toEqual(before);
  expect(whereTo(await sayByLink(token))).toMatchObject({ path: "/signin/error", query: { code: "user_locked" } });
  expect((await signInMethodsOf(database().db, userId))?.passkeys.map(({ name }) => name)).toEqual(["3600"]);
  expect(await statusOf()).toBe("locked");
  // Sent twice it ends the same.
  expect(whereTo(await sayByLink(token))).toMatchObject({ query: { code: "user_locked" } });
  expect(await lockedMails()).toBe(1);
  expect((await newestMail(database(), address))?.text).toContain("a code sent to this address");
});

test("a link whose sign-in is older than every way in changes nothing, and says so in words of its own", async () => {
  const token = await mailedLink(ago(600));
  await database().db.user.update({ where: { id: userId }, data: { email: null, provedEmail: null }, select: { id: true } });
  await addPasskey(60);
  const before = await rowCounts(database());
  expect(await (await sayByLink(token)).text()).toContain("code=not_me_link_no_way");
  expect([await rowCounts(database()), await statusOf()]).toEqual([before, "active"]);
});

test.each(["its owner", "the operator"] as const)("once the account was opened again by %s, the links that were mailed before do nothing, and a later one closes it", async (by) => {
  const [used, other] = [await mailedLink(ago(600)), await mailedLink(ago(300))];
  await sayByLink(used);
  if (by === "its owner") expect(await prove("unlock")).toMatchObject({ kind: "signed_in" });
  else expect(await openByOperator(database(), { userId, now: new Date(), keys })).toBe(true);
  await addPasskey(0);
  const before = await rowCounts(database());
  for (const token of [used, other]) {
    expect(await notMeLinkView(token)).toBeNull();
    expect(await (await sayByLink(token)).text()).toContain("code=not_me_link_unknown");
  }
  expect([await rowCounts(database()), await statusOf()]).toEqual([before, "active"]);
  expect(whereTo(await sayByLink(await mailedLink()))).toMatchObject({ query: { code: "user_locked" } });
});

test("a link that is unknown, of another shape or older than 7 days changes nothing", async () => {
  const old = await mailedLink(ago(7 * day));
  for (const token of [old, randomToken(), "x", ""]) {
    expect(await notMeLinkView(token)).toBeNull();
    expect(await (await sayByLink(token)).text()).toContain("code=not_me_link_unknown");
  }
  for (const token of [undefined, 7, { token: old }]) expect(await notMeLinkView(token)).toBeNull();
  expect([await statusOf(), await database().db.session.count({ where: { userId } })]).toEqual(["active", 1]);
});
