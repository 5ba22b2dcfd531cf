import { newAddress, newestCode, newPersona } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

test("Cancel at Amazon is a quiet return with the other way visible; trying again lands on the first destination", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.openSignIn("/saved");
  await shop.amazonButton().click();
  await shop.amazon.choose(ada);
  await shop.amazon.cancel();
  await expect(page).toHaveURL(/\/signin\?/);
  await expect(page.getByRole("status")).toContainText("You did not share anything");
  await expect(page.getByLabel("E-mail address")).toBeVisible();
  await expect(shop.heading("Sign in to Larkspur")).toBeVisible();
  expect(await shop.session()).toBeNull();
  await shop.amazonButton().click();
  await shop.amazon.expectConsent();
  await shop.amazon.allow();
  await shop.expectAt("/saved");
});

test("after Cancel the code by e-mail keeps the first destination", async ({ shop, stack }) => {
  const ada = newPersona(stack);
  const email = newAddress();
  await shop.openSignIn("/saved");
  await shop.amazonButton().click();
  await shop.amazon.choose(ada);
  await shop.amazon.cancel();
  await shop.page.getByLabel("E-mail address").fill(email);
  await shop.page.getByRole("button", { name: "Send me a code" }).click();
  await expect(shop.heading("Check your e-mail")).toBeVisible();
  await shop.enterCode(await newestCode(stack, email));
  await shop.expectAt("/saved");
});

test("somebody else can be chosen on Amazon's consent page", async ({ shop, stack }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  await shop.openSignIn();
  await shop.amazonButton().click();
  await shop.amazon.choose(ada);
  await shop.amazon.useAnotherAccount();
  await shop.amazon.signIn(grace);
  await shop.expectAccountOf(grace.name);
});
