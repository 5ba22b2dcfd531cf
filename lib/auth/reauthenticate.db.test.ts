import { beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { attemptEnd, auditTrail, newAddress, newSession, newUser } from "../accounts/test-people.ts";
import type { SignInResult } from "../accounts/context.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { newestMail, waitingMails } from "../mail/test-mails.ts";
import type { SessionView } from "../sessions/check.ts";
import type { SignInMethodName } from "../sessions/methods.ts";
import { revokeOtherSessions } from "../sessions/revoke.ts";
import { grantStepUp, type StepUpPurpose } from "../sessions/step-up.ts";
import { answerSignIn } from "./complete.ts";
import { startEmailSignIn } from "./email-sign-in.ts";
import { endOtherSessions } from "./end-other-sessions.ts";
import { pageEnd } from "./page-end.ts";
import { mailStepUpCode, ownReauthentication, reauthenticateView, startCodeStepUp, verifyStepUpCode } from "./reauthenticate.ts";
import { stepUpPath, type StepUpWish, withStepUp } from "./step-up.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";
import { type Visitor, visitorOf } from "./visitor.ts";

let address: string;
let vera: TestBrowser;
let userId: string;

testInstallation();


beforeEach(async () => {
  vera = new TestBrowser();
  address = newAddress();
  userId = await newUser(database(), { email: address, provedEmail: address });
  await signIn(vera, userId, "amazon");
});

const wish: StepUpWish = { purpose: "set_password", returnTo: "/account/sign-in-methods/password" };
const visitor = (of = vera): Visitor => visitorOf(of.request("/reauthenticate"));
const wrong = (code: string) => (code === "000000" ? "111111" : "000000");
const codeFor = async (to: string) => /^\d{6}$/m.exec((await newestMail(database(), to))?.text ?? "")?.[0] ?? "no mail";

async function signIn(browser: TestBrowser, of: string, method: SignInMethodName, ageSeconds = 0): Promise<void> {
  const { token } = await newSession(database(), of, { at: new Date(Date.now() - ageSeconds * 1_000), method });
  browser.cookies.set("authjs.session-token", { value: token, path: "/" });
}

async function session(of = vera): Promise<SessionView> {
  const view = await visitor(of).session();
  if (!view) throw new Error("nobody is signed in");
  return view;
}

async function start(of = vera, asked = wish): Promise<Attempt> {
  const started = await startCodeStepUp(visitor(of), await session(of), asked);
  if (started.kind !== "sent") throw new Error(`not sent: ${started.kind}`);
  of.keep(started.cookies);
  return started.attempt;
}

async function prove(of = vera, asked = wish): Promise<Response> {
  const attempt = await start(of, asked);
  return of.take(answerSignIn((await verifyStepUpCode(visitor(of), attempt, await codeFor(address))) as SignInResult, attempt, visitor(of)));
}

/** Does something that a password change might do; says whether it was done. */
async function deed(of = vera, asked = wish): Promise<{ done: boolean; to: string }> {
  const result = await withStepUp(visitor(of), asked, async (tx, { userId: id }) => await tx.user.update({ where: { id }, data: { name: "Done" }, select: { name: true } }));
  return result.kind === "done" ? { done: true, to: "" } : { done: false, to: result.response.headers.get("location")?.replace("http://localhost:3000", "") ?? "" };
}

const nameOf = async () => (await database().db.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true } })).name;
const asks = `/reauthenticate?${new URLSearchParams({ ...wish })}`;

test("suspends what was asked for, and resumes it once: a code to the proved address is good for one deed", async () => {
  expect(await stepUpPath(await session(), wish)).toBe(asks);
  expect(await deed()).toEqual({ done: false, to: asks });
  expect(await nameOf()).toBe("Robin");
  const before = vera.cookies.get("authjs.session-token")?.value ?? "";
  const sessionId = (await session()).id;
  expect(whereTo(await prove())).toEqual({ status: 303, path: wish.returnTo, query: {} });
  const after = vera.cookies.get("authjs.session-token")?.value ?? "";
  expect(after).not.toBe(before);
  expect((await session()).id).toBe(sessionId);
  expect(await database().db.session.count({ where: { tokenHash: sha256(before) } })).toBe(0);
  expect(await stepUpPath(await session(), wish)).toBeNull();
  expect(await deed()).toEqual({ done: true, to: "" });
  expect(await nameOf()).toBe("Done");
  expect(await deed()).toEqual({ done: false, to: asks });
  expect((await auditTrail(database(), { userId })).filter((type) => type === "step_up.granted")).toHaveLength(1);
});

test("asks nobody who signed in by a method that counts minutes ago, and everybody else", async () => {
  for (const [method, age, done] of [["email_code", 0, true], ["password", 599, true], ["passkey", 0, true], ["email_code", 601, false], ["amazon", 0, false], ["oidc", 0, false]] as const) {
    await signIn(vera, userId, method, age);
    expect((await deed()).done, `${method} ${age}`).toBe(done);
  }
});

test("a proof for one purpose is worth nothing for another", async () => {
  await prove();
  const other: StepUpWish = { purpose: "unlink", returnTo: "/account" };
  expect((await deed(vera, other)).done).toBe(false);
  expect(await stepUpPath(await session(), other)).not.toBeNull();
  expect((await deed()).done).toBe(true);
});

test("a proof is worth nothing after ten minutes", async () => {
  await prove();
  await database().db.stepUpGrant.updateMany({ where: { sessionId: (await session()).id }, data: { expires: new Date() } });
  expect(await stepUpPath(await session(), wish)).toBe(asks);
  expect((await deed()).done).toBe(false);
});

test("a proof is worth nothing in another session of the same user", async () => {
  const phone = new TestBrowser();
  await signIn(phone, userId, "amazon");
  await prove();
  expect((await deed(phone)).done).toBe(false);
  expect((await deed()).done).toBe(true);
});

test("of many deeds at once with one proof, one is done", async () => {
  await prove();
  const results = await Promise.all(Array.from({ length: 8 }, () => deed()));
  expect(results.filter(({ done }) => done)).toHaveLength(1);
});

test("a deed that was refused leaves the proof good, and one that failed too", async () => {
  await prove();
  const refused = await withStepUp<string>(visitor(), wish, async (tx, { userId: id }, _now, refuse) => {
    await tx.user.update({ where: { id }, data: { name: "Half" }, select: { id: true } });
    return refuse("too short");
  });
  expect(refused).toEqual({ kind: "done", result: "too short" });
  await expect(withStepUp(visitor(), wish, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await nameOf()).toBe("Robin");
  expect((await deed()).done).toBe(true);
});

test("leads who is signed out to the sign-in page, and back to the page that asked", async () => {
  const stranger = new TestBrowser();
  expect(await deed(stranger)).toEqual({ done: false, to: `/signin?${new URLSearchParams({ returnTo: wish.returnTo })}` });
  expect(await reauthenticateView(visitor(stranger), wish)).toEqual({ kind: "signed_out" });
});

test("a wrong code is counted and gives nothing, and a newer mail voids the older", async () => {
  const attempt = await start();
  const older = await codeFor(address);
  expect(await verifyStepUpCode(visitor(), attempt, wrong(older))).toEqual({ kind: "wrong_code", outcome: "email_code_wrong" });
  expect(await database().db.emailCode.findFirstOrThrow({ where: { attemptId: attempt.id } })).toMatchObject({ wrongTries: 1, usedAt: null, purpose: "reauthenticate" });
  expect(await mailStepUpCode(visitor(), attempt)).toEqual({ kind: "sent" });
  const newer = await codeFor(address);
  if (older !== newer) expect(await verifyStepUpCode(visitor(), attempt, older)).toMatchObject({ kind: "wrong_code" });
  expect(await database().db.stepUpGrant.count({ where: { session: { userId } } })).toBe(0);
  expect(await verifyStepUpCode(visitor(), attempt, newer)).toMatchObject({ kind: "confirmed" });
});

test("a code is of no use after ten minutes", async () => {
  const attempt = await start();
  await database().db.emailCode.updateMany({ where: { attemptId: attempt.id }, data: { expires: new Date() } });
  expect(await verifyStepUpCode(visitor(), attempt, await codeFor(address))).toEqual({ kind: "wrong_code", outcome: "email_code_expired" });
  expect(await database().db.stepUpGrant.count({ where: { session: { userId } } })).toBe(0);
});

test("a code of another person, of another purpose, or for signing in, proves nothing", async () => {
  const malAddress = newAddress();
  const mal = new TestBrowser();
  await signIn(mal, await newUser(database(), { email: malAddress, provedEmail: malAddress }), "amazon");
  await start(mal);
  const codes = [await codeFor(malAddress)];
  await start(vera, { purpose: "unlink", returnTo: "/account" });
  codes.push(await codeFor(address));
  await startEmailSignIn(visitor(), { email: address, returnTo: "/account" });
  codes.push(await codeFor(address));
  const attempt = await start();
  const own = await codeFor(address);
  for (const code of codes.filter((one) => one !== own)) expect(await verifyStepUpCode(visitor(), attempt, code)).toEqual({ kind: "wrong_code", outcome: "email_code_wrong" });
  expect(await database().db.stepUpGrant.count()).toBe(await database().db.stepUpGrant.count({ where: { NOT: { session: { userId } } } }));
});

test("the right code in two requests at once makes one grant, and both go on", async () => {
  const attempt = await start();
  const code = await codeFor(address);
  const results = await Promise.all(Array.from({ length: 6 }, () => verifyStepUpCode(visitor(), attempt, code)));
  expect(results.filter(({ kind }) => kind === "confirmed")).toHaveLength(1);
  expect(await database().db.stepUpGrant.count({ where: { session: { userId } } })).toBe(1);
  const again = await ownReauthentication(visitor(), attempt.id, "email_code");
  if (again.ok) throw new Error("the attempt has ended");
  expect([again.outcome, await pageEnd(again, visitor())]).toEqual(["attempt_used", wish.returnTo]);
});

test("another browser learns nothing of a step-up, and takes no code, even with the same session", async () => {
  const attempt = await start();
  const thief = new TestBrowser();
  thief.cookies.set("authjs.session-token", vera.cookies.get("authjs.session-token") ?? { value: "", path: "/" });
  expect(await ownReauthentication(visitor(thief), attempt.id, "email_code")).toEqual({ ok: false, outcome: "state_mismatch", attempt: null });
});

test("another session in the same browser cannot finish a step-up: of the same user, of another, or none", async () => {
  const attempt = await start();
  const code = await codeFor(address);
  await signIn(vera, userId, "amazon");
  expect(await ownReauthentication(visitor(), attempt.id, "email_code")).toMatchObject({ ok: false, outcome: "step_up_other_session" });
  await signIn(vera, await newUser(database()), "amazon");
  expect(await ownReauthentication(visitor(), attempt.id, "email_code")).toMatchObject({ ok: false, outcome: "step_up_other_session" });
  // Even past the first check it gives nothing: the session is looked at where the grant is written.
  expect(await verifyStepUpCode(visitor(), attempt, code)).toEqual({ kind: "refused", outcome: "step_up_other_session" });
  expect(await attemptEnd(database(), attempt.id)).toMatchObject({ status: "failed", outcome: "step_up_other_session" });
  expect(await database().db.stepUpGrant.count({ where: { session: { userId } } })).toBe(0);
  vera.cookies.delete("authjs.session-token");
  expect((await ownReauthentication(visitor(), attempt.id, "email_code")).ok).toBe(false);
});

test("a sign-in is no step-up, and a step-up no sign-in", async () => {
  const started = await startEmailSignIn(visitor(), { email: address, returnTo: "/account" });
  if (started.kind !== "sent") throw new Error(started.kind);
  for (const { name, value, path } of started.cookies) vera.cookies.set(name, { value, path });
  expect(await ownReauthentication(visitor(), started.attempt.id, "email_code")).toEqual({ ok: false, outcome: "attempt_unknown", attempt: null });
  const attempt = await start();
  expect(await ownReauthentication(visitor(), attempt.id, "password")).toEqual({ ok: false, outcome: "attempt_unknown", attempt: null });
});

test("an address that was given up since the mail left proves nothing", async () => {
  const attempt = await start();
  const code = await codeFor(address);
  await database().db.user.update({ where: { id: userId }, data: { provedEmail: null }, select: { id: true } });
  expect(await verifyStepUpCode(visitor(), attempt, code)).toEqual({ kind: "refused", outcome: "step_up_method_gone" });
  await expect(mailStepUpCode(visitor(), attempt)).rejects.toMatchObject({ code: "step_up_method_gone" });
});

test("codes to oneself have a limit of their own: a stranger who asks for codes does not close the step-up", async () => {
  for (let count = 0; count < 6; count += 1) await startEmailSignIn(visitor(new TestBrowser()), { email: address, returnTo: "/" });
  expect((await startEmailSignIn(visitor(new TestBrowser()), { email: address, returnTo: "/" })).kind).toBe("rate_limited");
  for (let count = 0; count < 5; count += 1) await start();
  const mails = (await waitingMails(database())).length;
  const limited = await startCodeStepUp(visitor(), await session(), wish);
  expect(limited).toMatchObject({ kind: "rate_limited", retryAfterSeconds: expect.any(Number) as number });
  expect((await waitingMails(database())).length).toBe(mails);
  const attempt = await database().db.attempt.findFirstOrThrow({ where: { userId }, orderBy: { createdAt: "desc" } });
  expect(attempt).toMatchObject({ intent: "reauthenticate", purpose: "set_password", status: "failed", outcome: "rate_limited" });
});

test("the mail says that somebody is signed in, and what to do if that is somebody else", async () => {
  await start();
  const mail = await newestMail(database(), address);
  expect(mail?.text).toContain("sign out everywhere");
  expect(mail?.text).not.toContain(wish.returnTo);
});

/** Somebody who only ever came by a provider. */
async function providerOnly(ageSeconds = 0): Promise<void> {
  userId = await newUser(database());
  await database().db.account.create({ data: { userId, provider: "amazon", providerAccountId: `amzn1.account.${randomToken()}` }, select: { id: true } });
  await signIn(vera, userId, "amazon", ageSeconds);
}

const first: StepUpWish = { purpose: "add_passkey", returnTo: "/account/sign-in-methods/passkey" };

test("who owns no method that counts may add the first one just after coming back from Amazon, and do nothing else", async () => {
  await providerOnly();
  expect(await stepUpPath(await session(), first)).toBeNull();
  expect((await deed(vera, first)).done).toBe(true);
  const purposes: StepUpPurpose[] = ["set_password", "link", "unlink", "export", "delete", "end_sessions", "close_account", "change_email", "remove_passkey"];
  for (const purpose of purposes) {
    expect((await deed(vera, { purpose, returnTo: "/account" })).done, purpose).toBe(false);
    expect((await reauthenticateView(visitor(), { purpose, returnTo: "/account" })).kind).toBe("no_method");
  }
});

test("ten minutes after coming back from Amazon nothing is unlocked, and signing in there again is offered", async () => {
  await providerOnly(601);
  expect((await deed(vera, first)).done).toBe(false);
  expect(await reauthenticateView(visitor(), first)).toMatchObject({ kind: "first_method", providers: ["amazon"] });
});

test.each(["provedEmail", "password", "passkey"] as const)("the exception is over for who owns a %s", async (owned) => {
  await providerOnly();
  if (owned === "provedEmail") await database().db.user.update({ where: { id: userId }, data: { provedEmail: newAddress() }, select: { id: true } });
  if (owned === "password") await database().db.passwordCredential.create({ data: { userId, hash: "x" }, select: { userId: true } });
  if (owned === "passkey") await database().db.passkey.create({ data: { userId, credentialId: randomToken(), publicKey: Buffer.from("k"), counter: 0, transports: [], userHandle: "h", name: "Key", deviceType: "multiDevice", backedUp: true }, select: { id: true } });
  expect((await deed(vera, first)).done).toBe(false);
  expect((await reauthenticateView(visitor(), first)).kind).toBe("ask");
});

test("of two first methods that are added at once, in two sessions, one is", async () => {
  await providerOnly();
  const phone = new TestBrowser();
  await signIn(phone, userId, "amazon");
  const add = async (of: TestBrowser) =>
    await withStepUp(visitor(of), first, async (tx, { userId: id }) => {
      await tx.passkey.create({ data: { userId: id, credentialId: randomToken(), publicKey: Buffer.from("k"), counter: 0, transports: [], userHandle: "h", name: "Key", deviceType: "multiDevice", backedUp: true }, select: { id: true } });
    });
  const results = await Promise.all([vera, phone, vera, phone].map(add));
  expect(results.filter(({ kind }) => kind === "done")).toHaveLength(1);
  expect(await database().db.passkey.count({ where: { userId } })).toBe(1);
});

test("ends every other session after a fresh proof, and no session without one", async () => {
  const phone = new TestBrowser();
  await signIn(phone, userId, "amazon");
  expect(whereTo(await endOtherSessions(visitor()))).toMatchObject({ path: "/reauthenticate", query: { purpose: "end_sessions" } });
  expect(await visitor(phone).session()).not.toBeNull();
  await prove(vera, { purpose: "end_sessions", returnTo: "/account/sessions/end-others" });
  const stranger = new TestBrowser();
  await signIn(stranger, await newUser(database()), "amazon");
  expect(whereTo(await endOtherSessions(visitor()))).toEqual({ status: 303, path: "/account", query: { done: "others_ended" } });
  expect([await visitor(phone).session(), (await visitor().session())?.userId, (await visitor(stranger).session()) === null]).toEqual([null, userId, false]);
  expect(await auditTrail(database(), { userId })).toContain("session.revoked");
});

test("ending other sessions where there is none writes no event, and never touches another user's", async () => {
  const own = await session();
  const other = await newSession(database(), await newUser(database()));
  expect(await database().transaction((tx) => revokeOtherSessions(tx, own))).toEqual({ sessions: 0, proofs: 0 });
  expect(await auditTrail(database(), { userId })).not.toContain("session.revoked");
  expect(await database().db.session.count({ where: { id: other.id } })).toBe(1);
});

test("a session that has ended gets no grant and no new token", async () => {
  const own = await session();
  await database().db.session.delete({ where: { id: own.id }, select: { id: true } });
  expect(await database().transaction((tx) => grantStepUp(tx, { sessionId: own.id, userId, purpose: "link", method: "email_code", now: new Date() }))).toBeNull();
  expect(await database().db.stepUpGrant.count({ where: { sessionId: own.id } })).toBe(0);
});
