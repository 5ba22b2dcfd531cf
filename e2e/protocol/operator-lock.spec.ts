import { expectRecovery, pathOf, sessionOf, signedIn } from "../fixtures/journey.ts";
import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { locationOf } from "../fixtures/http-browser.ts";
import { lockByOperator, usersLock } from "../fixtures/operator.ts";
import { heldByPasskey, newPasskeyUser, passkeyOptions } from "../fixtures/passkeys.ts";
import { newPasswordUser } from "../fixtures/passwords.ts";
import { newAddress, newestCode, newPersona, newProvedUser, userIdOf } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Whoever the operator locks gets back in, whatever they sign in with, and nobody else does meanwhile. */

async function byCode(stack: Stack, browser: HttpBrowser, email: string, mails: number, more: Record<string, string> = {}) {
  const asked = await browser.post("/signin/check-email", { email, returnTo: "/account", ...more });
  const attempt = locationOf(asked).searchParams.get("attempt") ?? "";
  return await browser.post("/signin/verify", { attempt, code: await newestCode(stack, email, mails) });
}

/** Opens the account with a code to its address, in a new browser. */
async function unlock(stack: Stack, browser: HttpBrowser, email: string, mails: number) {
  expect(pathOf(await byCode(stack, browser, email, mails, { unlock: "yes" }))).toBe("/account");
  expect((await sessionOf(browser))?.user.email).toBe(email);
}

const statusOf = async (stack: Stack, userId: string) => (await stack.sql.query<{ status: string }>(`SELECT "status"::text FROM "User" WHERE "id" = $1`, [userId])).rows[0]?.status;

test("somebody with a code: a code to sign in does not open it, a code to open it does", async ({ stack, open }) => {
  const { email, userId, browser } = await newProvedUser(stack);
  await lockByOperator(stack, email);
  expect([await sessionOf(browser), await statusOf(stack, userId)]).toEqual([null, "locked"]);
  const vera = open();
  await expectRecovery(vera, await byCode(stack, vera, email, 2), "user_locked");
  await unlock(stack, open(), email, 3);
  expect(await statusOf(stack, userId)).toBe("active");
});

test("somebody with a password: it opens nothing meanwhile, and is good again afterwards", async ({ stack, open }) => {
  const { email, password, browser } = await newPasswordUser(stack);
  await lockByOperator(stack, email);
  expect(await sessionOf(browser)).toBeNull();
  const vera = open();
  const refused = await vera.post("/signin/password", { email, password, returnTo: "/bag" });
  await expectRecovery(vera, refused, "user_locked");
  await unlock(stack, open(), email, 2);
  expect(pathOf(await open().post("/signin/password", { email, password, returnTo: "/bag" }))).toBe("/bag");
});

test("somebody with a passkey and an address: the passkey opens nothing meanwhile, and is good again afterwards", async ({ stack, open }) => {
  const { email, userId, device } = await newPasskeyUser(stack);
  await lockByOperator(stack, userId);
  const signIn = async (browser: HttpBrowser) => await browser.post("/signin/passkey", { passkey: device.get(await passkeyOptions(browser)), returnTo: "/bag" });
  const vera = open();
  await expectRecovery(vera, await signIn(vera), "user_locked");
  await unlock(stack, open(), email, 2);
  expect(pathOf(await signIn(open()))).toBe("/bag");
});

test("somebody with a passkey alone is signed out everywhere and not locked out: the passkey goes on", async ({ stack, open }) => {
  const { userId, device } = await heldByPasskey(stack, newAddress());
  const said = await usersLock(stack, userId, "--yes");
  expect(said).toContain("not locked: it has no confirmed address");
  expect([await statusOf(stack, userId), (await stack.sql.query(`SELECT 1 FROM "Session" WHERE "userId" = $1`, [userId])).rows]).toEqual(["active", []]);
  const vera = open();
  expect(pathOf(await vera.post("/signin/passkey", { passkey: device.get(await passkeyOptions(vera)), returnTo: "/bag" }))).toBe("/bag");
});

test("somebody with Amazon alone is signed out everywhere, loses the tokens, and gets both again by signing in", async ({ stack, open }) => {
  const [persona, vera] = [newPersona(stack), open()];
  await signedIn(stack, vera, persona);
  const userId = (await userIdOf(stack, persona)) ?? "";
  const tokens = async () => (await stack.sql.query<{ sealed: boolean }>(`SELECT "refresh_token" IS NOT NULL AS "sealed" FROM "Account" WHERE "userId" = $1`, [userId])).rows;
  expect(await tokens()).toEqual([{ sealed: true }]);
  await lockByOperator(stack, userId);
  expect([await sessionOf(vera), await statusOf(stack, userId), await tokens()]).toEqual([null, "active", [{ sealed: false }]]);
  const again = open();
  await signedIn(stack, again, persona);
  expect([(await sessionOf(again))?.user.id, await tokens()]).toEqual([userId, [{ sealed: true }]]);
});

test("an account that the operator opens again needs no code", async ({ stack, open }) => {
  const { email, password, userId } = await newPasswordUser(stack);
  await lockByOperator(stack, userId);
  expect(await usersLock(stack, email, "--unlock", "--yes")).toContain("Done: it is open.");
  expect(pathOf(await open().post("/signin/password", { email, password, returnTo: "/bag" }))).toBe("/bag");
});
