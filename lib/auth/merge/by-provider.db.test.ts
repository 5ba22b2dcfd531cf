import { afterAll, beforeEach, expect, test } from "vitest";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { attemptEnd, newAddress, rowCounts } from "../../accounts/test-people.ts";
import { randomToken, sha256 } from "../../crypto/random.ts";
import { database } from "../../db/client.ts";
import { grantStepUp } from "../../sessions/step-up.ts";
import { handleAuthGet } from "../handlers.ts";
import { type TestBrowser, whereTo } from "../test-browser.ts";
import { startMergeAtProvider } from "./other-side.ts";
import { knownBrowser, provedPerson, providerPerson, sessionIn, signIn } from "./test-sides.ts";

/** What coming back from Amazon proves of the other account: little, and only where nothing better is there. */

let amazon: RunningSandbox;
let browser: TestBrowser;

const clientId = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef";
const secret = "amzn1.oa2-cs.v1.0123456789abcdef0123456789abcdef";
const joinGuest = () => async () => {
  throw new Error("a proof has no guest to bring along");
};

testInstallation(async () => {
  const returnUrls = ["http://localhost:3000/api/auth/callback/amazon"];
  amazon = await startSandbox({ port: 0, clients: [{ clientId, clientSecret: secret, name: "Shop", privacyUrl: "http://localhost:3000/privacy", returnUrls }] });
  return { AUTH_AMAZON_ID: clientId, AUTH_AMAZON_SECRET: secret, AUTH_AMAZON_AUTHORIZE_URL: `${amazon.url}/ap/oa`, AUTH_AMAZON_API_URL: amazon.url };
});
afterAll(async () => await amazon?.close());

let vera: { userId: string };

beforeEach(async () => {
  browser = knownBrowser();
  vera = await provedPerson();
  await signIn(browser, vera.userId);
});

/** Somebody at Amazon, with an account here that has nothing else, unless told otherwise. */
async function atAmazon(): Promise<{ userId: string; subject: string }> {
  const persona = amazon.personas.add({ name: "Ada", email: newAddress() });
  if (!persona) throw new Error("the sandbox is full");
  return await providerPerson({ subject: persona.userId });
}

async function way(): Promise<URL> {
  return new URL(browser.take(await startMergeAtProvider(browser.form("/account/merge", {}), "amazon")).headers.get("location") ?? "");
}

async function decide(url: URL, subject: string, decision: "allow" | "cancel" = "allow"): Promise<string> {
  const body = JSON.stringify({ authorizationUrl: url.href, userId: subject, decision });
  const response = await fetch(`${amazon.url}/_sandbox/authorize`, { method: "POST", headers: { "content-type": "application/json" }, body });
  return ((await response.json()) as { redirectUrl: string }).redirectUrl;
}

const callback = async (url: string) => browser.take(await handleAuthGet(browser.request(url), ["callback", "amazon"], joinGuest));
const comeBack = async (subject: string) => await callback(await decide(await way(), subject));
const attemptOf = async () => await database().db.attempt.findFirstOrThrow({ where: { browserHash: sha256(browser.cookies.get("siwa.browser")?.value ?? "") }, orderBy: { createdAt: "desc" } });
const proofs = async () => await database().db.mergeProof.findMany({ where: { session: { userId: vera.userId } } });

/** Leaves everything as it was, but for the attempt. */
async function expectNothing(subject: string, outcome: string): Promise<void> {
  const [before, token, account] = [await rowCounts(database()), browser.cookies.get("authjs.session-token"), await database().db.account.findFirst({ where: { providerAccountId: subject } })];
  const response = await comeBack(subject);
  expect(whereTo(response)).toMatchObject({ status: 303, path: "/signin/error", query: { code: outcome } });
  expect(await rowCounts(database())).toEqual(before);
  expect([await proofs(), browser.cookies.get("authjs.session-token")]).toEqual([[], token]);
  expect(await database().db.account.findFirst({ where: { providerAccountId: subject } })).toEqual(account);
  expect(await attemptEnd(database(), (await attemptOf()).id)).toMatchObject({ status: "failed", outcome });
}

test("who owns nothing better is proved by coming back; nobody is signed in, linked or brought up to date", async () => {
  const { userId, subject } = await atAmazon();
  const [own, account] = [await sessionIn(browser), await database().db.account.findFirst({ where: { providerAccountId: subject } })];
  const response = await comeBack(subject);
  const attempt = await attemptOf();
  expect(attempt).toMatchObject({ intent: "merge", purpose: "merge", method: "amazon", status: "waiting", outcome: "merge_proved" });
  expect(whereTo(response)).toEqual({ status: 303, path: "/account/merge/preview", query: { attempt: attempt.id } });
  expect(await proofs()).toMatchObject([{ attemptId: attempt.id, otherUserId: userId, method: "amazon", sessionId: own.id }]);
  expect(await sessionIn(browser)).toEqual(own);
  expect(await database().db.account.findFirst({ where: { providerAccountId: subject } })).toEqual(account);
  expect(await database().db.parkedIdentity.count({ where: { attemptId: attempt.id } })).toBe(0);
});

test("a reload of the callback leads to the two side by side once more, and Amazon is not asked again", async () => {
  const { subject } = await atAmazon();
  const url = await decide(await way(), subject);
  const first = whereTo(await callback(url));
  const calls = amazon.ledger.calls.length;
  expect(whereTo(await callback(url))).toEqual(first);
  expect([amazon.ledger.calls.length, (await proofs()).length]).toEqual([calls, 1]);
});

test.each(["provedEmail", "password", "passkey"] as const)("who owns a %s is to prove it that way", async (owned) => {
  const { userId, subject } = await atAmazon();
  if (owned === "provedEmail") await database().db.user.update({ where: { id: userId }, data: { provedEmail: newAddress() }, select: { id: true } });
  if (owned === "password") await database().db.passwordCredential.create({ data: { userId, hash: "x" }, select: { userId: true } });
  if (owned === "passkey") await database().db.passkey.create({ data: { userId, credentialId: randomToken(), publicKey: Buffer.from("k"), counter: 0, transports: [], userHandle: "h", name: "Key", deviceType: "multiDevice", backedUp: true }, select: { id: true } });
  await expectNothing(subject, "merge_own_way");
});

test("two returns from providers are not enough, even where neither owns anything better", async () => {
  const [shopper, { subject }] = [await providerPerson(), await atAmazon()];
  vera = shopper;
  await signIn(browser, shopper.userId, "amazon");
  await expectNothing(subject, "merge_one_must_count");
});

test("a return goes with a grant for a merge on the signed-in side, and with one for anything else it does not", async () => {
  const [shopper, first, second] = [await providerPerson(), await atAmazon(), await atAmazon()];
  vera = shopper;
  const session = await signIn(browser, shopper.userId, "amazon");
  const grant = async (purpose: "merge" | "unlink") => await database().transaction((tx) => grantStepUp(tx, { sessionId: session.id, userId: session.userId, purpose, method: "passkey", now: new Date() }));
  browser.cookies.set("authjs.session-token", { value: (await grant("unlink"))?.token ?? "", path: "/" });
  await expectNothing(first.subject, "merge_one_must_count");
  browser.cookies.set("authjs.session-token", { value: (await grant("merge"))?.token ?? "", path: "/" });
  expect(whereTo(await comeBack(second.subject))).toMatchObject({ path: "/account/merge/preview" });
});

test("somebody at Amazon who has no account here gets none, and a kind word", async () => {
  const persona = amazon.personas.add({ name: "Nobody here", email: newAddress() });
  await expectNothing(persona?.userId ?? "", "merge_no_account");
  expect(await database().db.account.count({ where: { providerAccountId: persona?.userId ?? "" } })).toBe(0);
});

test("coming back as oneself is that very account", async () => {
  const { userId, subject } = await atAmazon();
  vera = { userId };
  await signIn(browser, userId, "passkey");
  await expectNothing(subject, "merge_same_user");
});

test.each(["suspended", "locked", "deletion_pending"] as const)("an account that is %s is refused", async (status) => {
  const { userId, subject } = await atAmazon();
  await database().db.user.update({ where: { id: userId }, data: { status }, select: { id: true } });
  await expectNothing(subject, status === "deletion_pending" ? status : `user_${status}`);
});

test("another session than the one that asked is handed nothing", async () => {
  const { subject } = await atAmazon();
  const url = await decide(await way(), subject);
  await signIn(browser, vera.userId);
  expect(whereTo(await callback(url))).toMatchObject({ path: "/signin/error", query: { code: "step_up_other_session" } });
  expect(await proofs()).toEqual([]);
});

test("Cancel at Amazon leads back to where the other account is proved", async () => {
  const { subject } = await atAmazon();
  const url = await decide(await way(), subject, "cancel");
  expect(whereTo(await callback(url))).toEqual({ status: 303, path: "/account/merge", query: {} });
  expect(await proofs()).toEqual([]);
});
