import { t } from "#lib/i18n/index.ts";
import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { parameter, pathOf, sessionOf, signedIn } from "../fixtures/journey.ts";
import { newAddress, newestCode, newPersona, newProvedUser, userIdOf } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** What closing an account against others promises, and that it is what follows: SC-08. */

const page = "/account/not-me";
const words = (key: "locked" | "open" | "lockedIf" | "doneText") => t(`sessions.notMe.${key}`);

/** Makes somebody's account, and what it was made with, months old. */
async function age(stack: Stack, userId: string): Promise<void> {
  await stack.sql.query(`UPDATE "User" SET "createdAt" = now() - interval '90 days' WHERE "id" = $1`, [userId]);
  await stack.sql.query(`UPDATE "Account" SET "createdAt" = now() - interval '90 days' WHERE "userId" = $1`, [userId]);
}

/** Adds a first address, and proves it once more for the form, as somebody does who is asked to. */
async function addAddressToGetIn(stack: Stack, browser: HttpBrowser): Promise<void> {
  const email = newAddress();
  const sent = await browser.post("/account/sign-in-methods/email", { action: "send", email });
  await browser.post("/account/sign-in-methods/email", { action: "verify", attempt: parameter(pathOf(sent), "attempt"), code: await newestCode(stack, email) });
  const asked = await browser.post("/reauthenticate", { action: "send_code", purpose: "close_account", returnTo: page });
  const proved = await browser.post("/reauthenticate", { action: "verify_code", attempt: parameter(pathOf(asked), "attempt"), code: await newestCode(stack, email, 2) });
  expect(pathOf(proved)).toBe(page);
}

test("somebody with Amazon alone, who confirmed an address a minute ago to be let in, is promised no lock, and is not locked", async ({ stack, open }) => {
  const [browser, persona] = [open(), newPersona(stack)];
  await signedIn(stack, browser, persona);
  const userId = (await userIdOf(stack, persona)) ?? "";
  await age(stack, userId);
  await addAddressToGetIn(stack, browser);
  const asked = await browser.get(page);
  expect([words("open"), words("locked"), words("lockedIf")].map((text) => asked.body.includes(text))).toEqual([true, false, false]);
  expect(asked.body).toContain(t("sessions.notMe.older", { ways: "Amazon" }));
  const closed = pathOf(await browser.post(page, { since: "hour" }));
  expect(closed).toBe("/signin?notice=closed");
  expect((await browser.get(closed)).body).toContain(words("doneText"));
  expect(await sessionOf(browser)).toBeNull();
  const { rows } = await stack.sql.query<{ status: string; provedEmail: string | null }>(`SELECT "status"::text, "provedEmail" FROM "User" WHERE "id" = $1`, [userId]);
  expect(rows).toEqual([{ status: "active", provedEmail: null }]);
  // Whoever can go to that Amazon account signs in anew, as the page said.
  const again = open();
  await signedIn(stack, again, persona);
  expect((await sessionOf(again))?.user.id).toBe(userId);
});

test("somebody whose address is older than every choice is promised a lock, and is locked", async ({ stack }) => {
  const { browser, userId } = await newProvedUser(stack);
  await stack.sql.query(`UPDATE "User" SET "createdAt" = now() - interval '90 days', "emailVerified" = now() - interval '90 days' WHERE "id" = $1`, [userId]);
  const asked = await browser.get(page);
  expect([words("open"), words("locked"), words("lockedIf")].map((text) => asked.body.includes(text))).toEqual([false, true, false]);
  expect(parameter(pathOf(await browser.post(page, { since: "month" })), "code")).toBe("user_locked");
});

test("somebody whose address is older than some choices is told on what it depends", async ({ stack }) => {
  const { browser, userId } = await newProvedUser(stack);
  await stack.sql.query(`UPDATE "User" SET "createdAt" = now() - interval '90 days', "emailVerified" = now() - interval '10 days' WHERE "id" = $1`, [userId]);
  const asked = await browser.get(page);
  expect([words("open"), words("locked"), words("lockedIf")].map((text) => asked.body.includes(text))).toEqual([false, false, true]);
});
