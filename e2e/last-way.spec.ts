import { Device, makePasskey, pressUsePasskey, withoutOffer } from "./fixtures/device.ts";
import { letAmazonForget, signInByCode } from "./fixtures/linking.ts";
import { goodPassword, newPasswordUser } from "./fixtures/passwords.ts";
import { newPersona } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

/** The sign-in page says which way was used in this browser the last time. */

const mark = ({ page }: ShopPages) => page.getByText(/^You used .* last time$/);

async function expectMark(shop: ShopPages, words: string): Promise<void> {
  await shop.signOutHere();
  await shop.openSignIn();
  await expect(mark(shop)).toHaveText(words);
}

test("the way that was used last is named where it is offered again, whichever it was", async ({ page, shop, stack }) => {
  await withoutOffer(page);
  await test.step("nothing is marked for a stranger", async () => {
    await shop.openSignIn();
    await expect(mark(shop)).toHaveCount(0);
  });
  await test.step("Amazon, right above its button", async () => {
    await shop.signInWithAmazon(newPersona(stack));
    await expectMark(shop, "You used Amazon last time");
    const [words, button] = [await mark(shop).boundingBox(), await shop.amazonButton().boundingBox()];
    expect((words?.y ?? 0) + (words?.height ?? 0)).toBeLessThanOrEqual(button?.y ?? 0);
  });
  await test.step("a code", async () => {
    await signInByCode(shop, stack);
    await Device.of(page);
    await makePasskey(shop);
    await expectMark(shop, "You used a code or link by e-mail last time");
  });
  await test.step("a passkey", async () => {
    await pressUsePasskey(page);
    await shop.expectAt("/account");
    await expectMark(shop, "You used a passkey last time");
  });
  await test.step("a password", async () => {
    const { email } = await newPasswordUser(stack);
    await page.goto("/signin/password");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(goodPassword);
    await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
    await shop.expectAt("/account");
    await expectMark(shop, "You used your password last time");
  });
});

test("whoever leaves an account for another is not pointed back to the way into the one they left", async ({ page, shop, stack }) => {
  await shop.signInWithAmazon(newPersona(stack));
  await letAmazonForget(shop);
  await page.goto("/signout/switch");
  await page.getByRole("button", { name: "Go on" }).click();
  await shop.expectAt("/signin?returnTo=%2Faccount");
  await expect(shop.amazonButton()).toBeVisible();
  await expect(mark(shop)).toHaveCount(0);
  // What the other account was signed in to with is marked from then on.
  await signInByCode(shop, stack);
  await expectMark(shop, "You used a code or link by e-mail last time");
});
