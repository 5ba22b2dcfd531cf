import { newAddress, newestCode, newPersona, newProvedUser, userIdOf, wrongCode } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

test.use({ javaScriptEnabled: false });

test("without script, a shopper signs in with Amazon from home, and signs out", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await page.goto("/");
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await shop.expectAccountOf(ada.name);
  await page.getByRole("main").getByRole("link", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign out on this device" }).click();
  await expect(shop.heading("You are signed out")).toBeVisible();
  expect(await shop.session()).toBeNull();
});

test("without script, Cancel at Amazon leads back to signing in", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.openSignIn("/saved");
  await shop.amazonButton().click();
  await shop.amazon.choose(ada);
  await shop.amazon.cancel();
  await expect(page.getByRole("status")).toContainText("You did not share anything");
});

test("without script, a mailed code signs in; wrong and resent ones behave as with script", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const email = newAddress();
  await shop.openSignIn("/saved");
  await page.getByLabel("E-mail address").fill("no address");
  await page.getByRole("button", { name: "Send me a code" }).click();
  await expect(page.getByRole("alert")).toContainText("name@example.com");
  await expect(page.getByLabel("E-mail address")).toHaveValue("no address");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await shop.enterCode(wrongCode(await newestCode(stack, email)));
  await expect(page.getByRole("alert")).toContainText("The six digits do not match");
  await page.getByRole("button", { name: "Send another code" }).click();
  await shop.enterCode(await newestCode(stack, email, 2));
  await shop.expectAt("/saved");
});

test("without script, the ladder links Amazon to the user who proves the address", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const owner = await newProvedUser(stack);
  const ada = newPersona(stack, { email: owner.email });
  await shop.addToBag("Watering can");
  await shop.openSignIn("/bag");
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await page.getByRole("button", { name: "Send a code to this address" }).click();
  const code = await newestCode(stack, owner.email, 2);
  await shop.enterCode(wrongCode(code), "Confirm and link Amazon");
  await expect(page.getByRole("alert")).toContainText("The six digits do not match");
  await shop.enterCode(code, "Confirm and link Amazon");
  await shop.expectAt("/bag");
  await expect(page.getByRole("heading", { name: "Watering can" })).toBeVisible();
  expect(await userIdOf(stack, ada)).toBe(owner.userId);
});

test("without script, bag and saved items can be filled, changed and emptied", async ({ page, shop, expected }) => {
  expected.statuses.add(422);
  await shop.addToBag("Enamel kettle");
  await shop.save("Meadow seed tin");
  await page.goto("/saved");
  await page.getByRole("button", { name: "Move to bag: Meadow seed tin" }).click();
  await expect(shop.bagLink(2)).toBeVisible();
  await page.goto("/bag");
  await page.getByLabel("Quantity: Enamel kettle").fill("0");
  await page.getByRole("button", { name: "Update: Enamel kettle" }).click();
  await expect(page.getByRole("alert")).toContainText("from 1 to 99");
  await page.getByLabel("Quantity: Enamel kettle").fill("4");
  await page.getByRole("button", { name: "Update: Enamel kettle" }).click();
  await expect(shop.bagLink(5)).toBeVisible();
  await page.getByRole("button", { name: "Remove: Enamel kettle" }).click();
  await page.getByRole("button", { name: "Remove: Meadow seed tin" }).click();
  await expect(page.getByRole("heading", { name: "Your bag is empty" })).toBeVisible();
});
