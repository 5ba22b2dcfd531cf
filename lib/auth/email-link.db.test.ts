import { beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { signInWithProvider } from "../accounts/sign-in-with-provider.ts";
import { amazonIdentity, attemptEnd, newAddress, newUser, rowCounts } from "../accounts/test-people.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { randomToken } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { newestMail } from "../mail/test-mails.ts";
import { completeSignIn } from "./complete.ts";
import { linkView, proveByLink } from "./email-link.ts";
import { mailCode, startEmailSignIn, verifyEmailSignIn } from "./email-sign-in.ts";
import { ladderView, sendLadderCode } from "./existing-account.ts";
import { answerLink } from "./link-answers.ts";
import { pageEnd } from "./page-end.ts";
import { signOut } from "./sign-out.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";
import { type Visitor, visitorOf } from "./visitor.ts";

let browser: TestBrowser;
let address: string;

testInstallation();

beforeEach(() => {
  browser = new TestBrowser();
  address = newAddress();
});

const joinGuest = () => async () => undefined;
const visitor = (of = browser): Visitor => visitorOf(of.request("/signin"));

async function mailed(to = address): Promise<{ code: string; token: string }> {
  const { text = "" } = (await newestMail(database(), to)) ?? {};
  return { code: /^\d{6}$/m.exec(text)?.[0] ?? "no code", token: /token=([\w-]{43})$/m.exec(text)?.[1] ?? "no token" };
}

/** Asks for a mail and reads it. */
async function ask(of = browser, email = address): Promise<{ attempt: Attempt; code: string; token: string }> {
  const started = await startEmailSignIn(visitor(of), { email, returnTo: "/saved" });
  if (started.kind !== "sent") throw new Error(`not sent: ${started.kind}`);
  of.keep(started.cookies);
  return { attempt: started.attempt, ...(await mailed(email)) };
}

/** Presses the button on the page of a link. */
async function press(token: string, of = browser, switching = false): Promise<Response> {
  return of.take(await answerLink(of.form("/signin/verify", { token, action: switching ? "switch" : "use" }), visitor(of), { token, switching }, joinGuest));
}
const user = async (of = browser) => (await visitor(of).session())?.user.email ?? null;
const methodOf = async (of = browser) => (await visitor(of).session())?.method;

test("says as whom it signs in, and does it when the button is pressed, in the browser that asked", async () => {
  const { attempt, token } = await ask();
  expect(await linkView(visitor(), token)).toMatchObject({ kind: "confirm", purpose: "sign_in", address, current: null, attempt: { id: attempt.id } });
  expect(whereTo(await press(token))).toMatchObject({ status: 303, path: "/saved" });
  expect([await user(), await methodOf()]).toEqual([address, "email_link"]);
  expect(await attemptEnd(database(), attempt.id)).toMatchObject({ status: "succeeded", outcome: "signed_up" });
});

test("changes nothing when it is looked at, by scanners and by the browser itself", async () => {
  const { attempt, token } = await ask();
  const before = [await rowCounts(database()), await database().db.emailCode.findFirstOrThrow({ where: { attemptId: attempt.id } }), await attemptEnd(database(), attempt.id)];
  for (let times = 0; times < 10; times += 1) {
    expect(await linkView(visitor(new TestBrowser()), token)).toEqual({ kind: "elsewhere" });
    await linkView(visitor(), token);
  }
  expect([await rowCounts(database()), await database().db.emailCode.findFirstOrThrow({ where: { attemptId: attempt.id } }), await attemptEnd(database(), attempt.id)]).toEqual(before);
  await press(token);
  expect(await user()).toBe(address);
});

test("signs nobody in in another browser, says nothing of the address there, and stays good at home", async () => {
  const { token, code, attempt } = await ask();
  const mal = new TestBrowser();
  await ask(mal, newAddress());
  const before = await rowCounts(database());
  expect(await linkView(visitor(mal), token)).toEqual({ kind: "elsewhere" });
  const answer = await press(token, mal);
  expect(answer.status).toBe(409);
  expect(await answer.text()).not.toContain(address);
  expect([await user(mal), await rowCounts(database())]).toEqual([null, before]);
  // The code does what the link does not: it is typed where the sign-in began.
  expect(await verifyEmailSignIn(visitor(), attempt, code, joinGuest)).toMatchObject({ kind: "signed_in" });
});

test("switches nobody silently: who is signed in as somebody else is asked first", async () => {
  const { token } = await ask();
  const other = newAddress();
  const theirs = await ask(browser, other);
  await press(theirs.token);
  expect(await user()).toBe(other);
  expect(await linkView(visitor(), token)).toMatchObject({ kind: "confirm", current: other });
  const refused = await press(token);
  expect(refused.status).toBe(409);
  expect(await user()).toBe(other);
  expect(whereTo(await press(token, browser, true))).toMatchObject({ status: 303, path: "/saved" });
  expect(await user()).toBe(address);
});

test("asks nothing of somebody who is signed in as the same person already", async () => {
  await press((await ask()).token);
  const { token } = await ask();
  expect(await linkView(visitor(), token)).toMatchObject({ kind: "confirm", current: null });
  expect(whereTo(await press(token))).toMatchObject({ status: 303, path: "/saved" });
});

test("leads on when it is pressed or opened again, and gives one session to two clicks at once", async () => {
  const { attempt, token } = await ask();
  const twin = browser.copy();
  const answers = await Promise.all([press(token), press(token, twin)]);
  expect(answers.map(({ status }) => status)).toEqual([303, 303]);
  expect(await database().db.session.count({ where: { user: { email: address } } })).toBe(1);
  const winner = (await user()) === null ? twin : browser;
  expect(whereTo(await press(token, winner))).toMatchObject({ status: 303, path: "/signin", query: { returnTo: "/saved" } });
  const view = await linkView(visitor(winner), token);
  if (view.kind !== "ended") throw new Error(view.kind);
  expect(view).toMatchObject({ outcome: "email_link_used", attempt: { id: attempt.id } });
  expect(await pageEnd(view, visitor(winner))).toBe("/signin?returnTo=%2Fsaved");
});

test("gives one session to 50 uses of link and code at once", async () => {
  const { attempt, code, token } = await ask();
  const view = await linkView(visitor(), token);
  if (view.kind !== "confirm") throw new Error(view.kind);
  const results = await Promise.all(Array.from({ length: 50 }, (_, index) => (index % 2 ? proveByLink(visitor(), view, joinGuest) : verifyEmailSignIn(visitor(), attempt, code, joinGuest))));
  expect(results.filter(({ kind }) => kind === "signed_in")).toHaveLength(1);
  expect(await database().db.session.count({ where: { user: { email: address } } })).toBe(1);
});

test("is used up by the code", async () => {
  const { attempt, code, token } = await ask();
  await verifyEmailSignIn(visitor(), attempt, code, joinGuest);
  expect(await linkView(visitor(new TestBrowser()), token)).toEqual({ kind: "ended", outcome: "email_link_used", attempt: null });
});

test("is void when another mail was asked for", async () => {
  const { attempt, token } = await ask();
  await mailCode(attempt, "sign_in", { address, canonical: address }, visitor());
  expect(await linkView(visitor(), token)).toMatchObject({ kind: "ended", outcome: "email_link_superseded" });
  expect((await press(token)).status).toBe(410);
  expect(await user()).toBeNull();
  await press((await mailed()).token);
  expect(await user()).toBe(address);
});

test("is worth nothing once its 10 minutes, or its attempt, are over", async () => {
  const first = await ask();
  await database().db.emailCode.updateMany({ where: { attemptId: first.attempt.id }, data: { expires: new Date() } });
  expect(await linkView(visitor(), first.token)).toMatchObject({ kind: "ended", outcome: "email_link_expired" });
  const second = await ask();
  await signOut(browser.request("/signout"), "this");
  expect(await linkView(visitor(), second.token)).toMatchObject({ kind: "ended", outcome: "attempt_used" });
  expect((await press(second.token)).status).toBe(409);
  expect(await user()).toBeNull();
});

test.each([
  ["email_link_unknown", randomToken(), 404],
  ["email_link_malformed", "x", 400],
  ["email_link_malformed", undefined, 400],
  ["email_link_malformed", ["a", "b"], 400],
] as const)("ends with %s for the token %j", async (outcome, token, status) => {
  expect(await linkView(visitor(), token)).toEqual({ kind: "ended", outcome, attempt: null });
  if (typeof token === "string") expect((await press(token)).status).toBe(status);
});

test("links Amazon on the ladder, as the code does, and records that it was the link", async () => {
  const vera = await newUser(database(), { email: address, provedEmail: address });
  const { attempt } = await ask(browser, newAddress());
  const identity = amazonIdentity({ email: address, receivedAt: new Date() });
  expect(await completeSignIn(attempt, visitor(), joinGuest, (tx, context) => signInWithProvider(tx, context, identity))).toMatchObject({ kind: "waiting", reason: "email_in_use" });
  const ladder = await ladderView(visitor(), attempt.id);
  if (!ladder.ok) throw new Error(ladder.outcome);
  await sendLadderCode(visitor(), ladder);
  const { token } = await mailed();
  expect(await linkView(visitor(), token)).toMatchObject({ kind: "confirm", purpose: "existing", address });
  expect(await linkView(visitor(new TestBrowser()), token)).toEqual({ kind: "elsewhere" });
  expect(whereTo(await press(token))).toMatchObject({ status: 303, path: "/saved" });
  expect((await visitor().session())?.userId).toBe(vera);
  expect(await methodOf()).toBe("email_link");
  expect(await database().db.account.count({ where: { userId: vera, providerAccountId: identity.providerAccountId } })).toBe(1);
});

test("asks whose account it is, as the code does, when an account made with Amazon holds the address", async () => {
  const holder = await newUser(database(), { email: address });
  await database().db.account.create({ data: { userId: holder, provider: "amazon", providerAccountId: randomToken() } });
  const { token } = await ask();
  expect(whereTo(await press(token))).toMatchObject({ status: 303, path: "/signin/yours" });
  expect(await user()).toBeNull();
});
