import { createHash } from "node:crypto";
import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { parameter, pathOf, sessionOf, signedIn, signInWithAmazon, startEmail } from "../fixtures/journey.ts";
import { accountIdOf, linkByRequest, methodsPage } from "../fixtures/linking.ts";
import { attemptIn, mergeByRequest, mergePage, proveOther } from "../fixtures/merging.ts";
import { addPasskey, newDevice, passkeyOptions } from "../fixtures/passkeys.ts";
import { goodPassword, newPasswordUser, otherPassword } from "../fixtures/passwords.ts";
import { ageSessions, mailedCodes, newAddress, newestLink, newPersona, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { resetLimits, type Stack } from "../fixtures/stack.ts";

/**
 * Whatever session cookie a browser brings, and whatever its owner does: after each sign-in, fresh proof, link, merge and
 * change of a way in there is a new token, and the one before is dead on the server. SC-01. sessions.spec.ts has a sign-in
 * with Amazon in the browser of somebody else.
 */

test.describe.configure({ timeout: 120_000 });

const cookieName = "authjs.session-token";
/** A day more than the ninety of the session. */
const sessionCookieAge = String(91 * 86_400);
const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url");
const isStored = async (stack: Stack, token: string) => (await stack.sql.query(`SELECT 1 FROM "Session" WHERE "tokenHash" = $1`, [hashOf(token)])).rowCount === 1;

/** Asks for a mail with a code. @returns what was asked, and the code once it is there */
async function withCode(stack: Stack, email: string, ask: () => Promise<string>): Promise<{ asked: string; code: string }> {
  await resetLimits(stack);
  const before = stack.mailbox.mails.all(email).filter(({ subject }) => /^\d{6} /.test(subject)).length;
  const asked = await ask();
  const [code = ""] = await mailedCodes(stack, email, before + 1);
  return { asked, code };
}

/** A user who can sign in in every way. */
async function everyWay(stack: Stack) {
  const user = await newPasswordUser(stack);
  const [device, persona] = [newDevice(stack), newPersona(stack)];
  await addPasskey(user.browser, device);
  await linkByRequest(stack, user.browser, persona);
  return { ...user, device, persona };
}
type Everybody = Awaited<ReturnType<typeof everyWay>>;
type Way = { name: string; signIn: (stack: Stack, browser: HttpBrowser, user: Everybody) => Promise<Answer> };

const ways: readonly Way[] = [
  { name: "Amazon", signIn: async (stack, browser, { persona }) => await signInWithAmazon(stack, browser, persona) },
  {
    name: "a code",
    signIn: async (stack, browser, { email }) => {
      const { asked: attempt, code } = await withCode(stack, email, async () => await startEmail(browser, email));
      return await browser.post("/signin/verify", { attempt, code });
    },
  },
  {
    name: "a mailed link",
    signIn: async (stack, browser, { email }) => {
      await withCode(stack, email, async () => await startEmail(browser, email));
      const token = parameter(await newestLink(stack, email), "token");
      // Whoever is signed in as somebody else is asked whether to leave them.
      const action = (await browser.get(`/signin/verify?token=${token}`)).body.includes('value="switch"') ? "switch" : "use";
      return await browser.post("/signin/verify", { token, action });
    },
  },
  { name: "a password", signIn: async (_stack, browser, { email, password }) => await browser.post("/signin/password", { email, password, returnTo: "/account" }) },
  { name: "a passkey", signIn: async (_stack, browser, { device }) => await browser.post("/signin/passkey", { passkey: device.get(await passkeyOptions(browser)), returnTo: "/account" }) },
];

/** What an attacker, or a browser that was here before, may bring. */
async function plantedTokens(stack: Stack, open: () => HttpBrowser, user: Everybody): Promise<Record<string, string>> {
  const [dead, own] = [open(), open()];
  for (const browser of [dead, own]) await browser.post("/signin/password", { email: user.email, password: user.password, returnTo: "/account" });
  const ended = dead.cookie(cookieName) ?? "";
  await dead.post("/signout", { scope: "this" });
  return { "a made-up token": "P".repeat(43), "something else": "00000000-0000-4000-8000-000000000000", "too much": "x".repeat(3_000), "a token that has ended": ended, "one's own token": own.cookie(cookieName) ?? "" };
}

for (const { name, signIn } of ways) {
  test(`a sign-in by ${name} keeps no token that the browser brought, and ends the session behind it`, async ({ stack, open }) => {
    const user = await everyWay(stack);
    for (const [kind, planted] of Object.entries(await plantedTokens(stack, open, user))) {
      await test.step(kind, async () => {
        const vera = open();
        vera.plant(cookieName, planted);
        expect(pathOf(await signIn(stack, vera, user))).toBe("/account");
        const token = vera.cookie(cookieName) ?? "";
        expect(token).toMatch(/^[\w-]{43}$/);
        expect(token).not.toBe(planted);
        expect((await sessionOf(vera))?.user.id).toBe(user.userId);
        const earlier = open();
        earlier.plant(cookieName, planted);
        expect([await sessionOf(earlier), await isStored(stack, planted)]).toEqual([null, false]);
      });
    }
  });
}

for (const { name, signIn } of ways.slice(1)) {
  test(`a sign-in by ${name} in a browser that brings the session of somebody else takes nothing of them over`, async ({ stack, open }) => {
    const [user, mal] = [await everyWay(stack), await newProvedUser(stack, "Mal")];
    const vera = open();
    vera.plant(cookieName, mal.browser.cookie(cookieName) ?? "");
    expect((await sessionOf(vera))?.user.id).toBe(mal.userId);
    expect(pathOf(await signIn(stack, vera, user))).toBe("/account");
    expect((await sessionOf(vera))?.user.id).toBe(user.userId);
    expect(vera.cookie(cookieName)).not.toBe(mal.browser.cookie(cookieName));
    expect(await sessionOf(mal.browser), "the session that was left in this browser is over").toBeNull();
    const { rows } = await stack.sql.query(`SELECT 1 FROM "Account" WHERE "userId" = $1 UNION ALL SELECT 1 FROM "Passkey" WHERE "userId" = $1 UNION ALL SELECT 1 FROM "PasswordCredential" WHERE "userId" = $1`, [mal.userId]);
    expect(rows).toEqual([]);
  });
}

/** Something that somebody does who is signed in and has just proved who they are. @returns its answer */
type Deed = { name: string; prepare: (stack: Stack, user: Everybody) => Promise<() => Promise<Answer | void>> };

const wish = { purpose: "end_sessions", returnTo: "/account/sessions/end-others" };
const post = (path: string, fields: Record<string, string>) => async (_stack: Stack, { browser }: Everybody) => async () => await browser.post(path, fields);

async function proveAddress(stack: Stack, { browser }: Everybody, email: string): Promise<() => Promise<Answer>> {
  const { asked: attempt, code } = await withCode(stack, email, async () => attemptIn(await browser.post(`${methodsPage}/email`, { action: "send", email })));
  return async () => await browser.post(`${methodsPage}/email`, { action: "verify", attempt, code });
}

const deeds: readonly Deed[] = [
  {
    name: "a fresh proof by code",
    prepare: async (stack, { browser, userId, email }) => {
      await ageSessions(stack, userId);
      const { asked: attempt, code } = await withCode(stack, email, async () => attemptIn(await browser.post("/reauthenticate", { action: "send_code", ...wish })));
      return async () => await browser.post("/reauthenticate", { action: "verify_code", attempt, code });
    },
  },
  {
    name: "a fresh proof by password",
    prepare: async (stack, { browser, userId, password }) => {
      await ageSessions(stack, userId);
      return async () => await browser.post("/reauthenticate", { action: "password", password, ...wish });
    },
  },
  {
    name: "a fresh proof by passkey",
    prepare: async (stack, { browser, userId, device }) => {
      await ageSessions(stack, userId);
      return async () => await browser.post("/reauthenticate", { action: "passkey", passkey: device.get(await passkeyOptions(browser, { purpose: "step_up" })), ...wish });
    },
  },
  {
    name: "linking",
    prepare: async (stack, { browser, persona }) => {
      await browser.post(`${methodsPage}/unlink`, { account: (await accountIdOf(stack, persona)) ?? "" });
      return async () => await linkByRequest(stack, browser, newPersona(stack));
    },
  },
  { name: "unlinking", prepare: async (stack, { browser, persona }) => async () => await browser.post(`${methodsPage}/unlink`, { account: (await accountIdOf(stack, persona)) ?? "" }) },
  {
    name: "a merge",
    prepare: async (stack, { browser, userId }) => {
      const other = await newProvedUser(stack);
      const attempt = await proveOther(stack, browser, other.email);
      return async () => void (await mergeByRequest(stack, browser, attempt, userId));
    },
  },
  {
    name: "taking a merge back",
    prepare: async (stack, { browser, userId }) => {
      const other = await newProvedUser(stack);
      const merge = await mergeByRequest(stack, browser, await proveOther(stack, browser, other.email), userId);
      return async () => await browser.post(`${mergePage}/undo`, { merge });
    },
  },
  { name: "another password", prepare: post(`${methodsPage}/password`, { password: otherPassword }) },
  { name: "no password", prepare: post(`${methodsPage}/password/remove`, { action: "remove" }) },
  {
    name: "a first password",
    prepare: async (_stack, { browser }) => {
      await browser.post(`${methodsPage}/password/remove`, { action: "remove" });
      return async () => await browser.post(`${methodsPage}/password`, { password: goodPassword });
    },
  },
  { name: "another passkey", prepare: async (stack, { browser }) => async () => await addPasskey(browser, newDevice(stack), "Laptop") },
  {
    name: "a passkey less",
    prepare: async (stack, { browser, userId }) => {
      const { rows } = await stack.sql.query<{ id: string }>(`SELECT "id" FROM "Passkey" WHERE "userId" = $1`, [userId]);
      return async () => await browser.post(`${methodsPage}/passkey/remove`, { passkey: rows[0]?.id ?? "" });
    },
  },
  { name: "another address", prepare: async (stack, user) => await proveAddress(stack, user, newAddress()) },
  {
    name: "no address",
    prepare: async (_stack, { browser }) => {
      await browser.post(`${methodsPage}/password/remove`, { action: "remove" });
      return async () => await browser.post(`${methodsPage}/email/remove`, { action: "remove" });
    },
  },
];

for (const { name, prepare } of deeds) {
  test(`after ${name} there is a new token, the one before is dead on the server, and the cookie of a session on a shared computer goes with the window still`, async ({ stack }) => {
    const user = await everyWay(stack);
    await ageSessions(stack, user.userId, 0);
    const deed = await prepare(stack, user);
    // Begun on a shared computer, whose mark has gone from the browser since.
    await stack.sql.query(`UPDATE "Session" SET "shared" = true WHERE "userId" = $1`, [user.userId]);
    const before = user.browser.copy();
    expect((await sessionOf(before))?.user.id).toBe(user.userId);
    const answer = await deed();
    if (answer) expect(answer.status, `${answer.headers.get("location")} ${answer.body.slice(0, 200)}`).toBe(303);
    if (answer) expect(pathOf(answer)).not.toContain("/reauthenticate");
    expect(user.browser.cookie(cookieName)).not.toBe(before.cookie(cookieName));
    expect([before, user.browser].map((browser) => browser.cookies.get(cookieName)?.maxAge)).toEqual([sessionCookieAge, undefined]);
    expect((await sessionOf(user.browser))?.user.id).toBe(user.userId);
    expect([await sessionOf(before), await isStored(stack, before.cookie(cookieName) ?? "")]).toEqual([null, false]);
    const { rowCount } = await stack.sql.query(`SELECT 1 FROM "Session" WHERE "userId" = $1`, [user.userId]);
    expect(rowCount, "and no second session beside it").toBe(1);
  });
}

test("a sign-in again with the linked account, in the session of its owner, ends the session before", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  const before = vera.copy();
  await signedIn(stack, vera, persona);
  expect([await sessionOf(before), await isStored(stack, before.cookie(cookieName) ?? "")]).toEqual([null, false]);
});
