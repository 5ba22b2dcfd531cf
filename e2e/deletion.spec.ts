import { deletePage, expectErased, letCoolOff, statusOf } from "./fixtures/deleting.ts";
import { mailedSubjects, newAddress, newestCode, newPersona } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import type { Stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

/** Signs in with a code, and puts something into the bag. */
async function begin(shop: ShopPages, stack: Stack): Promise<{ email: string; userId: string }> {
  const email = newAddress();
  await shop.askForCode(email);
  await shop.enterCode(await newestCode(stack, email));
  await shop.expectAt("/account");
  return { email, userId: (await shop.session())?.user.id ?? "" };
}

async function askForDeletion(shop: ShopPages): Promise<void> {
  await shop.page.goto(deletePage);
  await shop.page.getByLabel("I want my account to be deleted").check();
  await shop.page.getByRole("button", { name: "Delete my account" }).click();
  await expect(shop.heading("Your account waits to be deleted")).toBeVisible();
}

test("a shopper has the account deleted, changes their mind, and is back with everything", async ({ page, shop, stack }) => {
  const { email, userId } = await begin(shop, stack);
  await askForDeletion(shop);
  expect(await shop.session()).toBeNull();
  expect((await mailedSubjects(stack, email, "will be deleted"))[0]).toContain("will be deleted on");
  await page.getByRole("link", { name: "Sign in and keep the account" }).click();
  await shop.askForCode(email);
  await shop.enterCode(await newestCode(stack, email, 2));
  await expect(shop.heading("Do you want to keep your account?")).toBeVisible();
  expect(await shop.session()).toBeNull();
  await page.getByRole("button", { name: "Keep my account" }).click();
  await shop.expectAt("/account");
  expect((await shop.session())?.user.id).toBe(userId);
  await mailedSubjects(stack, email, "is kept");
});

test("a shopper leaves it to be deleted, and is told until when", async ({ page, shop, stack }) => {
  const { email, userId } = await begin(shop, stack);
  await askForDeletion(shop);
  await shop.openSignIn();
  await shop.askForCode(email);
  await shop.enterCode(await newestCode(stack, email, 2));
  await page.getByRole("button", { name: "Leave it to be deleted" }).click();
  await expect(shop.heading("Your account goes on waiting to be deleted")).toBeVisible();
  expect([await shop.session(), await statusOf(stack, userId)]).toEqual([null, "deletion_pending"]);
});

test("a shopper who came with Amazon alone is led to adding a way in first", async ({ page, shop, stack }) => {
  await shop.signInWithAmazon(newPersona(stack));
  await page.goto(deletePage);
  await expect(page.getByRole("link", { name: "Add an e-mail address" })).toBeVisible();
});

test("after the days an account is gone for good: the same address makes a new one", async ({ shop, stack }) => {
  test.setTimeout(180_000);
  const { email, userId } = await begin(shop, stack);
  await askForDeletion(shop);
  await letCoolOff(stack, userId);
  await expectErased(stack, userId);
  expect((await mailedSubjects(stack, email, "is deleted"))[0]).toContain("is deleted");
  await shop.openSignIn();
  await shop.askForCode(email);
  await shop.enterCode(await newestCode(stack, email, 2));
  await shop.expectAt("/account");
  expect((await shop.session())?.user.id).not.toBe(userId);
});
