import { Device, pressMakePasskey, pressUsePasskey, withoutOffer } from "./fixtures/device.ts";
import { signInByCode } from "./fixtures/linking.ts";
import { ageSessions, newestCode, newPersona } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

/** A second way in for shoppers whose only one is Amazon, and what came of it. */

const invitation = ({ page }: ShopPages) => page.getByRole("heading", { name: "One more way in would be good" });
const addPasskey = ({ page }: ShopPages) => page.getByRole("link", { name: "Add a passkey (about 20 seconds)" });

/** Out, and in again with the passkey, without Amazon. */
async function comeBackByPasskey(shop: ShopPages, userId: string): Promise<void> {
  await shop.signOutHere();
  await shop.openSignIn("/account");
  await pressUsePasskey(shop.page);
  await shop.expectAt("/account");
  expect((await shop.session())?.user.id).toBe(userId);
  await expect(shop.page.getByRole("definition").filter({ hasText: "a passkey" })).toBeVisible();
}

test("a shopper whose only way in is Amazon is invited to add another, and may leave it", async ({ page, shop, stack }) => {
  await shop.signInWithAmazon(newPersona(stack));
  await expect(invitation(shop)).toBeVisible();
  await expect(page.getByRole("main")).toContainText("You sign in with Amazon and with nothing else.");
  await expect(page.getByRole("meter", { name: "1 of 2 ways in" })).toHaveAttribute("value", "1");
  await expect(page.getByRole("link", { name: "Confirm your address" })).toHaveAttribute("href", "/account/sign-in-methods/email");
  await expect(addPasskey(shop)).toHaveAttribute("href", "/account/sign-in-methods/passkey");
  await shop.signOutHere();
  await signInByCode(shop, stack);
  await expect(invitation(shop)).toHaveCount(0);
  await expect(page.getByRole("meter")).toHaveCount(0);
});

test("the passkey of the invitation is made in one press after Amazon, ends the invitation, and signs in by itself", async ({ page, shop, stack }) => {
  await withoutOffer(page);
  await shop.signInWithAmazon(newPersona(stack));
  const userId = (await shop.session())?.user.id ?? "";
  const device = await Device.of(page);
  await addPasskey(shop).click();
  await expect(shop.heading("Add a passkey")).toBeVisible();
  await pressMakePasskey(shop);
  expect(await device.credentials()).toHaveLength(1);
  await page.goto("/account");
  await expect(invitation(shop)).toHaveCount(0);
  await expect(page.getByRole("meter")).toHaveCount(0);
  await comeBackByPasskey(shop, userId);
});

test("the same a while after Amazon: one more visit there, and on to the passkey", async ({ page, shop, stack }) => {
  await withoutOffer(page);
  await shop.signInWithAmazon(newPersona(stack));
  const userId = (await shop.session())?.user.id ?? "";
  await ageSessions(stack, userId);
  await Device.of(page);
  await page.goto("/account");
  await addPasskey(shop).click();
  await expect(shop.heading("Please confirm that it is you")).toBeVisible();
  // Amazon still knows this browser, and sends it back at once.
  await page.getByRole("button", { name: "Sign in with Amazon again" }).click();
  await expect(shop.heading("Add a passkey")).toBeVisible();
  expect((await shop.session())?.user.id).toBe(userId);
  await pressMakePasskey(shop);
  await page.goto("/account");
  await expect(invitation(shop)).toHaveCount(0);
  await comeBackByPasskey(shop, userId);
});

test("the address of the invitation is confirmed by code, ends the invitation, and signs in by itself", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  const email = ada.email ?? "";
  await shop.signInWithAmazon(ada);
  const userId = (await shop.session())?.user.id ?? "";
  await page.getByRole("link", { name: "Confirm your address" }).click();
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await page.getByRole("button", { name: "Send a code" }).click();
  await shop.enterCode(await newestCode(stack, email), "Confirm");
  await shop.expectAt("/account/sign-in-methods?done=email_added");
  await page.goto("/account");
  await expect(invitation(shop)).toHaveCount(0);
  await shop.signOutHere();
  await shop.askForCode(email);
  await shop.enterCode(await newestCode(stack, email, 2));
  await shop.expectAccountOf(ada.name);
  expect((await shop.session())?.user.id).toBe(userId);
});
