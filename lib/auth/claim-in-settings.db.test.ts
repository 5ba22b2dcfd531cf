import { beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { attemptEnd, auditTrail, newSession, newUser, rowCounts, newAddress } from "../accounts/test-people.ts";
import { userNotices } from "../accounts/user-notices.ts";
import { type Attempt, findAttempt } from "../attempts/attempt.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { database } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { newestMail, waitingMails } from "../mail/test-mails.ts";
import { claimedAddress, confirmClaim, signUpApart } from "../methods/email-code/claimed-address.ts";
import { sessionCookieName } from "../sessions/cookie.ts";
import { type ClaimView, claimView, declineClaim } from "./claimed-address.ts";
import { answerSignIn, completeSignIn } from "./complete.ts";
import { startEmailSignIn, verifyEmailSignIn } from "./email-sign-in.ts";
import { pageEnd } from "./page-end.ts";
import { ownAddressProof, startAddressProof, verifyAddressProof } from "./prove-address.ts";
import { signOut } from "./sign-out.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";
import { visitorOf } from "./visitor.ts";

/** In the settings somebody proves an address that an account made with a provider merely holds. */

testInstallation(async () => ({ AUTH_GOOGLE_ID: "id", AUTH_GOOGLE_SECRET: "secret" }));

type Person = { browser: TestBrowser; userId: string };

const visitor = (of: TestBrowser) => visitorOf(of.request("/account"));
const userRow = (id: string) => database().db.user.findUniqueOrThrow({ where: { id }, select: { email: true, provedEmail: true } });
const subjectsTo = async (address: string) => (await waitingMails(database())).filter(({ to }) => to === address).map(({ subject }) => subject);
const codeTo = async (address: string) => /^\d{6}$/m.exec((await newestMail(database(), address))?.text ?? "")?.[0] ?? "no code";
const toldTo = async (userId: string) => (await userNotices(database().db, userId)).map(({ values }) => ("email" in values ? values.email : null));
const joinGuest = () => async () => undefined;

async function signInAs(browser: TestBrowser, userId: string, method: "email_code" | "amazon" = "email_code"): Promise<void> {
  const { token } = await newSession(database(), userId, { at: new Date(), method });
  browser.cookies.set(sessionCookieName(false), { value: token, path: "/" });
}

async function signedIn(data: { email?: string; provedEmail?: string }, method: "email_code" | "amazon" = "email_code"): Promise<Person> {
  const person = { browser: new TestBrowser(), userId: await newUser(database(), data) };
  await signInAs(person.browser, person.userId, method);
  return person;
}

/** A user of an account made with Amazon. */
async function amazonUser(email?: string): Promise<string> {
  const userId = await newUser(database(), email === undefined ? {} : { email });
  await database().db.account.create({ data: { userId, provider: "amazon", providerAccountId: `amzn1.account.${randomToken()}` } });
  return userId;
}

let old: string;
let next: string;
let vera: Person;
let holder: string;
beforeEach(async () => {
  [old, next] = [newAddress(), newAddress()];
  vera = await signedIn({ email: old, provedEmail: old });
  holder = await amazonUser(next);
});

/** Asks for a code to an address and types it. */
async function prove(email: string, { browser }: Person = vera): Promise<{ attempt: Attempt; answer: Response }> {
  const started = await startAddressProof(visitor(browser), { email });
  if (started.kind !== "sent") throw new Error(`not sent: ${started.kind}`);
  browser.take(new Response(null, { headers: started.cookies.map((cookie) => ["set-cookie", `${cookie.name}=${cookie.value}; Path=/`] as [string, string]) }));
  const { attempt } = started;
  const result = await verifyAddressProof(visitor(browser), attempt, await codeTo(email));
  if (result.kind === "wrong_code") throw new Error(result.outcome);
  return { attempt, answer: browser.take(answerSignIn(result, attempt, visitor(browser))) };
}

async function asked(attempt: Attempt, { browser }: Person = vera): Promise<Extract<ClaimView, { ok: true }>> {
  const view = await claimView(visitor(browser), attempt.id);
  if (!view.ok) throw new Error(view.outcome);
  return view;
}

/** "That account is not mine." */
async function notMine(attempt: Attempt, of: Person = vera): Promise<Response> {
  const before = visitor(of.browser);
  return of.browser.take(answerSignIn(await declineClaim(before, (await asked(attempt, of)).attempt, joinGuest), attempt, before));
}

/** "That account is mine", once it has been signed in to in this browser. */
const mine = (attempt: Attempt, userId: string) =>
  retriedTransaction(database(), (tx) => confirmClaim(tx, { attemptId: attempt.id, browserHash: attempt.browserHash }, userId, new Date(), vaultKeys()));

/** Everything that an answer could change. */
const state = async () => ({ vera: await userRow(vera.userId), holder: await userRow(holder), notices: await toldTo(holder), rows: await rowCounts(database()) });
const unchanged = () => ({ vera: { email: old, provedEmail: old }, holder: { email: next, provedEmail: null }, notices: [] });

test("the right code asks whose the account is, and changes nothing until that is answered", async () => {
  const token = vera.browser.cookies.get(sessionCookieName(false))?.value;
  const { attempt, answer } = await prove(next);
  expect(whereTo(answer)).toEqual({ status: 303, path: "/signin/yours", query: { attempt: attempt.id } });
  expect(await state()).toMatchObject(unchanged());
  expect(await attemptEnd(database(), attempt.id)).toEqual({ status: "waiting", outcome: "email_claimed", userId: vera.userId, ended: false });
  expect(vera.browser.cookies.get(sessionCookieName(false))?.value).toBe(token);
  expect(await asked(attempt)).toMatchObject({ email: { canonical: next }, providers: ["amazon"], asker: { id: vera.userId } });
  expect([await subjectsTo(old), await subjectsTo(next)]).toEqual([[], [expect.stringMatching(/^\d{6} /)]]);
  // The page with the code leads on to the question.
  const again = await ownAddressProof(visitor(vera.browser), attempt.id);
  if (again.ok) throw new Error("the code was used");
  expect(await pageEnd(again, visitor(vera.browser))).toBe(`/signin/yours?attempt=${attempt.id}`);
});

test("'not mine' makes the address the signed-in user's; the holder keeps everything else and is told on the site", async () => {
  const { attempt } = await prove(next);
  const token = vera.browser.cookies.get(sessionCookieName(false))?.value ?? "";
  const before = await rowCounts(database());
  expect(whereTo(await notMine(attempt))).toEqual({ status: 303, path: "/account/sign-in-methods", query: { done: "email_changed" } });
  expect(await userRow(vera.userId)).toEqual({ email: next, provedEmail: next });
  expect(await userRow(holder)).toEqual({ email: null, provedEmail: null });
  expect([await toldTo(holder), await toldTo(vera.userId)]).toEqual([[next], []]);
  expect(await auditTrail(database(), { userId: holder })).toEqual(["email.moved"]);
  expect(await auditTrail(database(), { attemptId: attempt.id })).toEqual(["email.changed", "email.moved"]);
  expect(await attemptEnd(database(), attempt.id)).toMatchObject({ status: "succeeded", outcome: "email_proved", userId: vera.userId });
  expect(await rowCounts(database())).toEqual({ ...before, audits: (before.audits ?? 0) + 2, subjects: (before.subjects ?? 0) + 1 });
  expect(await database().db.account.findMany({ where: { userId: holder }, select: { provider: true } })).toEqual([{ provider: "amazon" }]);
  expect(await subjectsTo(old)).toEqual([expect.stringContaining("was changed")]);
  expect(await subjectsTo(next)).toEqual([expect.stringMatching(/^\d{6} /), expect.stringContaining("now belongs to your")]);
  // The session goes on under a new token.
  expect((await visitor(vera.browser).session())?.userId).toBe(vera.userId);
  expect(await database().db.session.count({ where: { tokenHash: sha256(token) } })).toBe(0);
});

test("'mine' proves the address on that account once it is signed in to, and changes nothing of the one that asked", async () => {
  const { attempt } = await prove(next);
  await mine(attempt, holder);
  expect(await userRow(holder)).toEqual({ email: next, provedEmail: next });
  expect(await userRow(vera.userId)).toEqual({ email: old, provedEmail: old });
  expect([await toldTo(holder), await toldTo(vera.userId)]).toEqual([[], []]);
  expect(await auditTrail(database(), { attemptId: attempt.id })).toEqual(["email.proved"]);
  expect(await attemptEnd(database(), attempt.id)).toMatchObject({ status: "succeeded", outcome: "signed_in", userId: holder });
});

test("'mine' gives nothing to the account that asked, nor to a third, whoever signs in after it", async () => {
  const ada = await signedIn({ email: next }, "amazon");
  await database().db.account.create({ data: { userId: ada.userId, provider: "amazon", providerAccountId: randomToken() } });
  const { attempt } = await prove(next, ada);
  for (const userId of [ada.userId, await amazonUser(), vera.userId]) await mine(attempt, userId);
  expect([await userRow(ada.userId), await userRow(holder)]).toEqual([{ email: next, provedEmail: null }, { email: next, provedEmail: null }]);
  expect(await attemptEnd(database(), attempt.id)).toMatchObject({ status: "waiting" });
});

test("asks nobody about themselves, and asks where another account has the same address", async () => {
  const [alone, address] = [await signedIn({}, "amazon"), newAddress()];
  await database().db.user.update({ where: { id: alone.userId }, data: { email: address } });
  await database().db.account.create({ data: { userId: alone.userId, provider: "amazon", providerAccountId: randomToken() } });
  expect(whereTo((await prove(address, alone)).answer).query).toEqual({ done: "email_added" });
  expect(await toldTo(alone.userId)).toEqual([]);
  const second = await signedIn({ email: next }, "amazon");
  await database().db.account.create({ data: { userId: second.userId, provider: "google", providerAccountId: randomToken() } });
  const { attempt, answer } = await prove(next, second);
  expect(whereTo(answer).path).toBe("/signin/yours");
  // The provider is the other account's, not the asker's own.
  expect((await asked(attempt, second)).providers).toEqual(["amazon"]);
  expect(whereTo(await notMine(attempt, second)).query).toEqual({ done: "email_added" });
  expect(await userRow(second.userId)).toEqual({ email: next, provedEmail: next });
  expect([await toldTo(second.userId), await toldTo(holder)]).toEqual([[], [next]]);
});

test("names no other browser anything, and takes no answer from it", async () => {
  const { attempt } = await prove(next);
  const stranger = await signedIn({ email: newAddress() });
  expect(await claimView(visitor(stranger.browser), attempt.id)).toEqual({ ok: false, outcome: "state_mismatch", attempt: null });
  expect(await claimView(visitor(new TestBrowser()), attempt.id)).toEqual({ ok: false, outcome: "state_mismatch", attempt: null });
  expect(await state()).toMatchObject(unchanged());
});

test.each(["another user's session", "another session of the same user", "no session"])("takes an answer in the session of the proof alone: %s", async (what) => {
  const { attempt } = await prove(next);
  if (what === "no session") vera.browser.cookies.delete(sessionCookieName(false));
  else await signInAs(vera.browser, what === "another user's session" ? await newUser(database(), { email: newAddress() }) : vera.userId);
  expect(await claimView(visitor(vera.browser), attempt.id)).toMatchObject({ ok: false, outcome: "step_up_other_session" });
  // Nor does the deed itself, whatever the page said a moment before.
  const stale = await findAttempt(database().db, attempt.id);
  expect(await declineClaim(visitor(vera.browser), stale as Attempt, joinGuest)).toEqual({ kind: "refused", outcome: "step_up_other_session" });
  expect(await state()).toMatchObject(unchanged());
});

test("is over once this browser has signed out", async () => {
  const { attempt } = await prove(next);
  await signOut(vera.browser.request("/signout"), "this");
  expect(await claimView(visitor(vera.browser), attempt.id)).toMatchObject({ ok: false, outcome: "attempt_used" });
  await mine(attempt, holder);
  expect(await state()).toMatchObject(unchanged());
});

test("waits 15 minutes for an answer, to whichever it is", async () => {
  const { attempt } = await prove(next);
  await database().db.emailCode.updateMany({ where: { attemptId: attempt.id }, data: { usedAt: new Date(Date.now() - 15 * 60_000) } });
  expect(await claimView(visitor(vera.browser), attempt.id)).toMatchObject({ ok: false, outcome: "attempt_expired" });
  await mine(attempt, holder);
  expect(await attemptEnd(database(), attempt.id)).toMatchObject({ status: "waiting" });
  expect(await declineClaim(visitor(vera.browser), attempt, joinGuest)).toEqual({ kind: "refused", outcome: "attempt_expired" });
  expect(await state()).toMatchObject(unchanged());
});

test("a proof of the settings makes no user, and one of a sign-in changes nobody's address", async () => {
  const { attempt } = await prove(next);
  expect(await completeSignIn(attempt, visitor(vera.browser), joinGuest, signUpApart)).toEqual({ kind: "refused", outcome: "attempt_expired" });
  const guest = new TestBrowser();
  const started = await startEmailSignIn(visitor(guest), { email: next, returnTo: "/bag" });
  if (started.kind !== "sent") throw new Error(started.kind);
  expect(await verifyEmailSignIn(visitor(guest), started.attempt, await codeTo(next), joinGuest)).toEqual({ kind: "waiting", reason: "email_claimed" });
  const read = (intent: string) => database().transaction((tx) => claimedAddress(tx, { id: started.attempt.id, intent }, new Date(), vaultKeys()));
  expect([await read("prove_email"), (await read("sign_in"))?.canonical]).toEqual([null, next]);
  expect(await state()).toMatchObject(unchanged());
});

test("of 'not mine' pressed ten times at once one changes the address, and the others lead to the same page", async () => {
  const { attempt } = await prove(next);
  const view = await asked(attempt);
  const browsers = Array.from({ length: 10 }, () => vera.browser.copy());
  const answers = await Promise.all(browsers.map(async (one) => answerSignIn(await declineClaim(visitor(one), view.attempt, joinGuest), view.attempt, visitor(one))));
  expect(answers.map((answer) => whereTo(answer))).toEqual(answers.map(() => ({ status: 303, path: "/account/sign-in-methods", query: { done: "email_changed" } })));
  expect(answers.filter((answer) => answer.headers.getSetCookie().length > 0)).toHaveLength(1);
  expect(await userRow(vera.userId)).toEqual({ email: next, provedEmail: next });
  expect(await toldTo(holder)).toEqual([next]);
  expect(await auditTrail(database(), { attemptId: attempt.id })).toEqual(["email.changed", "email.moved"]);
});

test("of both answers at once exactly one holds, and the loser gets a page that is true", async () => {
  for (let round = 0; round < 6; round += 1) {
    const [mail, address] = [newAddress(), newAddress()];
    const asker = await signedIn({ email: mail, provedEmail: mail });
    const other = await amazonUser(address);
    const { attempt } = await prove(address, asker);
    const view = await asked(attempt, asker);
    const [result] = await Promise.all([declineClaim(visitor(asker.browser), view.attempt, joinGuest), mine(attempt, other)]);
    const { userId: winner } = await attemptEnd(database(), attempt.id);
    const owner = await database().db.user.findUniqueOrThrow({ where: { provedEmail: address }, select: { id: true } });
    expect(owner.id).toBe(winner);
    expect([asker.userId, other]).toContain(winner);
    expect(whereTo(answerSignIn(result, view.attempt, visitor(asker.browser)))).toMatchObject({ status: 303, path: "/account/sign-in-methods", query: { done: winner === other ? "email_added" : "email_changed" } });
    expect(await toldTo(other)).toEqual(winner === other ? [] : [address]);
    expect(await database().db.user.count({ where: { email: address } })).toBe(1);
  }
});

test("who comes second, to the question or to the answer, is led on by what became of it", async () => {
  const { attempt } = await prove(next);
  await notMine(attempt);
  const late = await claimView(visitor(vera.browser), attempt.id);
  if (late.ok) throw new Error("it was answered");
  expect(late.outcome).toBe("attempt_used");
  expect(await pageEnd(late, visitor(vera.browser))).toBe("/account/sign-in-methods?done=email_changed");
  await mine(attempt, holder);
  expect([await userRow(vera.userId), await userRow(holder)]).toEqual([{ email: next, provedEmail: next }, { email: null, provedEmail: null }]);
  // The other way round: the browser is in the other account by then, and the page speaks of that one.
  const [mail, address] = [newAddress(), newAddress()];
  const asker = await signedIn({ email: mail, provedEmail: mail });
  const other = await amazonUser(address);
  const second = await prove(address, asker);
  await mine(second.attempt, other);
  await signInAs(asker.browser, other);
  const after = await claimView(visitor(asker.browser), second.attempt.id);
  if (after.ok) throw new Error("it was answered");
  expect(await pageEnd(after, visitor(asker.browser))).toBe("/account/sign-in-methods?done=email_added");
});

test("changes nothing when somebody else has proved the address meanwhile, or the holder themselves", async () => {
  const { attempt } = await prove(next);
  await database().db.user.update({ where: { id: holder }, data: { provedEmail: next } });
  expect(whereTo(await notMine(attempt)).query).toMatchObject({ code: "email_owned_by_other" });
  expect([await userRow(vera.userId), await userRow(holder)]).toEqual([{ email: old, provedEmail: old }, { email: next, provedEmail: next }]);
  expect([await toldTo(holder), await subjectsTo(old)]).toEqual([[], []]);
});

test("a first address that was asked for by coming back from Amazon must still be the first thing owned when the answer comes", async () => {
  const ada = await signedIn({}, "amazon");
  const { attempt } = await prove(next, ada);
  await database().db.passkey.create({ data: { userId: ada.userId, publicKey: Buffer.from("x"), counter: 0, userHandle: "h", name: "key", deviceType: "singleDevice", backedUp: false, credentialId: randomToken() } });
  expect(whereTo(await notMine(attempt, ada)).query).toMatchObject({ code: "reauthentication_required" });
  expect([await userRow(ada.userId), await userRow(holder)]).toEqual([{ email: null, provedEmail: null }, { email: next, provedEmail: null }]);
});
