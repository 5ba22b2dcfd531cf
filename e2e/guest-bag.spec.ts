import { newAddress, newestCode, newPersona } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

test("a guest's bag and saved items join the user at sign-in", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.addToBag("Enamel kettle");
  await shop.addToBag("Enamel kettle");
  await shop.addToBag("Meadow seed tin");
  await shop.save("Storm lantern");
  await expect(shop.bagLink(3)).toBeVisible();
  await page.goto("/bag");
  await page.getByRole("link", { name: "Sign in to check out" }).click();
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await shop.expectAt("/checkout");
  await page.goto("/bag");
  await expect(shop.bagLink(3)).toBeVisible();
  const lines = page.getByRole("list", { name: "What is in your bag" }).getByRole("listitem");
  await expect(lines).toHaveCount(2);
  await expect(page.getByLabel("Quantity: Enamel kettle")).toHaveValue("2");
  await page.goto("/saved");
  await expect(page.getByRole("heading", { name: "Storm lantern" })).toBeVisible();
});

test("what a guest added joins what the user had, and comes back on the next device", async ({ shop, stack, otherBrowser }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  await shop.addToBag("Stoneware mug");
  const phone = await otherBrowser();
  await phone.addToBag("Stoneware mug");
  await phone.addToBag("Watering can");
  await phone.signInAgainWithAmazon(ada, "/bag");
  await expect(phone.page.getByRole("heading", { name: "Watering can" })).toBeVisible();
  await expect(phone.page.getByLabel("Quantity: Stoneware mug")).toHaveValue("2");
  await expect(phone.bagLink(3)).toBeVisible();
});

test("the bag joins a user who signs in with a code too", async ({ page, shop, stack }) => {
  const email = newAddress();
  await shop.addToBag("Cast iron pan");
  await shop.askForCode(email, "/bag");
  await shop.enterCode(await newestCode(stack, email));
  await shop.expectAt("/bag");
  await expect(page.getByRole("heading", { name: "Cast iron pan" })).toBeVisible();
  await expect(shop.bagLink(1)).toBeVisible();
});

test("signing out leaves an empty guest bag, and the user's bag waits for the next sign-in", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  await shop.addToBag("Storm lantern");
  await shop.signOutHere();
  await expect(shop.bagLink(0)).toBeVisible();
  await page.goto("/bag");
  await expect(page.getByRole("heading", { name: "Your bag is empty" })).toBeVisible();
  await shop.openSignIn("/bag");
  await shop.amazonButton().click();
  await shop.expectAt("/bag");
  await expect(page.getByRole("heading", { name: "Storm lantern" })).toBeVisible();
});

test("a quantity can be changed and a line removed; a wrong quantity is refused with the reason", async ({ page, shop, expected }) => {
  expected.statuses.add(422);
  await shop.addToBag("Folding camp stool");
  await page.goto("/bag");
  const quantity = page.getByLabel("Quantity: Folding camp stool");
  await quantity.fill("3");
  await page.getByRole("button", { name: "Update: Folding camp stool" }).click();
  await expect(page.getByRole("status").filter({ hasText: "is changed" })).toBeVisible();
  await expect(shop.bagLink(3)).toBeVisible();
  await quantity.fill("100");
  await page.getByRole("button", { name: "Update: Folding camp stool" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Choose a whole number from 1 to 99" })).toBeVisible();
  await expect(shop.bagLink(3)).toBeVisible();
  await page.goto("/bag");
  await page.getByRole("button", { name: "Remove: Folding camp stool" }).click();
  await expect(page.getByRole("heading", { name: "Your bag is empty" })).toBeVisible();
});
