import type { Page } from "@playwright/test";
import { goodPassword, letProofAge, newPasswordUser, otherPassword } from "./fixtures/passwords.ts";
import { newAddress, newestCode, newestLink, newPersona } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

test.use({ javaScriptEnabled: false });

async function send(page: Page, fields: Record<string, string>, button: string): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole("main").getByRole("button", { name: button, exact: true }).click();
}

test("without script, somebody signs up with a password, is told of an easy one, and signs in with it", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const email = newAddress();
  await page.goto("/signup?returnTo=%2Fsaved");
  await send(page, { "E-mail address": email, "New password": "passwordpassword" }, "Send me the code");
  await expect(page.getByRole("alert").filter({ hasText: "It is made of common words" })).toBeVisible();
  await send(page, { "E-mail address": email, "New password": goodPassword }, "Send me the code");
  await shop.enterCode(await newestCode(stack, email));
  await shop.expectAt("/saved");
  await shop.signOutHere();
  await page.goto("/signin/password");
  await send(page, { "E-mail address": email, Password: otherPassword }, "Sign in");
  await expect(page.getByRole("alert").filter({ hasText: "do not belong together" })).toBeVisible();
  await send(page, { Password: goodPassword }, "Sign in");
  await shop.expectAt("/account");
  expect((await shop.session())?.user.email).toBe(email);
});

test("without script, a forgotten password is replaced with a mailed code", async ({ page, shop, stack }) => {
  const { email } = await newPasswordUser(stack);
  await page.goto("/signin/password/reset");
  await send(page, { "E-mail address": email }, "Send me a code");
  await send(page, { "Six-digit code": await newestCode(stack, email, 2), "New password": otherPassword }, "Save and sign in");
  await shop.expectAt("/account");
  expect((await shop.session())?.user.email).toBe(email);
});

test("without script, a sensitive page asks for the password again and then goes on", async ({ page, shop, stack }) => {
  const { email, userId } = await newPasswordUser(stack);
  await page.goto("/signin/password");
  await send(page, { "E-mail address": email, Password: goodPassword }, "Sign in");
  await shop.expectAt("/account");
  await letProofAge(stack, userId);
  await page.goto("/account/sign-in-methods/password");
  await expect(shop.heading("Please confirm that it is you")).toBeVisible();
  await send(page, { Password: goodPassword }, "Confirm with the password");
  await send(page, { "New password": otherPassword }, "Save password");
  await expect(page.getByRole("status").filter({ hasText: "Your password is changed." })).toBeVisible();
});

test("without script, an address is changed with a code, and the change is taken back by the link in the notice", async ({ page, shop, stack }) => {
  const [old, next] = [newAddress(), newAddress("next")];
  await shop.askForCode(old, "/account/sign-in-methods/email");
  await shop.enterCode(await newestCode(stack, old));
  await send(page, { "New e-mail address": next }, "Send a code");
  await shop.enterCode(await newestCode(stack, next), "Confirm");
  await shop.expectAt("/account/sign-in-methods?done=email_changed");
  await page.goto(await newestLink(stack, old, "undo-change"));
  await page.getByRole("button", { name: "Take the change back" }).click();
  await expect(shop.heading("The change was taken back")).toBeVisible();
  expect(await shop.session()).toBeNull();
});

test("without script, a mailed link signs in by its button, and an address on an Amazon account asks whose it is", async ({ page, shop, stack, otherBrowser }) => {
  const ada = newPersona(stack);
  const phone = await otherBrowser();
  await phone.signInWithAmazon(ada);
  await shop.askForCode(ada.email ?? "", "/saved");
  await page.goto(await newestLink(stack, ada.email ?? ""));
  await page.getByRole("button", { name: /^Sign in as / }).click();
  await expect(shop.heading("Is this account yours?")).toBeVisible();
  await page.getByRole("button", { name: "Go on with a new account" }).click();
  await shop.expectAt("/saved");
  expect((await shop.session())?.user.id).not.toBe((await phone.session())?.user.id);
});
