import { beforeEach, expect, test } from "vitest";
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { testInstallation } from "#scripts/test/installation.ts";
import type { SignInResult } from "../accounts/context.ts";
import { signInWithProvider } from "../accounts/sign-in-with-provider.ts";
import { amazonIdentity, attemptEnd, auditTrail, newAddress, newAttempt, newSession, newUser, rowCounts } from "../accounts/test-people.ts";
import { userNotices } from "../accounts/user-notices.ts";
import { sweep } from "../attempts/sweep.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { waitingMails } from "../mail/test-mails.ts";
import { TestAuthenticator, type Lie } from "../methods/passkey/test-authenticator.ts";
import { passkeyLimits } from "../methods/passkey/relying-party.ts";
import { rateLimits } from "../rate-limit/limits.ts";
import type { SignInMethodName } from "../sessions/methods.ts";
import { runInRequestContext } from "../telemetry/request-context.ts";
import { answerSignIn, completeSignIn } from "./complete.ts";
import { ladderView, type LadderView } from "./existing-account.ts";
import { passkeyOptions, type PasskeyWish } from "./passkey-options.ts";
import { addOwnPasskey, ownPasskey, removeOwnPasskey, renameOwnPasskey } from "./passkey-settings.ts";
import { proveLadderByPasskey, signInByPasskey } from "./passkey-sign-in.ts";
import { stepUpByPasskey } from "./passkey-step-up.ts";
import { stepUpPath, type StepUpWish } from "./step-up.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";
import { type Visitor, visitorOf } from "./visitor.ts";

let browser: TestBrowser;
let device: TestAuthenticator;
let address: string;
let vera: string;

testInstallation();

beforeEach(async () => {
  browser = newBrowser();
  device = new TestAuthenticator();
  address = newAddress();
  vera = await newUser(database(), { name: "Vera", email: address, provedEmail: address });
});

const joined: string[] = [];
const joinGuest = () => async (_tx: unknown, userId: string) => void joined.push(userId);
const visitor = (of = browser): Visitor => visitorOf(of.request("/signin"));
/** A browser that has been here before, so that it has its name. */
function newBrowser(): TestBrowser {
  const made = new TestBrowser();
  made.keep(["siwa.browser", "siwa.passkey"].map((name) => ({ name, value: randomToken() })));
  return made;
}

/** Gives a browser a session of a user, as if signed in a moment ago. */
async function signIn(userId: string, of = browser, change: { method?: SignInMethodName; at?: Date } = {}): Promise<{ id: string; userId: string }> {
  const session = await newSession(database(), userId, { at: new Date(), ...change });
  of.keep([{ name: "authjs.session-token", value: session.token }]);
  return session;
}

async function ask(wish: PasskeyWish, of = browser) {
  const answer = await passkeyOptions(visitor(of), wish);
  if (answer.kind !== "options") throw new Error(answer.outcome);
  of.keep([answer.cookie]);
  return answer.options;
}
const askFor = async (wish: PasskeyWish, of = browser) => (await ask(wish, of)) as PublicKeyCredentialRequestOptionsJSON;
const askToMake = async (of = browser) => (await ask({ purpose: "add" }, of)) as PublicKeyCredentialCreationOptionsJSON;

/** A passkey of a user on a device, and a browser without a session afterwards. */
async function registered(userId = vera, on = device, name = "Phone"): Promise<string> {
  const settings = newBrowser();
  await signIn(userId, settings);
  const added = await addOwnPasskey(visitor(settings), { response: on.create(await askToMake(settings)), name });
  if (added.kind !== "done" || added.result.kind !== "added") throw new Error(JSON.stringify(added));
  return added.result.id;
}

const send = async (response: string, of = browser, returnTo = "/saved") => await signInByPasskey(visitor(of), { response, returnTo }, joinGuest);
const outcomeOf = (result: Awaited<ReturnType<typeof send>>) => (result.kind === "unheard" ? result.outcome : result.result.kind === "refused" ? result.result.outcome : result.result.kind);
const used = async (challenge: string) => (await database().db.passkeyChallenge.findUniqueOrThrow({ where: { challengeHash: sha256(challenge) } })).usedAt !== null;

test("signs in whoever the passkey belongs to, on record as an attempt, and leads on with the guest", async () => {
  const id = await registered();
  const options = await askFor({ purpose: "sign_in" });
  const result = await send(device.get(options));
  if (result.kind !== "decided") throw new Error(result.outcome);
  const response = browser.take(answerSignIn(result.result, result.attempt, visitor()));
  expect(whereTo(response)).toMatchObject({ status: 303, path: "/saved" });
  expect(await visitor().session()).toMatchObject({ userId: vera, method: "passkey" });
  expect(await attemptEnd(database(), result.attempt.id)).toEqual({ status: "succeeded", outcome: "signed_in", userId: vera, ended: true });
  expect(result.attempt).toMatchObject({ method: "passkey", intent: "sign_in" });
  expect(joined.at(-1)).toBe(vera);
  expect(await database().db.passkey.findUniqueOrThrow({ where: { id } })).toMatchObject({ counter: 1n, lastUsedAt: expect.any(Date) as Date });
  expect(await used(options.challenge)).toBe(true);
  expect(await auditTrail(database(), { attemptId: result.attempt.id })).toEqual(["session.created"]);
});

test("gives everybody who is signed out the same options but for the challenge, naming no credential", async () => {
  await registered();
  const [knows, stranger] = [newBrowser(), newBrowser()];
  const session = await signIn(vera, knows);
  const all = await Promise.all([askFor({ purpose: "sign_in" }), askFor({ purpose: "sign_in" }, knows), askFor({ purpose: "sign_in" }, stranger)]);
  expect(session.userId).toBe(vera);
  expect(new Set(all.map(({ challenge }) => challenge)).size).toBe(3);
  expect(new Set(all.map((options) => JSON.stringify({ ...options, challenge: "" }))).size).toBe(1);
  expect(all[0]).toMatchObject({ rpId: "localhost", allowCredentials: [], userVerification: "required", timeout: 300_000 });
  const rows = await database().db.passkeyChallenge.findMany({ where: { challengeHash: { in: all.map(({ challenge }) => sha256(challenge)) } } });
  expect(rows.map(({ sessionId, attemptId }) => [sessionId, attemptId])).toEqual([[null, null], [null, null], [null, null]]);
  expect(JSON.stringify(rows)).not.toContain(all[0].challenge);
});

test.each<[string, Lie]>([
  ["a wrong origin", { origin: "https://evil.example" }],
  ["our origin on another port", { origin: "http://localhost:3001" }],
  ["another relying party", { rpId: "evil.example" }],
  ["no verification of the person", { verified: false }],
  ["nobody present", { present: false, verified: false }],
  ["a signature of another key", { forged: true }],
  ["a made-up challenge", { challenge: randomToken() }],
  ["an answer that was made for making a passkey", { type: "webauthn.create" }],
  ["an answer that was made in a frame", { crossOrigin: true }],
  ["the handle of somebody else", { userHandle: randomToken() }],
])("refuses %s, and writes no session", async (_, lie) => {
  await registered();
  const before = await rowCounts(database());
  const result = await send(device.get(await askFor({ purpose: "sign_in" }), lie));
  expect(outcomeOf(result)).toBe("passkey_refused");
  expect(await rowCounts(database())).toEqual(before);
  if (result.kind === "decided") expect(await attemptEnd(database(), result.attempt.id)).toMatchObject({ status: "failed", outcome: "passkey_refused", userId: null });
});

test("takes an answer without a handle, as security keys give when they are asked for one credential", async () => {
  await registered();
  expect(outcomeOf(await send(device.get(await askFor({ purpose: "sign_in" }), { userHandle: undefined })))).toBe("signed_in");
});

test("hears an answer once: a good one signs in once, a bad one is spent as well", async () => {
  await registered();
  const options = await askFor({ purpose: "sign_in" });
  const answer = device.get(options);
  expect(outcomeOf(await send(answer))).toBe("signed_in");
  await database().db.attempt.updateMany({ data: { endedAt: new Date(Date.now() - 16_000) }, where: { userId: vera } });
  expect(outcomeOf(await send(answer))).toBe("passkey_used");
  const next = await askFor({ purpose: "sign_in" });
  expect(outcomeOf(await send(device.get(next, { forged: true })))).toBe("passkey_refused");
  expect(outcomeOf(await send(device.get(next)))).toBe("passkey_used");
});

test("makes one session of 20 equal answers that come at once, and leads the others on as twins", async () => {
  await registered();
  const answer = device.get(await askFor({ purpose: "sign_in" }));
  const before = await rowCounts(database());
  const results = await Promise.all(Array.from({ length: 20 }, () => send(answer)));
  expect(results.map(outcomeOf).toSorted()).toEqual(["signed_in", ...Array.from({ length: 19 }, () => "twin")]);
  expect(await rowCounts(database())).toMatchObject({ sessions: (before.sessions ?? 0) + 1 });
});

test("refuses an answer after five minutes, and sweeps its challenge a day later", async () => {
  await registered();
  const options = await askFor({ purpose: "sign_in" });
  const where = { challengeHash: sha256(options.challenge) };
  const row = await database().db.passkeyChallenge.findUniqueOrThrow({ where });
  expect(row.expires.getTime() - row.createdAt.getTime()).toBe(300_000);
  await database().db.passkeyChallenge.update({ where, data: { expires: new Date() } });
  expect(outcomeOf(await send(device.get(options)))).toBe("passkey_expired");
  await sweep(database().db, new Date());
  expect(await database().db.passkeyChallenge.count({ where })).toBe(1);
  await sweep(database().db, new Date(Date.now() + 86_400_000));
  expect(await database().db.passkeyChallenge.count({ where })).toBe(0);
});

test("takes no answer for the challenge of another browser, nor from a browser without a name", async () => {
  await registered();
  const options = await askFor({ purpose: "sign_in" });
  const mal = newBrowser();
  await askFor({ purpose: "sign_in" }, mal);
  expect(outcomeOf(await send(device.get(options), mal))).toBe("state_mismatch");
  expect(outcomeOf(await send(device.get(options), new TestBrowser()))).toBe("state_mismatch");
  expect(await used(options.challenge)).toBe(false);
});

test("takes no answer that was asked for something else", async () => {
  await registered();
  await signIn(vera);
  const stepUp = await askFor({ purpose: "step_up" });
  expect(outcomeOf(await send(device.get(stepUp)))).toBe("passkey_refused");
  const making = await askToMake();
  expect(outcomeOf(await send(device.get(making as unknown as PublicKeyCredentialRequestOptionsJSON)))).toBe("passkey_refused");
});

test("tells a copy by a counter that does not go on, and keeps the counter of the good one", async () => {
  const id = await registered();
  expect(outcomeOf(await send(device.get(await askFor({ purpose: "sign_in" }), { counter: 7 })))).toBe("signed_in");
  for (const counter of [7, 6, 0]) {
    const result = await send(device.get(await askFor({ purpose: "sign_in" }), { counter }));
    expect(outcomeOf(result)).toBe("passkey_cloned");
  }
  // A number that nobody signed raises no alarm.
  expect(outcomeOf(await send(device.get(await askFor({ purpose: "sign_in" }), { counter: 1, forged: true })))).toBe("passkey_refused");
  expect(await database().db.passkey.findUniqueOrThrow({ where: { id } })).toMatchObject({ counter: 7n });
  expect(outcomeOf(await send(device.get(await askFor({ purpose: "sign_in" }), { counter: 8 })))).toBe("signed_in");
});

test("lets a passkey that counts nothing sign in again and again", async () => {
  const phone = new TestAuthenticator({ counts: false });
  await registered(vera, phone);
  for (let round = 0; round < 3; round += 1) expect(outcomeOf(await send(phone.get(await askFor({ purpose: "sign_in" }))))).toBe("signed_in");
});

test("knows no passkey that was never registered, or that was removed", async () => {
  const id = await registered();
  expect(outcomeOf(await send(device.get(await askFor({ purpose: "sign_in" }), { id: randomToken() })))).toBe("passkey_unknown");
  await database().db.passkey.delete({ where: { id } });
  expect(outcomeOf(await send(device.get(await askFor({ purpose: "sign_in" }))))).toBe("passkey_unknown");
});

test.each([
  ["suspended", "user_suspended"],
  ["locked", "user_locked"],
  ["deletion_pending", "deletion_pending"],
] as const)("opens no session for a user who is %s", async (status, outcome) => {
  await registered();
  await database().db.user.update({ where: { id: vera }, data: { status } });
  expect(outcomeOf(await send(device.get(await askFor({ purpose: "sign_in" }))))).toBe(outcome);
});

test.each(["{}", "null", "[]", "x", "7", '{"id":"a","rawId":"a","type":"public-key","response":{}}', `{"id":"${"a".repeat(20_000)}"}`, '{"__proto__":{"id":"x"}}', "\u0000", '{"id":"a","rawId":"a","type":"public-key","response":{"clientDataJSON":"bnVsbA","authenticatorData":"AA","signature":"AA"}}'])(
  "does not hear %.40j, and starts no attempt for it",
  async (response) => {
    await askFor({ purpose: "sign_in" });
    const before = await database().db.attempt.count();
    expect(await send(response)).toEqual({ kind: "unheard", outcome: "passkey_refused" });
    expect(await database().db.attempt.count()).toBe(before);
  },
);

test("says plainly that script is needed when none has run", async () => {
  expect(await send("")).toEqual({ kind: "unheard", outcome: "passkey_needs_script" });
});

test("ends the session of whoever was signed in here before, as every sign-in does", async () => {
  await registered();
  const kim = await newUser(database(), { provedEmail: `kim-${address}` });
  const { id } = await signIn(kim);
  const result = await send(device.get(await askFor({ purpose: "sign_in" })));
  expect(outcomeOf(result)).toBe("signed_in");
  expect(await database().db.session.count({ where: { id } })).toBe(0);
});

test("gives a client no more challenges beyond its limit; others get theirs", async () => {
  const context = { requestId: "r", clientAddress: "192.0.2.66", databaseUnavailable: false };
  const first = await runInRequestContext(context, () => passkeyOptions(visitor(), { purpose: "sign_in" }));
  expect(first.kind).toBe("options");
  await database().db.rateLimit.updateMany({ where: { key: { startsWith: "passkey_options_from_client" } }, data: { points: rateLimits.passkey_options_from_client.points } });
  const before = await database().db.passkeyChallenge.count();
  expect(await runInRequestContext(context, () => passkeyOptions(visitor(), { purpose: "sign_in" }))).toEqual({ kind: "refused", outcome: "rate_limited", retryAfterSeconds: expect.any(Number) as number });
  expect(await database().db.passkeyChallenge.count()).toBe(before);
  expect(await runInRequestContext({ ...context, clientAddress: "192.0.2.67" }, () => passkeyOptions(visitor(), { purpose: "sign_in" }))).toMatchObject({ kind: "options" });
});

test("keeps several passkeys of a user under one handle, leaves them out of the next, and tells the owner of each", async () => {
  await registered();
  const settings = newBrowser();
  await signIn(vera, settings);
  const options = await askToMake(settings);
  expect(options).toMatchObject({ rp: { id: "localhost", name: "Larkspur" }, user: { name: address, displayName: "Vera" }, attestation: "none", authenticatorSelection: { residentKey: "required", userVerification: "required" } });
  expect(options.excludeCredentials?.map(({ id }) => id)).toEqual([device.credentials[0]?.id]);
  expect(await addOwnPasskey(visitor(settings), { response: device.create(options), name: "Laptop" })).toMatchObject({ kind: "done", result: { kind: "added" } });
  const rows = await database().db.passkey.findMany({ where: { userId: vera }, orderBy: { createdAt: "asc" } });
  expect(rows.map(({ name, transports }) => [name, transports])).toEqual([["Phone", ["hybrid", "internal"]], ["Laptop", ["hybrid", "internal"]]]);
  expect(new Set(rows.map(({ userHandle }) => userHandle)).size).toBe(1);
  expect(rows[0]?.userHandle).not.toContain(vera);
  expect(Buffer.from(rows[0]?.userHandle ?? "", "base64url")).toHaveLength(32);
  expect(await auditTrail(database(), { userId: vera })).toEqual(["passkey.added", "passkey.added", "session.created", "session.created"]);
  expect((await waitingMails(database())).filter(({ to }) => to === address)).toHaveLength(2);
});

test("takes no answer for proving again whose challenge this very session got for adding a passkey", async () => {
  await registered();
  await signIn(vera);
  const session = await visitor().session();
  if (!session) throw new Error("signed out");
  const { challenge } = await askToMake();
  const text = device.get({ challenge, rpId: "localhost" });
  expect(outcomeOf(await stepUpByPasskey(visitor(), session, { purpose: "remove_passkey", returnTo: "/account" }, text))).toBe("passkey_refused");
  expect(await database().db.stepUpGrant.count({ where: { sessionId: session.id } })).toBe(0);
  expect(await used(challenge)).toBe(false);
});

test("gives two first passkeys that are made at once one handle", async () => {
  const [one, other] = [newBrowser(), newBrowser()];
  await Promise.all([signIn(vera, one), signIn(vera, other)]);
  const [first, second] = await Promise.all([askToMake(one), askToMake(other)]);
  expect(first.user.id).toBe(second.user.id);
});

test.each<[string, Lie, string]>([
  ["from another origin", { origin: "https://evil.example" }, "passkey_refused"],
  ["for another relying party", { rpId: "evil.example" }, "passkey_refused"],
  ["without verification", { verified: false }, "passkey_refused"],
  ["for a made-up challenge", { challenge: randomToken() }, "passkey_refused"],
  ["that is no answer to making one", { type: "webauthn.get" }, "passkey_refused"],
])("keeps no passkey that was made %s", async (_, lie, outcome) => {
  await signIn(vera);
  const result = await addOwnPasskey(visitor(), { response: device.create(await askToMake(), lie), name: "x" });
  expect(result).toEqual({ kind: "done", result: { kind: "refused", outcome }, cookies: [] });
  expect(await database().db.passkey.count({ where: { userId: vera } })).toBe(0);
  expect(await auditTrail(database(), { userId: vera })).toEqual(["session.created"]);
});

test("keeps a new passkey once, in the session that asked for it, in time, and in its browser", async () => {
  await signIn(vera);
  const answer = device.create(await askToMake());
  const added = await addOwnPasskey(visitor(), { response: answer, name: "x" });
  expect(added).toMatchObject({ result: { kind: "added" } });
  expect(await visitor().session()).toBeNull();
  if (added.kind === "done") browser.keep(added.cookies);
  expect((await visitor().session())?.userId).toBe(vera);
  expect(await addOwnPasskey(visitor(), { response: answer, name: "x" })).toEqual({ kind: "done", result: { kind: "refused", outcome: "passkey_used" }, cookies: [] });
  const late = await askToMake();
  await database().db.passkeyChallenge.update({ where: { challengeHash: sha256(late.challenge) }, data: { expires: new Date() } });
  expect(await addOwnPasskey(visitor(), { response: device.create(late), name: "x" })).toMatchObject({ result: { outcome: "passkey_expired" } });
  const before = await askToMake();
  await signIn(vera);
  expect(await addOwnPasskey(visitor(), { response: device.create(before), name: "x" })).toMatchObject({ result: { outcome: "passkey_refused" } });
  const elsewhere = newBrowser();
  await signIn(vera, elsewhere);
  await askToMake(elsewhere);
  expect(await addOwnPasskey(visitor(elsewhere), { response: device.create(await askToMake()), name: "x" })).toMatchObject({ result: { outcome: "state_mismatch" } });
  expect(await database().db.passkey.count({ where: { userId: vera } })).toBe(1);
});

test("leaves a credential with whoever registered it first", async () => {
  await registered();
  const mal = await newUser(database(), { provedEmail: `mal-${address}` });
  await signIn(mal);
  const taken = device.credentials[0]?.id ?? "";
  expect(await addOwnPasskey(visitor(), { response: new TestAuthenticator().create(await askToMake(), { id: taken }), name: "x" })).toMatchObject({ result: { outcome: "passkey_known" } });
  expect(await database().db.passkey.findMany({ where: { credentialId: taken }, select: { userId: true } })).toEqual([{ userId: vera }]);
});

test("keeps 20 passkeys of a user and no more, also when two come at once", async () => {
  const id = await registered();
  const { id: _, ...row } = await database().db.passkey.findUniqueOrThrow({ where: { id } });
  await database().db.passkey.createMany({ data: Array.from({ length: passkeyLimits.mostForOneUser - 2 }, () => ({ ...row, credentialId: randomToken() })) });
  const both = await Promise.all(
    [newBrowser(), newBrowser()].map(async (tab) => {
      await signIn(vera, tab);
      return { tab, response: new TestAuthenticator().create(await askToMake(tab)) };
    }),
  );
  const results = await Promise.all(both.map(({ tab, response }) => addOwnPasskey(visitor(tab), { response, name: "x" })));
  expect(results.map((one) => (one.kind === "done" ? (one.result.kind === "added" ? "added" : one.result.outcome) : "answer")).toSorted()).toEqual(["added", "passkey_limit"]);
  expect(await database().db.passkey.count({ where: { userId: vera } })).toBe(20);
});

test("gives no challenge and keeps no passkey without a fresh proof, and none without a session", async () => {
  expect(await passkeyOptions(visitor(), { purpose: "add" })).toMatchObject({ kind: "refused", outcome: "reauthentication_required", location: expect.stringMatching(/^\/signin\?/) as string });
  await signIn(vera, browser, { at: new Date(Date.now() - 11 * 60_000) });
  const before = await database().db.passkeyChallenge.count();
  expect(await passkeyOptions(visitor(), { purpose: "add" })).toMatchObject({ kind: "refused", outcome: "reauthentication_required", location: expect.stringMatching(/^\/reauthenticate\?/) as string });
  expect(await database().db.passkeyChallenge.count()).toBe(before);
  const added = await addOwnPasskey(visitor(), { response: "{}", name: "x" });
  if (added.kind !== "answer") throw new Error("was heard");
  expect(whereTo(added.response)).toMatchObject({ status: 303, path: "/reauthenticate", query: { purpose: "add_passkey" } });
});

test("renames and removes a passkey of its owner only", async () => {
  const id = await registered();
  const mal = await newUser(database(), { provedEmail: `mal-${address}` });
  expect(await ownPasskey(mal, id)).toBeNull();
  expect(await renameOwnPasskey(mal, id, "Mine now")).toBe(false);
  await signIn(mal);
  expect(await removeOwnPasskey(visitor(), id)).toEqual({ kind: "done", result: "gone", cookies: [] });
  expect(await ownPasskey(vera, id)).toEqual({ id, name: "Phone" });
  expect(await renameOwnPasskey(vera, id, "Old phone")).toBe(true);
  await signIn(vera);
  const stale = newBrowser();
  await signIn(vera, stale, { at: new Date(Date.now() - 11 * 60_000) });
  expect(await removeOwnPasskey(visitor(stale), id)).toMatchObject({ kind: "answer" });
  expect(await ownPasskey(vera, id)).toEqual({ id, name: "Old phone" });
  expect(await removeOwnPasskey(visitor(), id)).toMatchObject({ kind: "done", result: "removed", cookies: [{ name: "authjs.session-token" }] });
  expect(await ownPasskey(vera, id)).toBeNull();
  expect((await waitingMails(database())).filter(({ to }) => to === address)).toHaveLength(2);
  expect(await auditTrail(database(), { userId: vera })).toContain("passkey.removed");
});

test("tells a shopper without a proved address on the site of a passkey that was added, once for each, and mails nobody", async () => {
  const amazonOnly = await newUser(database(), { email: newAddress() });
  await database().db.account.create({ data: { userId: amazonOnly, provider: "amazon", providerAccountId: `amzn1.account.${randomToken()}` } });
  const before = await waitingMails(database());
  const [first, second] = [await registered(amazonOnly), await registered(amazonOnly, new TestAuthenticator())];
  expect((await userNotices(database().db, amazonOnly)).map(({ code, values }) => [code, values])).toEqual([second, first].map((passkey) => ["passkey_added", { passkey }]));
  expect(await waitingMails(database())).toEqual(before);
  await registered(vera, new TestAuthenticator());
  expect(await userNotices(database().db, vera)).toEqual([]);
});

test("keeps the last passkey of somebody who has no other way in, also when two removals race", async () => {
  const one = await registered();
  const two = await registered(vera, new TestAuthenticator());
  await database().db.user.update({ where: { id: vera }, data: { provedEmail: null } });
  const [left, right] = [newBrowser(), newBrowser()];
  await Promise.all([signIn(vera, left), signIn(vera, right)]);
  const results = await Promise.all([removeOwnPasskey(visitor(left), one), removeOwnPasskey(visitor(right), two)]);
  expect(results.map((result) => (result.kind === "done" ? result.result : "answer")).toSorted()).toEqual(["last_sign_in_method", "removed"]);
  expect(await database().db.passkey.count({ where: { userId: vera } })).toBe(1);
});

test("proves again by a passkey of the session's own user, for one purpose, and by no other", async () => {
  await registered();
  const wish: StepUpWish = { purpose: "remove_passkey", returnTo: "/account/sign-in-methods" };
  const longAgo = { at: new Date(Date.now() - 11 * 60_000) };
  await signIn(vera, browser, longAgo);
  const here = async () => (await visitor().session()) ?? Promise.reject(new Error("signed out"));
  const options = await askFor({ purpose: "step_up" });
  expect(options.allowCredentials?.map(({ id }) => id)).toEqual([device.credentials[0]?.id]);
  const prove = async (text: string) => await stepUpByPasskey(visitor(), await here(), wish, text);
  const mals = new TestAuthenticator();
  await registered(await newUser(database(), { provedEmail: `mal-${address}` }), mals);
  expect(outcomeOf(await prove(mals.get(await askFor({ purpose: "step_up" }))))).toBe("proof_of_other_user");
  expect(outcomeOf(await prove(device.get(await askFor({ purpose: "sign_in" }))))).toBe("passkey_refused");
  expect(outcomeOf(await prove(""))).toBe("passkey_needs_script");
  expect(await stepUpPath(await here(), wish)).not.toBeNull();
  const good = await prove(device.get(options));
  if (good.kind !== "decided") throw new Error(good.outcome);
  const before = browser.cookies.get("authjs.session-token")?.value;
  expect(whereTo(browser.take(answerSignIn(good.result, good.attempt, visitor())))).toMatchObject({ status: 303, path: wish.returnTo });
  expect(browser.cookies.get("authjs.session-token")?.value).not.toBe(before);
  expect(await stepUpPath(await here(), wish)).toBeNull();
  expect(await stepUpPath(await here(), { ...wish, purpose: "merge" })).not.toBeNull();
  expect(outcomeOf(await prove(device.get(options)))).toBe("passkey_used");
  const late = await askFor({ purpose: "step_up" });
  await signIn(vera, browser, longAgo);
  expect(outcomeOf(await prove(device.get(late)))).toBe("passkey_refused");
});

/** Somebody comes from Amazon with the address of Vera, in this browser. */
async function onTheLadder(of = browser): Promise<Extract<LadderView, { ok: true }>> {
  await askFor({ purpose: "sign_in" }, of);
  const attempt = await newAttempt(database(), { at: new Date(), browserHash: visitor(of).browser?.hash ?? "" });
  const identity = amazonIdentity({ email: address, receivedAt: new Date() });
  await completeSignIn(attempt, visitor(of), joinGuest, (tx, context) => signInWithProvider(tx, context, identity));
  const view = await ladderView(visitor(of), attempt.id);
  if (!view.ok) throw new Error(view.outcome);
  return view;
}

test("links Amazon on the ladder by a passkey of whoever proved the address", async () => {
  await registered();
  const view = await onTheLadder();
  const options = await askFor({ purpose: "existing", attempt: view.attempt.id });
  expect(options.allowCredentials).toEqual([]);
  const result = await proveLadderByPasskey(visitor(), view, device.get(options), joinGuest);
  if (result.kind !== "decided") throw new Error(result.outcome);
  expect(result.result).toMatchObject({ kind: "signed_in", outcome: "account_linked" } satisfies Partial<SignInResult>);
  expect(await database().db.account.findMany({ where: { userId: vera }, select: { provider: true } })).toEqual([{ provider: "amazon" }]);
  expect(await database().db.session.findFirst({ where: { userId: vera }, orderBy: { createdAt: "desc" } })).toMatchObject({ method: "passkey" });
});

test("links nothing on the ladder for another user's passkey, or one asked for elsewhere, and goes on", async () => {
  const mals = new TestAuthenticator();
  await registered(await newUser(database(), { provedEmail: `mal-${address}` }), mals);
  await registered();
  const [view, other] = [await onTheLadder(), await onTheLadder()];
  const wish = { purpose: "existing", attempt: view.attempt.id } as const;
  const before = await rowCounts(database());
  const prove = async (text: string) => outcomeOf(await proveLadderByPasskey(visitor(), view, text, joinGuest));
  const stolen = mals.get(await askFor(wish));
  expect(await prove(stolen)).toBe("proof_of_other_user");
  expect(await prove(stolen)).toBe("passkey_used");
  expect(await prove(device.get(await askFor({ purpose: "existing", attempt: other.attempt.id })))).toBe("passkey_refused");
  expect(await prove(device.get(await askFor({ purpose: "sign_in" })))).toBe("passkey_refused");
  expect(await prove(device.get(await askFor(wish), { forged: true }))).toBe("passkey_refused");
  expect(await rowCounts(database())).toEqual(before);
  expect(await attemptEnd(database(), view.attempt.id)).toMatchObject({ status: "waiting", ended: false });
  expect(await passkeyOptions(visitor(newBrowser()), wish)).toEqual({ kind: "refused", outcome: "state_mismatch" });
  expect(await prove(device.get(await askFor(wish)))).toBe("signed_in");
});
