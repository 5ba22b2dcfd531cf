import { beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import type { SignInResult } from "../accounts/context.ts";
import { signInWithProvider } from "../accounts/sign-in-with-provider.ts";
import { amazonIdentity, attemptEnd, newAddress, newUser, rowCounts } from "../accounts/test-people.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { runInRequestContext } from "../telemetry/request-context.ts";
import { waitingMails } from "../mail/test-mails.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { answerSignIn, completeSignIn } from "./complete.ts";
import { emailAttempt, startEmailSignIn, verifyEmailSignIn } from "./email-sign-in.ts";
import { declineLadder, type LadderView, ladderView, sendLadderCode, verifyLadderCode } from "./existing-account.ts";
import { pageEnd } from "./page-end.ts";
import { attemptBehind } from "./recovery.ts";
import { signOut } from "./sign-out.ts";
import { stayUser, switchUser, switchView } from "./switch-user.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";
import { type Visitor, visitorOf } from "./visitor.ts";

let browser: TestBrowser;
let address: string;

testInstallation();

beforeEach(() => {
  browser = new TestBrowser();
  address = newAddress();
});

const joined: string[] = [];
const joinGuest = () => async (_tx: unknown, userId: string) => void joined.push(userId);
const visitor = (of = browser): Visitor => visitorOf(of.request("/signin"));
const newestCode = async () => /^\d{6}$/m.exec((await waitingMails(database())).at(-1)?.text ?? "")?.[0] ?? "no mail";
const mailsTo = async (to: string) => (await waitingMails(database())).filter((mail) => mail.to === to);
const wrong = (code: string) => (code === "000000" ? "111111" : "000000");

/** Takes the answer of a sign-in into the browser. */
function finish(result: SignInResult | { kind: "wrong_code" }, attempt: Attempt, of = browser): Response {
  if (result.kind === "wrong_code") throw new Error("the code was refused");
  return of.take(answerSignIn(result, attempt, visitor(of)));
}

async function startEmail(of = browser, email: string = address): Promise<Attempt> {
  const started = await startEmailSignIn(visitor(of), { email, returnTo: "/saved" });
  if (started.kind !== "sent") throw new Error(`not sent: ${started.kind}`);
  of.keep(started.cookies);
  return started.attempt;
}

const verify = (attempt: Attempt, code: string, of = browser) => verifyEmailSignIn(visitor(of), attempt, code, joinGuest);

async function signedUp(of = browser, email = address): Promise<string> {
  const attempt = await startEmail(of, email);
  const result = await verify(attempt, await newestCode(), of);
  finish(result as SignInResult, attempt, of);
  return (await visitor(of).session())?.userId ?? "nobody";
}

test("signs a shopper up by e-mail code and leads on to where they wanted to go", async () => {
  const attempt = await startEmail();
  expect(await mailsTo(address)).toHaveLength(1);
  expect(await emailAttempt(visitor(), attempt.id)).toMatchObject({ ok: true, address });
  const response = finish((await verify(attempt, await newestCode())) as SignInResult, attempt);
  expect(whereTo(response)).toMatchObject({ status: 303, path: "/saved" });
  expect((await visitor().session())?.user).toMatchObject({ email: address, emailProved: true });
  expect(await attemptEnd(database(), attempt.id)).toMatchObject({ status: "succeeded", outcome: "signed_up" });
});

test("answers known and unknown addresses alike", async () => {
  await newUser(database(), { provedEmail: address });
  const known = await startEmailSignIn(visitor(), { email: address, returnTo: "/bag" });
  const unknown = await startEmailSignIn(visitor(), { email: `x${address}`, returnTo: "/bag" });
  expect(Object.keys(known)).toEqual(Object.keys(unknown));
  expect([known.kind, unknown.kind]).toEqual(["sent", "sent"]);
  const texts = [...(await mailsTo(address)), ...(await mailsTo(`x${address}`))].map(({ text }) => text.replace(/token=[\w-]{43}/, "token").replaceAll(/\d{6}/g, "code"));
  expect(texts).toHaveLength(2);
  expect(new Set(texts).size).toBe(1);
});

test.each([undefined, "", "vera", "vera@shop.example, mal@evil.example", "vera@shop.example\r\nBcc: x@y.example", ["vera@shop.example"]])("starts nothing for the address %j", async (email) => {
  const before = [await database().db.attempt.count(), (await waitingMails(database())).length];
  expect(await startEmailSignIn(visitor(), { email, returnTo: "/bag" })).toEqual({ kind: "invalid_address" });
  expect([await database().db.attempt.count(), (await waitingMails(database())).length]).toEqual(before);
});

test("ends the attempt when the code could not be stored, queues no mail, and hands the failure on", async () => {
  const before = await database().db.attempt.findMany({ select: { id: true } });
  await database().pool.query(`ALTER TABLE "EmailCode" RENAME TO "EmailCodeGone"`);
  await expect(startEmailSignIn(visitor(), { email: address, returnTo: "/bag" })).rejects.toMatchObject({ code: "P2010" });
  await database().pool.query(`ALTER TABLE "EmailCodeGone" RENAME TO "EmailCode"`);
  const attempt = await database().db.attempt.findFirstOrThrow({ where: { id: { notIn: before.map(({ id }) => id) } } });
  expect(attempt).toMatchObject({ status: "failed", outcome: "unexpected" });
  expect(await mailsTo(address)).toEqual([]);
});

test("never leaves the site afterwards, whatever destination was asked for", async () => {
  const started = await startEmailSignIn(visitor(), { email: address, returnTo: "//evil.example" });
  expect(started).toMatchObject({ attempt: { returnTo: "/account" } });
});

test("counts a wrong code although nothing else is written, and takes the right one afterwards", async () => {
  const attempt = await startEmail();
  const before = await rowCounts(database());
  expect(await verify(attempt, wrong(await newestCode()))).toEqual({ kind: "wrong_code", outcome: "email_code_wrong" });
  expect(await rowCounts(database())).toEqual(before);
  expect(await database().db.emailCode.findFirstOrThrow({ where: { attemptId: attempt.id } })).toMatchObject({ wrongTries: 1, usedAt: null });
  expect(await attemptEnd(database(), attempt.id)).toMatchObject({ status: "open" });
  expect(await verify(attempt, await newestCode())).toMatchObject({ kind: "signed_in" });
});

test("makes one session of 20 right codes that come at once", async () => {
  const attempt = await startEmail();
  const code = await newestCode();
  const before = await rowCounts(database());
  const results = await Promise.all(Array.from({ length: 20 }, () => verify(attempt, code)));
  expect(results.filter(({ kind }) => kind === "signed_in")).toHaveLength(1);
  expect(await rowCounts(database())).toMatchObject({ users: (before.users ?? 0) + 1, sessions: (before.sessions ?? 0) + 1 });
});

test("does not hear a client with 50 wrong codes, not even the right one, and hears everybody else", async () => {
  const context = { requestId: "r", clientAddress: "192.0.2.66", databaseUnavailable: false };
  const attempt = await startEmail();
  const code = await newestCode();
  // 50 tries over 10 codes: each code is spent after five.
  await runInRequestContext(context, async () => {
    for (let round = 0; round < 10; round += 1) {
      const other = new TestBrowser();
      const guessed = await startEmail(other, `${round}${address}`);
      const not = wrong(await newestCode());
      for (let tries = 0; tries < 5; tries += 1) await verify(guessed, not, other);
    }
    expect(await verify(attempt, code)).toEqual({ kind: "wrong_code", outcome: "rate_limited", retryAfterSeconds: expect.any(Number) as number });
  });
  const row = await database().db.emailCode.findFirstOrThrow({ where: { attemptId: attempt.id } });
  expect(row).toMatchObject({ usedAt: null, wrongTries: 0 });
  expect(await runInRequestContext({ ...context, clientAddress: "192.0.2.67" }, () => verify(attempt, code))).toMatchObject({ kind: "signed_in" });
});

test("shows another browser nothing of an attempt, and takes no code from it", async () => {
  const attempt = await startEmail();
  const mal = new TestBrowser();
  await startEmail(mal, `mal-${address}`);
  for (const stranger of [new TestBrowser(), mal]) {
    expect(await emailAttempt(visitor(stranger), attempt.id)).toEqual({ ok: false, outcome: "state_mismatch", attempt: null });
  }
  expect(await emailAttempt(visitor(), attempt.id)).toMatchObject({ ok: true });
});

test.each([undefined, "", "x", "' OR 1=1 --", "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-00000000000G"])("knows no attempt %j", async (id) => {
  expect(await emailAttempt(visitor(), id)).toEqual({ ok: false, outcome: "attempt_unknown", attempt: null });
});

test("says that an attempt is over when its 30 minutes are", async () => {
  const attempt = await startEmail();
  await database().db.attempt.update({ where: { id: attempt.id }, data: { expires: new Date() } });
  expect(await emailAttempt(visitor(), attempt.id)).toMatchObject({ ok: false, outcome: "attempt_expired" });
});

test("leads on from a page whose attempt ended well in this browser, and to the recovery page otherwise", async () => {
  await signedUp();
  const attempt = await database().db.attempt.findFirstOrThrow({ where: { browserHash: sha256(browser.cookies.get("siwa.browser")?.value ?? "") } });
  const found = await emailAttempt(visitor(), attempt.id);
  if (found.ok) throw new Error("the attempt has ended");
  expect(found.outcome).toBe("attempt_used");
  expect(await pageEnd(found, visitor())).toBe("/signin?returnTo=%2Fsaved");
  browser.cookies.delete("authjs.session-token");
  // Right after the good end it was a double click, whose cookie has not come yet.
  expect(await pageEnd(found, visitor())).toBe("/signin?returnTo=%2Fsaved");
  await database().db.attempt.update({ where: { id: attempt.id }, data: { endedAt: new Date(Date.now() - 16_000) } });
  const later = await emailAttempt(visitor(), attempt.id);
  if (later.ok) throw new Error("the attempt has ended");
  expect(await pageEnd(later, visitor())).toBe(`/signin/error?code=attempt_used&ref=${attempt.reference}`);
});

test("finds the attempt behind a reference for the browser that started it only", async () => {
  const attempt = await startEmail();
  expect((await attemptBehind(attempt.reference, visitor()))?.returnTo).toBe("/saved");
  for (const [reference, of] of [[attempt.reference, new TestBrowser()], ["22222-22222", browser]] as const) expect(await attemptBehind(reference, visitor(of))).toBeNull();
});

test("signs this device out, or every device, and clears session and guest only then", async () => {
  const userId = await signedUp();
  const phone = new TestBrowser();
  await signedUp(phone);
  const { cookies: cleared } = await signOut(browser.request("/signout"), "this");
  expect(cleared.map(({ name, maxAgeSeconds }) => [name, maxAgeSeconds])).toEqual([["authjs.session-token", 0], ["guest", 0]]);
  expect(await visitor().session()).toBeNull();
  expect((await visitor(phone).session())?.userId).toBe(userId);
  await signOut(phone.request("/signout"), "everywhere");
  expect(await database().db.session.count({ where: { userId } })).toBe(0);
});

/** Somebody comes from Amazon with the address of this test, in this browser. */
async function fromAmazon(change: Parameters<typeof amazonIdentity>[0] = {}) {
  const attempt = await startEmail();
  await database().db.emailCode.deleteMany({ where: { attemptId: attempt.id } });
  const identity = amazonIdentity({ email: address, ...change });
  const result = await completeSignIn(attempt, visitor(), joinGuest, (tx, context) => signInWithProvider(tx, context, identity));
  return { attempt, identity, result };
}

type OpenLadder = Extract<LadderView, { ok: true }>;

async function ladder(of = browser, attempt: Attempt): Promise<OpenLadder> {
  const view = await ladderView(visitor(of), attempt.id);
  if (!view.ok) throw new Error(view.outcome);
  return view;
}

test("climbs the ladder with a code to the address, and lands on the first destination as the old user", async () => {
  const vera = await newUser(database(), { name: "Vera", provedEmail: address });
  const { attempt, identity, result } = await fromAmazon();
  expect(result).toEqual({ kind: "waiting", reason: "email_in_use" });
  const view = await ladder(browser, attempt);
  expect(view).toMatchObject({ step: "offer", email: { canonical: address } });
  expect(await sendLadderCode(visitor(), view)).toEqual({ kind: "sent" });
  // The first mail proved the address.
  expect(await mailsTo(address)).toHaveLength(2);
  expect(await ladder(browser, attempt)).toMatchObject({ step: "code" });
  const response = finish((await verifyLadderCode(visitor(), view, await newestCode(), joinGuest)) as SignInResult, attempt);
  expect(whereTo(response)).toMatchObject({ status: 303, path: "/saved" });
  expect((await visitor().session())?.userId).toBe(vera);
  expect(await database().db.account.findFirst({ where: { providerAccountId: identity.providerAccountId } })).toMatchObject({ userId: vera });
  expect(await ladderView(visitor(), attempt.id)).toMatchObject({ ok: false, outcome: "attempt_used" });
});

test("links nothing for a wrong code, and for a code that was mailed for signing in", async () => {
  await newUser(database(), { provedEmail: address });
  const { attempt } = await fromAmazon();
  const view = await ladder(browser, attempt);
  await sendLadderCode(visitor(), view);
  const before = await rowCounts(database());
  expect(await verifyLadderCode(visitor(), view, wrong(await newestCode()), joinGuest)).toMatchObject({ kind: "wrong_code" });
  const other = await startEmail();
  expect(await verifyLadderCode(visitor(), view, await newestCode(), joinGuest)).toMatchObject({ kind: "wrong_code" });
  expect(other.id).not.toBe(attempt.id);
  expect(await rowCounts(database())).toMatchObject({ accounts: before.accounts, sessions: before.sessions, parked: before.parked });
});

test("lets no other browser near the ladder", async () => {
  await newUser(database(), { provedEmail: address });
  const { attempt } = await fromAmazon();
  expect(await ladderView(visitor(new TestBrowser()), attempt.id)).toEqual({ ok: false, outcome: "state_mismatch", attempt: null });
});

test("goes on apart after 'this is not mine'", async () => {
  const vera = await newUser(database(), { provedEmail: address });
  const { attempt } = await fromAmazon();
  finish(await declineLadder(visitor(), await ladder(browser, attempt), joinGuest), attempt);
  const session = await visitor().session();
  expect(session?.userId).not.toBe(vera);
  expect(session?.user.email).toBeNull();
});

test("closes the ladder 15 minutes after the return from Amazon", async () => {
  await newUser(database(), { provedEmail: address });
  const { attempt } = await fromAmazon();
  await database().db.parkedIdentity.update({ where: { attemptId: attempt.id }, data: { expires: new Date() } });
  expect(await ladderView(visitor(), attempt.id)).toMatchObject({ ok: false, outcome: "attempt_expired" });
});

test("shows both names before a switch, and switches or stays as asked", async () => {
  const userId = await signedUp();
  const elsewhere = { email: `other-${address}`, name: "Kim" };
  const first = await fromAmazon(elsewhere);
  expect(first.result).toEqual({ kind: "waiting", reason: "switch_asked" });
  expect(await switchView(visitor(), first.attempt.id)).toMatchObject({ ok: true, newName: "Kim", known: false, currentName: address, signedIn: true });
  await stayUser(visitor(), first.attempt, joinGuest);
  expect((await visitor().session())?.userId).toBe(userId);
  expect(await switchView(visitor(), first.attempt.id)).toMatchObject({ ok: false });
  const second = await fromAmazon(elsewhere);
  finish(await switchUser(visitor(), second.attempt, joinGuest), second.attempt);
  expect((await visitor().session())?.user).toMatchObject({ name: "Kim", email: `other-${address}` });
});

test("the address of 'that account is mine' becomes theirs, also when somebody else was signed in", async () => {
  await signedUp();
  const [held, providerAccountId] = [`held-${address}`, `amzn1.account.${randomToken()}`];
  const holder = await newUser(database(), { email: held });
  await database().db.account.create({ data: { userId: holder, provider: "amazon", providerAccountId } });
  const claim = await startEmail(browser, held);
  expect(await verify(claim, await newestCode())).toEqual({ kind: "waiting", reason: "email_claimed" });
  const { attempt, result } = await fromAmazon({ email: held, providerAccountId });
  expect(result).toEqual({ kind: "waiting", reason: "switch_asked" });
  finish(await switchUser(visitor(), { ...attempt, proofAttemptId: claim.id }, joinGuest), attempt);
  expect((await visitor().session())?.user).toMatchObject({ id: holder, email: held, emailProved: true });
});

test("seals what waits with the keys of this installation", async () => {
  await newUser(database(), { provedEmail: address });
  const { attempt } = await fromAmazon();
  expect(vaultKeys()).toHaveLength(1);
  const { sealed } = await database().db.parkedIdentity.findUniqueOrThrow({ where: { attemptId: attempt.id } });
  expect(sealed.split(".")).toHaveLength(5);
});

test("leaves nothing to answer for the next person at this computer after signing out", async () => {
  await newUser(database(), { name: "Vera", provedEmail: address });
  const { attempt, result } = await fromAmazon();
  expect(result).toEqual({ kind: "waiting", reason: "email_in_use" });
  await signOut(browser.request("/signout"), "this");
  const ended = await database().db.attempt.findUniqueOrThrow({ where: { id: attempt.id }, select: { status: true, outcome: true } });
  expect(ended).toEqual({ status: "cancelled", outcome: "signed_out" });
  expect(await database().db.parkedIdentity.count({ where: { attemptId: attempt.id } })).toBe(0);
  expect(await ladderView(visitor(), attempt.id)).toMatchObject({ ok: false });
});
