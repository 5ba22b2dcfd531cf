import type { Page } from "@playwright/test";
import { goodPassword, letProofAge, newPasswordUser, otherPassword } from "./fixtures/passwords.ts";
import { newAddress, newestCode, newPersona, newProvedUser, userIdOf } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("main").getByRole("button", { name, exact: true }).click();
}

async function signIn(shop: ShopPages, email: string, password: string, returnTo = "/account"): Promise<void> {
  await shop.page.goto(`/signin/password?${new URLSearchParams({ returnTo })}`);
  await fill(shop.page, { "E-mail address": email, Password: password });
  await press(shop.page, "Sign in");
}

test("signs up with a password: the code proves the address, and only then there is an account", async ({ page, shop, stack }) => {
  const email = newAddress();
  await shop.openSignIn("/saved");
  await page.getByRole("link", { name: "New here? Sign up with a password" }).click();
  await fill(page, { "E-mail address": email, "New password": goodPassword });
  await press(page, "Send me the code");
  await expect(shop.heading("Check your e-mail")).toBeVisible();
  expect(await stack.sql.query(`SELECT 1 FROM "User" WHERE "email" = $1`, [email])).toMatchObject({ rowCount: 0 });
  await shop.enterCode(await newestCode(stack, email));
  await shop.expectAt("/saved");
  await shop.signOutHere();
  await signIn(shop, email.toUpperCase(), goodPassword, "/saved");
  await shop.expectAt("/saved");
  expect((await shop.session())?.user.email).toBe(email);
});

test("refuses an easy password with 422, says why, shows the meter and keeps the address", async ({ page, shop, expected }) => {
  expected.statuses.add(422);
  await page.goto("/signup");
  await fill(page, { "E-mail address": "ada@example.test", "New password": "passwordpassword" });
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await press(page, "Send me the code");
  expect((await answer).status()).toBe(422);
  await expect(page.getByRole("alert").filter({ hasText: "It is made of common words" })).toBeFocused();
  await expect(page.getByRole("meter", { name: "How hard it is to guess" })).toHaveAttribute("value", "0");
  await expect(page.getByLabel("E-mail address")).toHaveValue("ada@example.test");
  await expect(page.getByLabel("New password", { exact: true })).toHaveValue("");
  expect(await shop.session()).toBeNull();
});

test("the meter follows the typing", async ({ page }) => {
  await page.goto("/signup");
  const field = page.getByLabel("New password", { exact: true });
  const meter = page.getByRole("meter");
  await expect(meter).toHaveCount(0);
  await expect(async () => {
    await field.fill("short");
    await expect(page.getByText("Too easy to guess")).toBeVisible({ timeout: 500 });
  }).toPass();
  await field.fill(goodPassword);
  await expect(meter).toHaveAttribute("value", "4");
});

test("a wrong password is refused in the same words as an address that nobody has", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const { email } = await newPasswordUser(stack);
  for (const address of [email, newAddress()]) {
    await signIn(shop, address, otherPassword);
    await expect(page.getByRole("alert").filter({ hasText: "Address and password do not belong together here" })).toBeVisible();
    await expect(page.getByLabel("E-mail address")).toHaveValue(address);
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
  }
  expect(await shop.session()).toBeNull();
});

test("somebody who forgot the password proves the address, chooses another, and is signed in here and nowhere else", async ({ page, shop, stack }) => {
  const { email, browser } = await newPasswordUser(stack);
  await page.goto("/signin/password?returnTo=%2Fsaved");
  await page.getByRole("link", { name: "I forgot my password" }).click();
  await fill(page, { "E-mail address": email });
  await press(page, "Send me a code");
  await expect(shop.heading("Choose a new password")).toBeVisible();
  await fill(page, { "Six-digit code": await newestCode(stack, email, 2), "New password": otherPassword });
  await press(page, "Save and sign in");
  await shop.expectAt("/saved");
  expect((await shop.session())?.user.email).toBe(email);
  expect((await browser.get("/api/auth/session")).body).toBe("null");
  await expect.poll(() => stack.mailbox.mails.all(email).map(({ subject }) => subject).join("\n")).toContain("password");
  await shop.signOutHere();
  await signIn(shop, email, otherPassword);
  await shop.expectAt("/account");
});

test("changes a password in the settings, after a fresh proof by that password", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const { email, userId } = await newPasswordUser(stack);
  await signIn(shop, email, goodPassword, "/account/sign-in-methods");
  await letProofAge(stack, userId);
  await page.getByRole("link", { name: "Change the password" }).click();
  await expect(shop.heading("Please confirm that it is you")).toBeVisible();
  await fill(page, { Password: otherPassword });
  await press(page, "Confirm with the password");
  await expect(page.getByRole("alert").filter({ hasText: "do not belong together" })).toBeVisible();
  await fill(page, { Password: goodPassword });
  await press(page, "Confirm with the password");
  await expect(shop.heading("Change your password")).toBeVisible();
  await expect(page.getByLabel("Sign out of every other browser and device")).toBeChecked();
  await fill(page, { "New password": otherPassword });
  await press(page, "Save password");
  await expect(page.getByRole("status").filter({ hasText: "Your password is changed." })).toBeVisible();
});

test("removes the password; a code still signs in, the password does not", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const { email } = await newPasswordUser(stack);
  await signIn(shop, email, goodPassword, "/account/sign-in-methods/password");
  await page.getByRole("link", { name: "Remove the password" }).click();
  await press(page, "Remove the password");
  await expect(page.getByRole("status").filter({ hasText: "Your password is removed." })).toBeVisible();
  await expect(page.getByRole("link", { name: "Choose a password" })).toBeVisible();
  await shop.signOutHere();
  await signIn(shop, email, goodPassword);
  await expect(page.getByRole("alert").filter({ hasText: "do not belong together" })).toBeVisible();
});

test("somebody without a password chooses one and signs in with it", async ({ page, shop, stack }) => {
  const email = newAddress();
  await shop.askForCode(email, "/account/sign-in-methods");
  await shop.enterCode(await newestCode(stack, email));
  await page.getByRole("link", { name: "Choose a password" }).click();
  await fill(page, { "New password": goodPassword });
  await press(page, "Save password");
  await expect(page.getByRole("status").filter({ hasText: "You have a password now." })).toBeVisible();
  await shop.signOutHere();
  await signIn(shop, email, goodPassword);
  await shop.expectAt("/account");
});

test("an Amazon shopper without a confirmed address is led to confirming it first", async ({ page, shop, stack }) => {
  await shop.signInWithAmazon(newPersona(stack));
  await page.goto("/account/sign-in-methods/password");
  await expect(page.getByRole("link", { name: "Confirm your address" })).toBeVisible();
  await expect(page.getByLabel("New password", { exact: true })).toHaveCount(0);
});

test("the ladder takes the password of whoever has the address", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const { email, userId } = await newPasswordUser(stack);
  const persona = newPersona(stack, { email });
  await shop.openSignIn("/bag");
  await shop.amazonButton().click();
  await shop.amazon.signIn(persona);
  await expect(shop.heading("This address may already be in use here")).toBeVisible();
  await fill(page, { Password: otherPassword });
  await press(page, "Confirm with the password and link Amazon");
  await expect(page.getByRole("alert").filter({ hasText: "do not belong together" })).toBeVisible();
  await fill(page, { Password: goodPassword });
  await press(page, "Confirm with the password and link Amazon");
  await shop.expectAt("/bag");
  expect(await userIdOf(stack, persona)).toBe(userId);
});

test("password managers find the fields, and nothing stands in the way of pasting", async ({ page, shop, stack }) => {
  await page.goto("/signin/password");
  await expect(page.getByLabel("E-mail address")).toHaveAttribute("autocomplete", "username");
  const field = page.getByLabel("Password", { exact: true });
  await expect(field).toHaveAttribute("autocomplete", "current-password");
  await expect(field).not.toHaveAttribute("maxlength", /.*/);
  await field.focus();
  const allowed = await field.evaluate((element) => element.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true })));
  expect(allowed).toBe(true);
  await page.goto("/signup");
  await expect(page.getByLabel("New password", { exact: true })).toHaveAttribute("autocomplete", "new-password");
  await expect(page.getByLabel("New password", { exact: true })).not.toHaveAttribute("maxlength", /.*/);
  const { email } = await newProvedUser(stack);
  await shop.askForCode(email, "/account");
  await shop.enterCode(await newestCode(stack, email, 2));
  await shop.expectAt("/account");
  await page.goto("/.well-known/change-password");
  await shop.expectAt("/account/sign-in-methods/password");
  await expect(page.locator('input[name="username"]')).toHaveValue(email);
});
