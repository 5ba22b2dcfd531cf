import { signInByCode } from "./fixtures/linking.ts";
import { newestCode } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

/** Signed in to the wrong account: on to the right one, with the bag or without. */

test("takes the bag along to the other account, on the shopper's wish", async ({ page, shop, stack, otherBrowser }) => {
  const elsewhere = await otherBrowser();
  const right = await signInByCode(elsewhere, stack);
  await elsewhere.addToBag("Watering can");
  await signInByCode(shop, stack);
  await shop.addToBag("Watering can");
  await shop.addToBag("Enamel kettle");
  await page.goto("/account");
  await page.getByRole("link", { name: "Not you? Use another account" }).click();
  await expect(shop.heading("Use another account")).toBeVisible();
  await expect(page.getByText("There are 2 things in the bag of this account.")).toBeVisible();
  await page.getByRole("button", { name: "Take the bag along" }).click();
  await shop.expectAt("/signin?returnTo=%2Faccount");
  expect(await shop.session()).toBeNull();
  await expect(shop.bagLink(2)).toBeVisible();
  await shop.askForCode(right.email, "/bag");
  await shop.enterCode(await newestCode(stack, right.email, 2));
  await shop.expectAt("/bag");
  expect((await shop.session())?.user.id).toBe(right.userId);
  await expect(page.getByLabel("Quantity: Watering can")).toHaveValue("2");
  await expect(page.getByLabel("Quantity: Enamel kettle")).toHaveValue("1");
});

test("leaves the bag with its account otherwise", async ({ page, shop, stack }) => {
  const wrong = await signInByCode(shop, stack);
  await shop.addToBag("Enamel kettle");
  await page.goto("/signin?returnTo=%2Fbag");
  await page.getByRole("link", { name: "Use another account" }).click();
  await page.getByRole("button", { name: "Leave the bag here" }).click();
  await shop.expectAt("/signin?returnTo=%2Fbag");
  await expect(shop.bagLink(0)).toBeVisible();
  await signInByCode(shop, stack);
  await expect(shop.bagLink(0)).toBeVisible();
  await shop.signOutHere();
  await shop.askForCode(wrong.email, "/bag");
  await shop.enterCode(await newestCode(stack, wrong.email, 2));
  await shop.expectAt("/bag");
  await expect(page.getByLabel("Quantity: Enamel kettle")).toHaveValue("1");
});

test("asks nothing about an empty bag, and may be left", async ({ page, shop, stack }) => {
  const { userId } = await signInByCode(shop, stack);
  await page.goto("/signout/switch");
  await expect(page.getByText("What about your bag?")).toHaveCount(0);
  await page.getByRole("link", { name: "Stay signed in" }).click();
  await shop.expectAt("/account");
  expect((await shop.session())?.user.id).toBe(userId);
  await page.goto("/signout/switch");
  await page.getByRole("button", { name: "Go on" }).click();
  await shop.expectAt("/signin?returnTo=%2Faccount");
  await page.goto("/signout/switch?returnTo=%2Fbag");
  await shop.expectAt("/signin?returnTo=%2Fbag");
});
