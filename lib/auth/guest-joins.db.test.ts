import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import type { SignInResult } from "../accounts/context.ts";
import { signInWithProvider } from "../accounts/sign-in-with-provider.ts";
import { amazonIdentity, newSession, newUser } from "../accounts/test-people.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { joinGuest } from "../composition.ts";
import { randomToken } from "../crypto/random.ts";
import { closeDatabase, database } from "../db/client.ts";
import type { SetCookie } from "../http/cookies.ts";
import { stopQueue } from "../jobs/queue.ts";
import { mailEnvironment, newestMail } from "../mail/test-mails.ts";
import { confirmClaim } from "../methods/email-code/claimed-address.ts";
import { hashPassword } from "../methods/password/hash.ts";
import { TestAuthenticator } from "../methods/passkey/test-authenticator.ts";
import { type ProviderName, providerNames } from "../sessions/methods.ts";
import { addToBag, viewBag } from "../shop/bag.ts";
import { createGuest } from "../shop/guest-session.ts";
import type { Owner } from "../shop/owner.ts";
import { saveForLater, viewSaved } from "../shop/saved.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { declineClaim } from "./claimed-address.ts";
import { answerSignIn, completeSignIn } from "./complete.ts";
import { linkView, proveByLink } from "./email-link.ts";
import { startEmailSignIn, verifyEmailSignIn } from "./email-sign-in.ts";
import { declineLadder, type LadderView, ladderView, sendLadderCode, verifyLadderCode, verifyLadderPassword } from "./existing-account.ts";
import { resetByCode, startPasswordSignUp } from "./new-password.ts";
import { passkeyOptions, type PasskeyWish } from "./passkey-options.ts";
import { addOwnPasskey } from "./passkey-settings.ts";
import { proveLadderByPasskey, signInByPasskey } from "./passkey-sign-in.ts";
import { signInByPassword } from "./password-sign-in.ts";
import { startOwnAttempt } from "./start-attempt.ts";
import { switchUser } from "./switch-user.ts";
import { TestBrowser } from "./test-browser.ts";
import { type Visitor, visitorOf } from "./visitor.ts";

const password = "seven green umbrellas at noon";
let hash: string;
let place: TestDatabase;
let browser: TestBrowser;
let address: string;
let guestToken: string;

beforeAll(async () => {
  place = await createTestDatabase();
  for (const [name, value] of Object.entries({ ...mailEnvironment(place.url), AUTH_URL: "http://localhost:3000" })) vi.stubEnv(name, value);
  hash = await hashPassword(password);
});

afterAll(async () => {
  await stopQueue();
  await closeDatabase();
  await place?.drop();
});

/** A guest with a bag and saved things, in a browser that has been here before. */
beforeEach(async () => {
  await database().pool.query(`DELETE FROM "RateLimit"`);
  browser = new TestBrowser();
  address = `${randomToken().toLowerCase().replaceAll(/[-_]/g, "x")}@shop.example`;
  const { guestId, token } = await createGuest(database().db);
  guestToken = token;
  for (const name of ["siwa.browser", "siwa.passkey"]) keep(name, randomToken());
  keep("guest", guestToken);
  await fill({ kind: "guest", guestId }, { "seed-tin": 2, "wool-blanket": 60 }, ["bird-house", "camp-lantern"]);
});

type Things = { "seed-tin"?: number; "wool-blanket"?: number; "camp-stool"?: number };
async function fill(whose: Owner, bag: Things, saved: ("bird-house" | "camp-lantern")[]): Promise<void> {
  for (const [id, quantity] of Object.entries(bag)) await addToBag(database().db, whose, id as keyof Things, quantity);
  for (const id of saved) await saveForLater(database().db, whose, id);
}

const keep = (name: string, value: string, of = browser) => void of.take(new Response(null, { headers: { "set-cookie": `${name}=${value}; Path=/` } }));
const take = (cookies: readonly SetCookie[]) => cookies.forEach(({ name, value }) => keep(name, value));
const visitor = (of = browser): Visitor => visitorOf(of.request("/signin"));
const mailed = async (pattern: RegExp) => pattern.exec((await newestMail(database(), address))?.text ?? "")?.[1] ?? "nothing";
const newestCode = () => mailed(/^(\d{6})$/m);

/** Takes the answer of a good sign-in into the browser. @returns who is signed in */
async function finish(result: { kind: string }, attempt: Attempt): Promise<string> {
  if (result.kind !== "signed_in") throw new Error(`not signed in: ${JSON.stringify(result)}`);
  browser.take(answerSignIn(result as SignInResult, attempt, visitor()));
  return (await visitor().session())?.userId ?? "nobody";
}

/** Somebody who has proved the address, with a password and some things. */
async function owner(): Promise<string> {
  const userId = await newUser(database(), { name: "Vera", email: address, provedEmail: address });
  await database().db.passwordCredential.create({ data: { userId, hash } });
  await fill({ kind: "user", userId }, { "seed-tin": 3, "wool-blanket": 60, "camp-stool": 1 }, ["bird-house"]);
  return userId;
}

async function belongings(userId: string) {
  const who: Owner = { kind: "user", userId };
  const { lines } = await viewBag(database().db, who);
  return { bag: Object.fromEntries(lines.map(({ product, quantity }) => [product.id, quantity])), saved: (await viewSaved(database().db, who)).map(({ id }) => id).toSorted() };
}

const together = { bag: { "seed-tin": 5, "wool-blanket": 99, "camp-stool": 1 }, saved: ["bird-house", "camp-lantern"] };
const guestsOwn = { bag: { "seed-tin": 2, "wool-blanket": 60 }, saved: ["bird-house", "camp-lantern"] };

/** Everything of the guest is the user's, once, the guest is no more, and the same cookie a second time doubles nothing. */
async function expectJoined(userId: string, things: typeof together | typeof guestsOwn): Promise<void> {
  expect(await belongings(userId)).toEqual(things);
  expect(browser.cookies.has("guest")).toBe(false);
  expect(await database().db.guest.count()).toBe(0);
  keep("guest", guestToken);
  const again = await ownAttempt();
  await completeSignIn(again, visitor(), joinGuest, async (tx, context) => {
    await context.adoptGuest(tx, userId);
    return { kind: "refused", outcome: "switch_declined" };
  });
  expect(await belongings(userId)).toEqual(things);
}

async function startEmail(purpose?: "reset_password"): Promise<Attempt> {
  const started = await startEmailSignIn(visitor(), { email: address, returnTo: "/bag", ...(purpose ? { purpose } : {}) });
  if (started.kind !== "sent") throw new Error(`not sent: ${started.kind}`);
  take(started.cookies);
  return started.attempt;
}

async function ownAttempt(): Promise<Attempt> {
  const { attempt, cookie } = await startOwnAttempt(visitor(), { method: "email_code", returnTo: "/bag" });
  take([cookie]);
  return attempt;
}

/** Comes back from a provider. */
async function comeFrom(provider: ProviderName, providerAccountId: string, email = address) {
  const attempt = await ownAttempt();
  const result = await completeSignIn(attempt, visitor(), joinGuest, (tx, context) => signInWithProvider(tx, context, amazonIdentity({ provider, providerAccountId, email })));
  return { attempt, result };
}

type OpenLadder = Extract<LadderView, { ok: true }>;
async function ladder(): Promise<OpenLadder> {
  const { attempt, result } = await comeFrom("amazon", `amzn1.account.${randomToken()}`);
  expect(result).toMatchObject({ kind: "waiting", reason: "email_in_use" });
  const view = await ladderView(visitor(), attempt.id);
  if (!view.ok) throw new Error(view.outcome);
  return view;
}

async function optionsFor(wish: PasskeyWish, of = browser) {
  const answer = await passkeyOptions(visitor(of), wish);
  if (answer.kind !== "options") throw new Error(answer.outcome);
  keep(answer.cookie.name, answer.cookie.value, of);
  return answer.options;
}

/** A passkey of a user, registered in another browser. */
async function registered(userId: string): Promise<TestAuthenticator> {
  const [device, settings] = [new TestAuthenticator(), new TestBrowser()];
  for (const name of ["siwa.browser", "siwa.passkey"]) keep(name, randomToken(), settings);
  keep("authjs.session-token", (await newSession(database(), userId, { at: new Date() })).token, settings);
  const options = (await optionsFor({ purpose: "add" }, settings)) as PublicKeyCredentialCreationOptionsJSON;
  expect(await addOwnPasskey(visitor(settings), { response: device.create(options), name: "Phone" })).toMatchObject({ kind: "done" });
  return device;
}

const answerOf = async (device: TestAuthenticator, wish: PasskeyWish) => device.get((await optionsFor(wish)) as PublicKeyCredentialRequestOptionsJSON);

async function byLink(attempt: Attempt): Promise<string> {
  const view = await linkView(visitor(), await mailed(/token=([\w-]{43})$/m));
  if (view.kind !== "confirm") throw new Error(view.kind);
  return await finish(await proveByLink(visitor(), view, joinGuest), attempt);
}

/** Every way to sign in as somebody who was here before: does it, and says who is signed in then. */
const ways: Record<string, (userId: string) => Promise<string>> = {
  "a code": async () => {
    const attempt = await startEmail();
    return await finish(await verifyEmailSignIn(visitor(), attempt, await newestCode(), joinGuest), attempt);
  },
  "a mailed link": async () => await byLink(await startEmail()),
  "a password": async () => {
    const tried = await signInByPassword(visitor(), { email: address, password, returnTo: "/bag" }, joinGuest);
    if (tried.kind !== "decided") throw new Error(tried.kind);
    return await finish(tried.result, tried.attempt);
  },
  "a new password": async () => {
    const attempt = await startEmail("reset_password");
    return await finish(await resetByCode(visitor(), { attempt, email: { canonical: address }, code: await newestCode(), password: "eight brown bicycles at dawn" }, joinGuest), attempt);
  },
  "a passkey": async (userId) => {
    const device = await registered(userId);
    const decided = await signInByPasskey(visitor(), { response: await answerOf(device, { purpose: "sign_in" }), returnTo: "/bag" }, joinGuest);
    if (decided.kind !== "decided") throw new Error(decided.outcome);
    return await finish(decided.result, decided.attempt);
  },
  "a code on the ladder": async () => {
    const view = await ladder();
    await sendLadderCode(visitor(), view);
    return await finish(await verifyLadderCode(visitor(), view, await newestCode(), joinGuest), view.attempt);
  },
  "a mailed link on the ladder": async () => {
    const view = await ladder();
    await sendLadderCode(visitor(), view);
    return await byLink(view.attempt);
  },
  "a password on the ladder": async () => {
    const view = await ladder();
    return await finish(await verifyLadderPassword(visitor(), view, password, joinGuest), view.attempt);
  },
  "a passkey on the ladder": async (userId) => {
    const device = await registered(userId);
    const view = await ladder();
    const decided = await proveLadderByPasskey(visitor(), view, await answerOf(device, { purpose: "existing", attempt: view.attempt.id }), joinGuest);
    if (decided.kind !== "decided") throw new Error(decided.outcome);
    return await finish(decided.result, decided.attempt);
  },
  "a switch from somebody else": async (userId) => {
    const providerAccountId = `amzn1.account.${randomToken()}`;
    await database().db.account.create({ data: { userId, provider: "amazon", providerAccountId } });
    const other = await newUser(database(), { name: "Kim" });
    keep("authjs.session-token", (await newSession(database(), other, { at: new Date() })).token);
    const { attempt, result } = await comeFrom("amazon", providerAccountId);
    expect(result).toMatchObject({ kind: "waiting", reason: "switch_asked" });
    const signedIn = await finish(await switchUser(visitor(), attempt, joinGuest), attempt);
    expect(await belongings(other)).toEqual({ bag: {}, saved: [] });
    return signedIn;
  },
  "the account of theirs that held the address": async (userId) => {
    const providerAccountId = `amzn1.account.${randomToken()}`;
    await database().db.passwordCredential.deleteMany({ where: { userId } });
    await database().db.user.update({ where: { id: userId }, data: { provedEmail: null } });
    await database().db.account.create({ data: { userId, provider: "amazon", providerAccountId } });
    const claim = await startEmail();
    expect(await verifyEmailSignIn(visitor(), claim, await newestCode(), joinGuest)).toMatchObject({ kind: "waiting", reason: "email_claimed" });
    const attempt = await ownAttempt();
    const result = await completeSignIn(attempt, visitor(), joinGuest, async (tx, context) => {
      const signedIn = await signInWithProvider(tx, context, amazonIdentity({ providerAccountId, email: address }));
      await confirmClaim(tx, { attemptId: claim.id, browserHash: claim.browserHash }, userId, context.now, vaultKeys());
      return signedIn;
    });
    return await finish(result, attempt);
  },
};

test.each(Object.entries(ways))("joins the guest to the user who signs in by %s, adding up and doubling nothing", async (_way, signIn) => {
  const userId = await owner();
  expect(await signIn(userId)).toBe(userId);
  await expectJoined(userId, together);
});

test.each(providerNames)("joins the guest to the user who comes back from %s", async (provider) => {
  const [userId, providerAccountId] = [await owner(), `amzn1.account.${randomToken()}`];
  await database().db.account.create({ data: { userId, provider, providerAccountId } });
  const { attempt, result } = await comeFrom(provider, providerAccountId);
  expect(await finish(result, attempt)).toBe(userId);
  await expectJoined(userId, together);
});

/** Every way to become somebody new. */
const newcomers: Record<string, () => Promise<string>> = {
  ...Object.fromEntries(
    providerNames.map((provider) => [
      provider,
      async () => {
        const { attempt, result } = await comeFrom(provider, `amzn1.account.${randomToken()}`);
        return await finish(result, attempt);
      },
    ]),
  ),
  "a code to a new address": async () => {
    const attempt = await startEmail();
    return await finish(await verifyEmailSignIn(visitor(), attempt, await newestCode(), joinGuest), attempt);
  },
  "a new address with a password": async () => {
    const started = await startPasswordSignUp(visitor(), { email: address, password, returnTo: "/bag" });
    if (started.kind !== "sent") throw new Error(started.kind);
    take(started.cookies);
    return await finish(await verifyEmailSignIn(visitor(), started.attempt, await newestCode(), joinGuest), started.attempt);
  },
  "'this is not mine' on the ladder": async () => {
    await owner();
    const view = await ladder();
    return await finish(await declineLadder(visitor(), view, joinGuest), view.attempt);
  },
  "'that account is not mine'": async () => {
    const holder = await newUser(database(), { email: address });
    await database().db.account.create({ data: { userId: holder, provider: "amazon", providerAccountId: `amzn1.account.${randomToken()}` } });
    const claim = await startEmail();
    expect(await verifyEmailSignIn(visitor(), claim, await newestCode(), joinGuest)).toMatchObject({ kind: "waiting", reason: "email_claimed" });
    return await finish(await declineClaim(visitor(), claim, joinGuest), claim);
  },
};

test.each(Object.entries(newcomers))("gives everything of the guest to the user who is made by %s", async (_way, signUp) => {
  const userId = await signUp();
  await expectJoined(userId, guestsOwn);
});

test("leaves the guest alone while the person is asked something, and after they gave up", async () => {
  await owner();
  const view = await ladder();
  expect(await database().db.guest.count()).toBe(1);
  expect(await verifyLadderPassword(visitor(), view, "wrong wrong wrong wrong", joinGuest)).toEqual({ kind: "wrong_password" });
  expect(browser.cookies.has("guest")).toBe(true);
  expect(await database().db.bagItem.count({ where: { guestId: { not: null } } })).toBe(2);
  await database().db.guest.deleteMany();
});
