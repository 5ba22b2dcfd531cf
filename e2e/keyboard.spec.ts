import { focused, tabTo } from "./fixtures/keyboard.ts";
import { newAddress, newestCode, newPersona } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

test("Tab and Enter alone lead through the whole of a sign-in with Amazon and out again", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await page.goto("/");
  await page.keyboard.press("Tab");
  expect(await focused(page)).toMatchObject({ name: "Skip to content", inView: true });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.goto("/");
  await tabTo(page, "Sign in");
  await page.keyboard.press("Enter");
  await shop.expectAt("/signin");
  await tabTo(page, "Sign in with Amazon");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Sign in to the sandbox" })).toBeVisible();
  await page.getByRole("button", { name: ada.label, exact: true }).press("Enter");
  await shop.amazon.expectConsent();
  await page.getByRole("button", { name: "Allow" }).press("Enter");
  await shop.expectAccountOf(ada.name);
  await tabTo(page, "Sign out");
  await page.keyboard.press("Enter");
  await shop.expectAt("/signout");
  await tabTo(page, "Sign out on this device");
  await page.keyboard.press("Enter");
  await expect(shop.heading("You are signed out")).toBeVisible();
});

test("a code is asked for and entered by keyboard alone; its field has the focus from the start", async ({ page, shop, stack }) => {
  const email = newAddress();
  await page.goto("/signin");
  await tabTo(page, "Sign in with Amazon");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("E-mail address")).toBeFocused();
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  await expect(shop.heading("Check your e-mail")).toBeVisible();
  await expect(page.getByLabel("Six-digit code")).toBeFocused();
  await page.keyboard.type(await newestCode(stack, email));
  await page.keyboard.press("Enter");
  await shop.expectAt("/account");
});

test("a refused form gives the focus to its summary, whose link leads to the field", async ({ page, expected }) => {
  expected.statuses.add(422);
  await page.goto("/signin");
  await page.getByLabel("E-mail address").fill("nobody");
  await page.getByLabel("E-mail address").press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "There is a problem" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("E-mail address")).toBeFocused();
});

test("something is put in the bag and taken out by keyboard alone", async ({ page, shop }) => {
  await page.goto("/");
  await tabTo(page, "Add to bag: Enamel kettle");
  await page.keyboard.press("Enter");
  await expect(shop.bagLink(1)).toBeVisible();
  await tabTo(page, /^Bag/);
  await page.keyboard.press("Enter");
  await shop.expectAt("/bag");
  await tabTo(page, "Remove: Enamel kettle");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Your bag is empty" })).toBeVisible();
});
