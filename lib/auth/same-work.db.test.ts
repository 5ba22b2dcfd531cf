import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { signInWithProvider } from "../accounts/sign-in-with-provider.ts";
import { amazonIdentity, newAddress, newUser } from "../accounts/test-people.ts";
import { parseEmailAddress } from "../accounts/email-address.ts";
import { database } from "../db/client.ts";
import { statementsOf } from "../db/test-statements.ts";
import type { SetCookie } from "../http/cookies.ts";
import { waitingMails } from "../mail/test-mails.ts";
import { hashPassword } from "../methods/password/hash.ts";
import { hashesOf } from "../methods/password/test-gate.ts";
import { runInRequestContext } from "../telemetry/request-context.ts";
import { completeSignIn } from "./complete.ts";
import { emailAttempt, mailCode, startEmailSignIn } from "./email-sign-in.ts";
import { ladderView, sendLadderCode, verifyLadderPassword } from "./existing-account.ts";
import { mergeByPassword, ownMergeCode, resendMergeCode, startMergeCode } from "./merge/other-side.ts";
import { keepAll, knownBrowser, provedPerson, sessionIn, signIn, visitorIn } from "./merge/test-sides.ts";
import { startPasswordSignUp } from "./new-password.ts";
import { signInByPassword } from "./password-sign-in.ts";
import { ownAddressProof, resendAddressProof, startAddressProof } from "./prove-address.ts";
import { startOwnAttempt } from "./start-attempt.ts";
import type { TestBrowser } from "./test-browser.ts";

/**
 * Every form that takes an address does the same work whoever has the address, and by what: the statements of the whole
 * function behind the form, those in its transactions included, its mails and its hashes.
 */

testInstallation();

const typed = "quiver lantern moss pebble";
const returnTo = "/bag";
const joinGuest = () => async () => undefined;

beforeAll(async () => void (await hashPassword(typed)));

const addresses = {
  "of nobody": async () => newAddress(),
  "proved, with a password": async () => (await provedPerson({ password: true })).address,
  "proved, without a password": async () => (await provedPerson()).address,
  "held by an account made with Amazon": async () => {
    const email = newAddress();
    const userId = await newUser(database(), { email });
    await database().db.account.create({ data: { userId, provider: "amazon", providerAccountId: email }, select: { id: true } });
    return email;
  },
};
type Kind = keyof typeof addresses;

/** What comes before a form in this browser. @returns the whole function behind it */
type Form = (browser: TestBrowser, email: string) => Promise<() => Promise<unknown>>;

async function signedIn(browser: TestBrowser): Promise<void> {
  await signIn(browser, (await provedPerson({ name: "Ada" })).userId);
}

/** The attempt of a form that was sent, with its cookies in the browser. */
function sent<T extends { kind: string }>(browser: TestBrowser, started: T): Extract<T, { kind: "sent" }> {
  if (started.kind !== "sent") throw new Error(`not sent: ${started.kind}`);
  const good = started as Extract<T, { kind: "sent" }> & { cookies: SetCookie[] };
  keepAll(browser, good.cookies);
  return good;
}

const good = <T extends { ok: boolean }>(found: T): Extract<T, { ok: true }> => {
  if (!found.ok) throw new Error(`refused: ${JSON.stringify(found)}`);
  return found as Extract<T, { ok: true }>;
};

async function onTheLadder(browser: TestBrowser, email: string) {
  const { attempt, cookie } = await startOwnAttempt(visitorIn(browser), { method: "email_code", returnTo });
  keepAll(browser, [cookie]);
  await completeSignIn(attempt, visitorIn(browser), joinGuest, (tx, context) => signInWithProvider(tx, context, amazonIdentity({ email })));
  return good(await ladderView(visitorIn(browser), attempt.id));
}

const forms: Record<string, Form> = {
  "sign-in by code": async (browser, email) => () => startEmailSignIn(visitorIn(browser), { email, returnTo }),
  "another code to sign in": async (browser, email) => {
    const { attempt } = sent(browser, await startEmailSignIn(visitorIn(browser), { email, returnTo }));
    return async () => {
      const found = good(await emailAttempt(visitorIn(browser), attempt.id));
      return await mailCode(found.attempt, "sign_in", parseEmailAddress(found.address)!, visitorIn(browser));
    };
  },
  "sign-up with a password": async (browser, email) => () => startPasswordSignUp(visitorIn(browser), { email, password: typed, returnTo }),
  "password forgotten": async (browser, email) => () => startEmailSignIn(visitorIn(browser), { email, returnTo, purpose: "reset_password" }),
  "wrong password": async (browser, email) => () => signInByPassword(visitorIn(browser), { email, password: typed, returnTo }, joinGuest),
  "proof of an address in the settings": async (browser, email) => {
    await signedIn(browser);
    return () => startAddressProof(visitorIn(browser), { email });
  },
  "another code in the settings": async (browser, email) => {
    await signedIn(browser);
    const { attempt } = sent(browser, await startAddressProof(visitorIn(browser), { email }));
    return async () => await resendAddressProof(visitorIn(browser), good(await ownAddressProof(visitorIn(browser), attempt.id)));
  },
  "code to merge": async (browser, email) => {
    await signedIn(browser);
    const session = await sessionIn(browser);
    return () => startMergeCode(visitorIn(browser), session, email);
  },
  "another code to merge": async (browser, email) => {
    await signedIn(browser);
    const { attempt } = sent(browser, await startMergeCode(visitorIn(browser), await sessionIn(browser), email));
    return async () => await resendMergeCode(visitorIn(browser), good(await ownMergeCode(visitorIn(browser), attempt.id)));
  },
  "wrong password to merge": async (browser, email) => {
    await signedIn(browser);
    const session = await sessionIn(browser);
    return () => mergeByPassword(visitorIn(browser), session, { email, password: typed });
  },
  "code on the ladder": async (browser, email) => {
    const view = await onTheLadder(browser, email);
    return () => sendLadderCode(visitorIn(browser), view);
  },
  "wrong password on the ladder": async (browser, email) => {
    const view = await onTheLadder(browser, email);
    return () => verifyLadderPassword(visitorIn(browser), view, typed, joinGuest);
  },
};

/** What a process looks up again after some seconds, whoever asks then. */
const byTheClock = /SELECT DISTINCT ON .* FROM "PasswordCredential" WHERE "hash" LIKE '\$2%'/;

/** What sending a form cost. */
async function workOf(form: Form, kind: Kind) {
  await database().pool.query(`DELETE FROM "RateLimit"`);
  const work = await form(knownBrowser(), await addresses[kind]());
  const mails = (await waitingMails(database())).length;
  const context = { requestId: "r", clientAddress: "192.0.2.1", receivedAt: new Date(), databaseUnavailable: false };
  let hashes = 0;
  const statements = await statementsOf(database(), async () => {
    hashes = await hashesOf(() => runInRequestContext(context, work));
  });
  return { statements: statements.filter((text) => !byTheClock.test(text)), mails: (await waitingMails(database())).length - mails, hashes };
}

const everybody = Object.keys(addresses) as Kind[];
/** On the ladder every address is somebody's. */
const owners = everybody.filter((kind) => kind.startsWith("proved"));

const [aMail, aHash, both] = [{ mails: 1, hashes: 0 }, { mails: 0, hashes: 1 }, { mails: 1, hashes: 1 }];

test.each([
  ["sign-in by code", everybody, aMail],
  ["another code to sign in", everybody, aMail],
  ["sign-up with a password", everybody, both],
  ["password forgotten", everybody, aMail],
  ["wrong password", everybody, aHash],
  ["proof of an address in the settings", everybody, aMail],
  ["another code in the settings", everybody, aMail],
  ["code to merge", everybody, aMail],
  ["another code to merge", everybody, aMail],
  ["wrong password to merge", everybody, aHash],
  ["code on the ladder", owners, aMail],
  ["wrong password on the ladder", owners, aHash],
])("%s costs the same statements, mails and hashes, whoever has the address", async (name, kinds, cost) => {
  const form = forms[name] as Form;
  // The first one fills what a process remembers.
  await workOf(form, "proved, with a password");
  const works = [];
  for (const kind of kinds) works.push(await workOf(form, kind));
  for (const [index, work] of works.entries()) expect(work, kinds[index]).toEqual({ statements: works[0]?.statements, ...cost });
  // The work is seen whole: a transaction with its beginning and its end, and what is in it.
  expect(works[0]?.statements.filter((text) => text === "BEGIN").length).toBe(works[0]?.statements.filter((text) => text === "COMMIT").length);
  if (cost.mails > 0) expect(works[0]?.statements.join("\n")).toMatch(/BEGIN[^]*INSERT INTO "public"."EmailCode"[^]*INSERT INTO jobs[^]*COMMIT/);
});
