import { beforeAll, beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import type { SignInResult } from "../accounts/context.ts";
import { amazonIdentity, attemptEnd, auditTrail, newAddress, newSession, newUser, rowCounts } from "../accounts/test-people.ts";
import { signInWithProvider } from "../accounts/sign-in-with-provider.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { sweep } from "../attempts/sweep.ts";
import { randomToken } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { waitingMails } from "../mail/test-mails.ts";
import { checkPassword, hashPassword } from "../methods/password/hash.ts";
import { confirmClaim } from "../methods/email-code/claimed-address.ts";
import { claimView, declineClaim } from "./claimed-address.ts";
import { answerSignIn, completeSignIn } from "./complete.ts";
import { startEmailSignIn, verifyEmailSignIn } from "./email-sign-in.ts";
import { ladderView, verifyLadderPassword } from "./existing-account.ts";
import { resetByCode, startPasswordSignUp } from "./new-password.ts";
import { removeOwnPassword, setOwnPassword } from "./own-password.ts";
import { signInByPassword } from "./password-sign-in.ts";
import { signOut } from "./sign-out.ts";
import { startOwnAttempt } from "./start-attempt.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";
import { type Visitor, visitorOf } from "./visitor.ts";

let browser: TestBrowser;
let address: string;
let good: string;

const password = "bramble otter teacup kite";
const other = "quiver lantern moss pebble";

testInstallation();
beforeAll(async () => {
  good = await hashPassword(password);
});
beforeEach(async () => {
  browser = new TestBrowser();
  address = newAddress();
  await database().pool.query(`DELETE FROM "RateLimit"`);
});

const joinGuest = () => async () => undefined;
const visitor = (of = browser): Visitor => visitorOf(of.request("/signin"));
const mailsTo = async (to = address) => (await waitingMails(database())).filter((mail) => mail.to === to);
const newestCode = async () => /^\d{6}$/m.exec((await waitingMails(database())).findLast(({ subject }) => /^\d{6}/.test(subject))?.text ?? "")?.[0] ?? "no mail";
const credentialOf = (userId: string) => database().db.passwordCredential.findUnique({ where: { userId } });
const sessionOf = async (of = browser) => (await visitor(of).session())?.userId ?? null;

function finish(result: { kind: string }, attempt: Attempt, of = browser): Response {
  return of.take(answerSignIn(result as SignInResult, attempt, visitor(of)));
}

async function passwordUser(status?: "suspended"): Promise<string> {
  const userId = await newUser(database(), { email: address, provedEmail: address, ...(status ? { status } : {}) });
  await database().db.passwordCredential.create({ data: { userId, hash: good } });
  return userId;
}

async function signIn(text = password, of = browser, email = address) {
  const tried = await signInByPassword(visitor(of), { email, password: text, returnTo: "/saved" }, joinGuest);
  if (tried.kind !== "decided") throw new Error(tried.kind);
  of.keep(tried.cookies);
  return { ...tried, response: tried.result.kind === "refused" ? null : finish(tried.result, tried.attempt, of) };
}

async function startSignUp(of = browser, email = address, text = password): Promise<Attempt> {
  const started = await startPasswordSignUp(visitor(of), { email, password: text, returnTo: "/saved" });
  if (started.kind !== "sent") throw new Error(started.kind);
  of.keep(started.cookies);
  return started.attempt;
}

async function startReset(of = browser): Promise<Attempt> {
  const started = await startEmailSignIn(visitor(of), { email: address, returnTo: "/saved", purpose: "reset_password" });
  if (started.kind !== "sent") throw new Error(started.kind);
  of.keep(started.cookies);
  return started.attempt;
}
const reset = (attempt: Attempt, code: string, text = other, of = browser) => resetByCode(visitor(of), { attempt, email: { canonical: address }, code, password: text }, joinGuest);

/** A browser in which a user is signed in, by a method and so long ago. */
async function signedInBrowser(userId: string, { method = "email_code" as "email_code" | "amazon", secondsAgo = 0 } = {}): Promise<TestBrowser> {
  const of = new TestBrowser();
  const session = await newSession(database(), userId, { at: new Date(Date.now() - secondsAgo * 1_000), method });
  of.cookies.set("authjs.session-token", { value: session.token, path: "/" });
  return of;
}

test("signs in with the right password and leads on to where they wanted to go", async () => {
  const userId = await passwordUser();
  const { response, attempt } = await signIn();
  expect(whereTo(response as Response)).toMatchObject({ status: 303, path: "/saved" });
  expect(await sessionOf()).toBe(userId);
  expect(await database().db.session.findFirstOrThrow({ where: { userId } })).toMatchObject({ method: "password" });
  expect(await attemptEnd(database(), attempt.id)).toMatchObject({ status: "succeeded", outcome: "signed_in", userId });
  expect(await auditTrail(database(), { userId })).toEqual(["session.created"]);
});

test("writes nothing but the ended attempt for whatever does not fit, whether or not somebody has the address", async () => {
  await passwordUser();
  const before = await rowCounts(database());
  for (const email of [address, `nobody-${address}`]) {
    const { result, attempt } = await signIn(other, browser, email);
    expect(result).toEqual({ kind: "refused", outcome: "password_wrong" });
    expect(await attemptEnd(database(), attempt.id)).toMatchObject({ status: "failed", outcome: "password_wrong", userId: null });
  }
  expect(await rowCounts(database())).toEqual(before);
  expect(await sessionOf()).toBeNull();
});

test("tells the owner of an account on hold so, and nobody who does not know the password", async () => {
  await passwordUser("suspended");
  expect((await signIn()).result).toEqual({ kind: "refused", outcome: "user_suspended" });
  expect((await signIn(other)).result).toEqual({ kind: "refused", outcome: "password_wrong" });
  expect(await sessionOf()).toBeNull();
});

test.each([["", password, "email_address_invalid"], ["vera@shop.example, mal@evil.example", password, "email_address_invalid"], ["vera@shop.example", "", "password_missing"]])("starts nothing for %j and %j", async (email, text, outcome) => {
  const before = await database().db.attempt.count();
  expect(await signInByPassword(visitor(), { email, password: text, returnTo: "/bag" }, joinGuest)).toEqual({ kind: "invalid", outcome });
  expect(await database().db.attempt.count()).toBe(before);
});

test("replaces the session of somebody else in this browser, as a code does", async () => {
  const mine = await passwordUser();
  const theirs = await newUser(database());
  browser = await signedInBrowser(theirs);
  await signIn();
  expect(await sessionOf()).toBe(mine);
  expect(await database().db.session.count({ where: { userId: theirs } })).toBe(0);
  expect(await auditTrail(database(), { userId: theirs })).toContain("session.revoked");
});

test("makes neither user nor password before the address is proved, and both with the proof", async () => {
  const before = await rowCounts(database());
  const attempt = await startSignUp();
  expect(await rowCounts(database())).toEqual({ ...before, codes: (before.codes ?? 0) + 1 });
  finish(await verifyEmailSignIn(visitor(), attempt, await newestCode(), joinGuest), attempt);
  const userId = (await sessionOf()) ?? "";
  expect((await checkPassword((await credentialOf(userId))?.hash ?? null, password, [])).right).toBe(true);
  expect(await auditTrail(database(), { userId })).toEqual(["email.proved", "password.set", "session.created", "user.created"]);
  expect(await database().db.session.findFirstOrThrow({ where: { userId } })).toMatchObject({ method: "email_code" });
  expect(await database().db.attempt.findUniqueOrThrow({ where: { id: attempt.id } })).toMatchObject({ status: "succeeded", pendingPasswordHash: null });
});

test("answers a sign-up for a known address as one for an unknown, and the proof changes nothing of the password there", async () => {
  const userId = await passwordUser();
  const attempt = await startSignUp(browser, address, other);
  const unknown = await startSignUp(new TestBrowser(), `x${address}`, other);
  expect(Object.keys(attempt)).toEqual(Object.keys(unknown));
  const texts = [...(await mailsTo()), ...(await mailsTo(`x${address}`))].map(({ text }) => text.replaceAll(/\d{6}/g, "code").replaceAll(/token=[\w-]{43}/g, "token"));
  expect(texts).toHaveLength(2);
  expect(new Set(texts).size).toBe(1);
  const code = /^\d{6}/.exec((await mailsTo())[0]?.subject ?? "")?.[0] ?? "";
  finish(await verifyEmailSignIn(visitor(), attempt, code, joinGuest), attempt);
  expect(await sessionOf()).toBe(userId);
  expect(await credentialOf(userId)).toMatchObject({ hash: good });
  expect((await database().db.attempt.findUniqueOrThrow({ where: { id: attempt.id } })).pendingPasswordHash).toBeNull();
});

test("tells the owner of an account without a password that the one they typed was not saved, and nobody else", async () => {
  const landing = async (attempt: Attempt) => whereTo(finish(await verifyEmailSignIn(visitor(), attempt, await newestCode(), joinGuest), attempt));
  expect(await landing(await startSignUp())).toMatchObject({ path: "/saved" });
  const userId = (await sessionOf()) ?? "";
  expect(await landing(await startSignUp(browser, address, other))).toMatchObject({ path: "/saved" });
  await database().db.passwordCredential.deleteMany({ where: { userId } });
  expect(await landing(await startSignUp(browser, address, other))).toMatchObject({ path: "/account/sign-in-methods", query: { done: "password_not_set" } });
  expect(await sessionOf()).toBe(userId);
  expect(await credentialOf(userId)).toBeNull();
});

test("a password that somebody else typed for an address never becomes its owner's", async () => {
  // Mal begins a sign-up for Vera's address; Vera signs in with a code of her own.
  const mal = new TestBrowser();
  const planted = await startSignUp(mal, address, other);
  const started = await startEmailSignIn(visitor(), { email: address, returnTo: "/saved" });
  if (started.kind !== "sent") throw new Error(started.kind);
  browser.keep(started.cookies);
  finish(await verifyEmailSignIn(visitor(), started.attempt, await newestCode(), joinGuest), started.attempt);
  const vera = (await sessionOf()) ?? "";
  expect(await credentialOf(vera)).toBeNull();
  expect((await signIn(other, mal)).result).toEqual({ kind: "refused", outcome: "password_wrong" });
  expect(await verifyEmailSignIn(visitor(mal), planted, "000000", joinGuest)).toMatchObject({ kind: "wrong_code" });
});

test.each([["short words", "password_too_short"], ["passwordpassword", "password_too_easy"], ["a".repeat(2_000), "password_too_long"], ["", "password_missing"]])("refuses %j for a sign-up before anything is written or mailed", async (text, outcome) => {
  const before = [await database().db.attempt.count(), (await waitingMails(database())).length];
  expect(await startPasswordSignUp(visitor(), { email: address, password: text, returnTo: "/" })).toMatchObject({ kind: "refused_password", outcome });
  expect([await database().db.attempt.count(), (await waitingMails(database())).length]).toEqual(before);
});

test("forgets the password of a sign-up that nobody finished, at its end and at a sign-out", async () => {
  const left = await startSignUp();
  const signedOut = await startSignUp();
  await signOut(browser.request("/signout"), "this");
  const hashes = async () => (await database().db.attempt.findMany({ where: { id: { in: [left.id, signedOut.id] } }, select: { pendingPasswordHash: true } })).map((row) => row.pendingPasswordHash);
  expect(await hashes()).toEqual([null, null]);
  const late = await startSignUp(new TestBrowser());
  await sweep(database().db, new Date(Date.now() + 31 * 60_000));
  expect(await database().db.attempt.findUniqueOrThrow({ where: { id: late.id } })).toMatchObject({ status: "expired", pendingPasswordHash: null });
});

test("a reset gives the new password, ends every session, tells the owner and signs in here", async () => {
  const userId = await passwordUser();
  const elsewhere = await signedInBrowser(userId);
  browser = await signedInBrowser(userId);
  const attempt = await startReset();
  finish(await reset(attempt, await newestCode()), attempt);
  expect(await sessionOf()).toBe(userId);
  expect(await sessionOf(elsewhere)).toBeNull();
  expect(await database().db.session.count({ where: { userId } })).toBe(1);
  expect((await checkPassword((await credentialOf(userId))?.hash ?? null, other, [])).right).toBe(true);
  expect(await auditTrail(database(), { userId, attemptId: attempt.id })).toEqual(["password.changed", "session.created", "session.revoked"]);
  expect((await mailsTo()).map(({ subject }) => subject).filter((subject) => /password/i.test(subject))).toHaveLength(1);
});

test("a reset with a password that is refused, or a wrong code, changes nothing; the code goes on working", async () => {
  const userId = await passwordUser();
  const attempt = await startReset();
  const code = await newestCode();
  expect(await reset(attempt, code, "passwordpassword")).toMatchObject({ kind: "refused_password", outcome: "password_too_easy" });
  expect(await reset(attempt, code === "000000" ? "111111" : "000000")).toEqual({ kind: "wrong_code", outcome: "email_code_wrong" });
  expect(await credentialOf(userId)).toMatchObject({ hash: good });
  expect(await reset(attempt, code)).toMatchObject({ kind: "signed_in" });
});

test("the code of a reset signs in nowhere else, and a code for signing in resets nothing", async () => {
  const userId = await passwordUser();
  const attempt = await startReset();
  expect(await verifyEmailSignIn(visitor(), attempt, await newestCode(), joinGuest)).toMatchObject({ kind: "wrong_code" });
  const signUp = await startSignUp();
  expect(await reset(signUp, await newestCode())).toMatchObject({ kind: "wrong_code" });
  expect(await credentialOf(userId)).toMatchObject({ hash: good });
  expect(await sessionOf()).toBeNull();
});

test("a reset for an address that nobody has makes an account with that password, as a sign-up does", async () => {
  const attempt = await startReset();
  expect(await reset(attempt, await newestCode())).toMatchObject({ kind: "signed_in", outcome: "signed_up" });
  const user = await database().db.user.findUniqueOrThrow({ where: { provedEmail: address } });
  expect((await checkPassword((await credentialOf(user.id))?.hash ?? null, other, [])).right).toBe(true);
});

test.each(["mine", "not mine"] as const)("a reset for an address that somebody merely holds asks whose the account is, and goes on: %s", async (answer) => {
  const userId = await newUser(database(), { email: address });
  await database().db.account.create({ data: { userId, provider: "amazon", providerAccountId: randomToken() } });
  const attempt = await startReset();
  const result = await reset(attempt, await newestCode());
  expect(result).toEqual({ kind: "waiting", reason: "email_claimed" });
  finish(result, attempt);
  const view = await claimView(visitor(), attempt.id);
  expect(view).toMatchObject({ ok: true, email: { canonical: address }, providers: ["amazon"] });
  if (answer === "mine") await database().transaction((tx) => confirmClaim(tx, { attemptId: attempt.id, browserHash: attempt.browserHash }, userId, new Date(), vaultKeys()));
  else if (view.ok) expect(await declineClaim(visitor(), view.attempt, joinGuest)).toMatchObject({ kind: "signed_in", outcome: "signed_up" });
  const owner = await database().db.user.findUniqueOrThrow({ where: { provedEmail: address }, select: { id: true } });
  expect(owner.id === userId).toBe(answer === "mine");
  expect((await credentialOf(owner.id)) !== null).toBe(answer === "not mine");
});

test("one of two resets with one code at once wins", async () => {
  await passwordUser();
  const attempt = await startReset();
  const code = await newestCode();
  const results = await Promise.all([reset(attempt, code), reset(attempt, code, "seven grey herons wait")]);
  expect(results.filter(({ kind }) => kind === "signed_in")).toHaveLength(1);
});

test("a reset for an account on hold changes nothing", async () => {
  const userId = await passwordUser("suspended");
  const attempt = await startReset();
  expect(await reset(attempt, await newestCode())).toEqual({ kind: "refused", outcome: "user_suspended" });
  expect(await credentialOf(userId)).toMatchObject({ hash: good });
});

test("changes the own password after a fresh proof, ends the other sessions when wished, and renews the token", async () => {
  const userId = await passwordUser();
  const [phone, laptop] = [await signedInBrowser(userId), await signedInBrowser(userId)];
  browser = await signedInBrowser(userId);
  const kept = await setOwnPassword(visitor(), { password: other, endOthers: false });
  expect(kept).toMatchObject({ kind: "done", deed: "changed", renewed: { token: expect.stringMatching(/^[\w-]{43}$/) as string, shared: false } });
  expect(await sessionOf()).toBeNull();
  browser.cookies.set("authjs.session-token", { value: (kept as { renewed: { token: string } }).renewed.token, path: "/" });
  expect([await sessionOf(), await sessionOf(phone), await sessionOf(laptop)]).toEqual([userId, userId, userId]);
  const ended = await setOwnPassword(visitor(), { password: "seven grey herons wait", endOthers: true });
  browser.cookies.set("authjs.session-token", { value: (ended as { renewed: { token: string } }).renewed.token, path: "/" });
  expect([await sessionOf(), await sessionOf(phone), await sessionOf(laptop)]).toEqual([userId, null, null]);
  expect((await mailsTo()).map(({ subject }) => subject)).toHaveLength(2);
  expect(await auditTrail(database(), { userId })).toEqual(expect.arrayContaining(["password.changed", "password.changed", "session.revoked"]));
});

test.each([
  ["a proof that is too old", "email_code", 601],
  ["a return from Amazon, however fresh", "amazon", 0],
] as const)("leads to a fresh proof instead of changing anything after %s", async (_what, method, secondsAgo) => {
  const userId = await passwordUser();
  browser = await signedInBrowser(userId, { method, secondsAgo });
  for (const work of [() => setOwnPassword(visitor(), { password: other, endOthers: true }), () => removeOwnPassword(visitor())]) {
    const result = await work();
    expect(result.kind === "answer" && whereTo(result.response)).toMatchObject({ status: 303, path: "/reauthenticate" });
  }
  expect(await credentialOf(userId)).toMatchObject({ hash: good });
});

test("leads whoever is signed out to signing in", async () => {
  for (const result of [await setOwnPassword(visitor(), { password: other, endOthers: true }), await removeOwnPassword(visitor())]) {
    expect(result.kind === "answer" && whereTo(result.response)).toMatchObject({ path: "/signin" });
  }
});

test("gives no password to a user whose address nobody has proved", async () => {
  const userId = await newUser(database(), { email: address });
  browser = await signedInBrowser(userId);
  expect(await setOwnPassword(visitor(), { password, endOthers: true })).toEqual({ kind: "no_address" });
  expect(await credentialOf(userId)).toBeNull();
});

test("removes the password, tells the owner once, and is content when there is none", async () => {
  const userId = await passwordUser();
  browser = await signedInBrowser(userId);
  const first = await removeOwnPassword(visitor());
  expect(first).toMatchObject({ kind: "done", deed: "removed" });
  browser.cookies.set("authjs.session-token", { value: (first as { renewed: { token: string } }).renewed.token, path: "/" });
  expect(await removeOwnPassword(visitor())).toMatchObject({ kind: "done", deed: "removed" });
  expect(await credentialOf(userId)).toBeNull();
  expect(await mailsTo()).toHaveLength(1);
  expect((await signIn(password, new TestBrowser())).result).toEqual({ kind: "refused", outcome: "password_wrong" });
});

test("the ladder takes the password of the address that collided, and a wrong one leaves everything waiting", async () => {
  const userId = await passwordUser();
  const { attempt, cookie } = await startOwnAttempt(visitor(), { method: "email_code", returnTo: "/saved" });
  browser.keep([cookie]);
  const identity = amazonIdentity({ email: address });
  await completeSignIn(attempt, visitor(), joinGuest, (tx, context) => signInWithProvider(tx, context, identity));
  const view = await ladderView(visitor(), attempt.id);
  if (!view.ok) throw new Error(view.outcome);
  expect(await verifyLadderPassword(visitor(), view, other, joinGuest)).toEqual({ kind: "wrong_password" });
  expect(await attemptEnd(database(), attempt.id)).toMatchObject({ status: "waiting" });
  finish(await verifyLadderPassword(visitor(), view, password, joinGuest), attempt);
  expect(await sessionOf()).toBe(userId);
  expect(await database().db.account.findFirst({ where: { providerAccountId: identity.providerAccountId } })).toMatchObject({ userId });
  expect(await database().db.session.findFirstOrThrow({ where: { userId } })).toMatchObject({ method: "password" });
});

test("the ladder gives one answer for an address whose owner has no password", async () => {
  await newUser(database(), { email: address, provedEmail: address });
  const { attempt, cookie } = await startOwnAttempt(visitor(), { method: "email_code", returnTo: "/saved" });
  browser.keep([cookie]);
  await completeSignIn(attempt, visitor(), joinGuest, (tx, context) => signInWithProvider(tx, context, amazonIdentity({ email: address })));
  const view = await ladderView(visitor(), attempt.id);
  if (!view.ok) throw new Error(view.outcome);
  expect(await verifyLadderPassword(visitor(), view, password, joinGuest)).toEqual({ kind: "wrong_password" });
});
