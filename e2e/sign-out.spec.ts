import { newPersona } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

test("signing out ends the session, says that Amazon stays signed in, and the next visit needs no consent", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  const before = await shop.session();
  await page.getByRole("main").getByRole("link", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign out on this device" }).click();
  await expect(shop.heading("You are signed out")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Amazon itself stays signed in" })).toBeVisible();
  expect(await shop.session()).toBeNull();
  await page.goto("/account");
  await shop.expectAt("/signin?returnTo=%2Faccount");
  await shop.amazonButton().click();
  await shop.expectAccountOf(ada.name);
  expect((await shop.session())?.user.id).toBe(before?.user.id);
});

test("on a shared computer signing out everywhere from the list of sessions says that Amazon stays signed in, too", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.openSignIn();
  await page.getByRole("button", { name: "This is a shared computer" }).click();
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await shop.expectAt("/account");
  await page.goto("/account/sessions");
  await page.getByRole("button", { name: "Sign out everywhere, here too" }).click();
  await expect(shop.heading("You are signed out")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Amazon itself stays signed in" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Go to amazon.com" })).toHaveAttribute("href", "https://www.amazon.com/");
  expect(new URL(page.url()).pathname).toBe("/signout");
});

test("Back after signing out does not show the account page again", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  await shop.signOutHere();
  for (let steps = 0; steps < 3; steps += 1) {
    await page.goBack();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText(ada.name)).toHaveCount(0);
  }
});

test("signing out everywhere ends the other browser's session at once", async ({ page, shop, stack, otherBrowser }) => {
  const ada = newPersona(stack);
  const phone = await otherBrowser();
  await shop.signInWithAmazon(ada);
  await phone.signInAgainWithAmazon(ada);
  expect(await phone.session()).not.toBeNull();
  await page.goto("/signout");
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(shop.heading("You are signed out")).toBeVisible();
  expect(await shop.session()).toBeNull();
  await expect.poll(() => phone.session()).toBeNull();
  await phone.page.goto("/account");
  await phone.expectAt("/signin?returnTo=%2Faccount");
});

test("signing out on this device leaves the other browser signed in", async ({ shop, stack, otherBrowser }) => {
  const ada = newPersona(stack);
  const phone = await otherBrowser();
  await shop.signInWithAmazon(ada);
  await phone.signInAgainWithAmazon(ada);
  await shop.signOutHere();
  await phone.page.goto("/account");
  await phone.expectAccountOf(ada.name);
});

test("Stay signed in leaves everything as it is", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  await page.goto("/signout");
  await page.getByRole("link", { name: "Stay signed in" }).click();
  await shop.expectAccountOf(ada.name);
});
