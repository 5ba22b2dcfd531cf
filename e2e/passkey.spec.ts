import { removePasskeys, unproveAddress } from "./fixtures/bent-rows.ts";
import { Device, makePasskey, pressUsePasskey, withoutOffer } from "./fixtures/device.ts";
import { newAddress, newestCode, newPersona, userIdOf } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

async function signInByCode(shop: ShopPages, stack: Parameters<typeof newestCode>[0], email = newAddress()): Promise<string> {
  await shop.askForCode(email);
  await shop.enterCode(await newestCode(stack, email));
  await shop.expectAt("/account");
  return email;
}

test("a shopper adds two passkeys, names them, signs in with one, and removes the other", async ({ page, shop, stack }) => {
  await withoutOffer(page);
  const email = await signInByCode(shop, stack);
  const phone = await Device.of(page);
  await page.goto("/account/sign-in-methods/passkey");
  await expect(page.getByLabel("Name")).toHaveValue(/^Linux, \d+ \w+ \d{4}$|^\w+, \w+ \d+, \d{4}$/);
  await makePasskey(shop);
  await phone.remove();
  const key = await Device.of(page);
  await makePasskey(shop, "  Key on\tmy ring ");
  await expect(page.getByRole("heading", { level: 3, name: "Key on my ring" })).toBeVisible();
  await page.getByRole("link", { name: "Rename \u2068Key on my ring\u2069" }).click();
  await page.getByLabel("Name").fill("Blue key");
  await page.getByRole("button", { name: "Save the name" }).click();
  await shop.expectAt("/account/sign-in-methods?done=passkey_renamed");
  await shop.signOutHere();
  await shop.openSignIn("/saved");
  await pressUsePasskey(page);
  await shop.expectAt("/saved");
  expect((await shop.session())?.user.email).toBe(email);
  expect(await key.credentials()).toHaveLength(1);
  await page.goto("/account/sign-in-methods");
  await page.getByRole("link", { name: "Remove \u2068Blue key\u2069" }).click();
  await page.getByRole("button", { name: "Remove the passkey" }).click();
  await shop.expectAt("/account/sign-in-methods?done=passkey_removed");
  await expect(page.getByText("Blue key")).toHaveCount(0);
  const about = (words: RegExp) => stack.mailbox.mails.all(email).filter(({ subject }) => words.test(subject)).length;
  await expect.poll(() => [about(/passkey was added/i), about(/passkey was removed/i)]).toEqual([2, 1]);
});

test("a passkey is offered in the e-mail field, and signs in from there with the guest's bag", async ({ page, shop, stack }) => {
  const email = await signInByCode(shop, stack);
  const phone = await Device.of(page);
  await makePasskey(shop);
  await shop.signOutHere();
  await shop.addToBag("Watering can");
  await expect(page.getByLabel("E-mail address")).toHaveCount(0);
  await shop.openSignIn("/bag");
  await shop.expectAt("/bag");
  await expect(page.getByRole("heading", { name: "Watering can" })).toBeVisible();
  expect((await shop.session())?.user.email).toBe(email);
  expect(await phone.credentials()).toHaveLength(1);
});

test("a passkey that is not known any more is refused on the page, with the other ways", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  await withoutOffer(page);
  await signInByCode(shop, stack);
  await Device.of(page);
  await makePasskey(shop);
  const userId = (await shop.session())?.user.id ?? "";
  await shop.signOutHere();
  await removePasskeys(stack, userId);
  await shop.openSignIn("/saved");
  await pressUsePasskey(page);
  await expect(page.getByRole("alert").filter({ hasText: "We do not know that passkey" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Send me a code" })).toBeVisible();
});

test("whoever lost the device of a passkey signs in by code, removes that passkey, and adds another: the lost one opens nothing any more", async ({ page, shop, stack, otherBrowser, expected }) => {
  expected.statuses.add(422);
  await withoutOffer(page);
  const email = await signInByCode(shop, stack);
  const userId = (await shop.session())?.user.id;
  const lost = await Device.of(page);
  await makePasskey(shop, "Lost phone");
  await shop.signOutHere();
  const finder = await otherBrowser();
  await withoutOffer(finder.page);
  const found = await Device.of(finder.page);
  await found.copyFrom(lost);
  await lost.remove();
  await shop.askForCode(email, "/account/sign-in-methods");
  await shop.enterCode(await newestCode(stack, email, 2));
  await shop.expectAt("/account/sign-in-methods");
  // The code just now is proof enough for both.
  await page.getByRole("link", { name: "Remove \u2068Lost phone\u2069" }).click();
  await page.getByRole("button", { name: "Remove the passkey" }).click();
  await shop.expectAt("/account/sign-in-methods?done=passkey_removed");
  const replacement = await Device.of(page);
  await makePasskey(shop, "New phone");
  await expect(page.getByText("Lost phone")).toHaveCount(0);
  await shop.signOutHere();
  await shop.openSignIn("/saved");
  await pressUsePasskey(page);
  await shop.expectAt("/saved");
  expect((await shop.session())?.user).toMatchObject({ id: userId, email });
  expect(await replacement.credentials()).toHaveLength(1);
  await finder.openSignIn("/saved");
  await pressUsePasskey(finder.page);
  await expect(finder.page.getByRole("alert").filter({ hasText: "We do not know that passkey" })).toBeVisible();
  expect(await finder.session()).toBeNull();
});

test("a cancelled passkey leaves the shopper where they were, with the other ways", async ({ page, shop }) => {
  await Device.of(page);
  await shop.openSignIn();
  await pressUsePasskey(page);
  await expect(page.getByRole("alert").filter({ hasText: "No passkey was used" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Send me a code" })).toBeVisible();
  expect(await shop.session()).toBeNull();
});

test("who presses before the page's script has come is told so, and the next press is heard", async ({ page, shop, expected }) => {
  expected.statuses.add(422);
  await withoutOffer(page);
  await Device.of(page);
  const scripts = Promise.withResolvers<void>();
  await page.route("**/_next/static/**/*.js", async (route) => {
    await scripts.promise;
    await route.continue();
  });
  await page.goto("/signin", { waitUntil: "commit" });
  await page.getByRole("main").getByRole("button", { name: "Use a passkey" }).click({ noWaitAfter: true });
  await expect(page.getByRole("alert").filter({ hasText: "the page was still loading" })).toBeVisible();
  scripts.resolve();
  await pressUsePasskey(page);
  await expect(page.getByRole("alert").filter({ hasText: "No passkey was used" })).toBeVisible();
  expect(await shop.session()).toBeNull();
});

test("the last way in stays: the page says why, and so does the form", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(409);
  await signInByCode(shop, stack);
  await Device.of(page);
  await makePasskey(shop, "Only one");
  await page.getByRole("link", { name: "Remove \u2068Only one\u2069" }).click();
  await expect(page.getByRole("button", { name: "Remove the passkey" })).toBeVisible();
  await unproveAddress(stack, (await shop.session())?.user.id ?? "");
  await page.getByRole("button", { name: "Remove the passkey" }).click();
  await expect(shop.heading("This is your last way in")).toBeVisible();
  await page.getByRole("link", { name: "Your ways to sign in" }).click();
  await page.getByRole("link", { name: "Remove \u2068Only one\u2069" }).click();
  await expect(shop.heading("This is your last way in")).toBeVisible();
  await expect(page.getByRole("button", { name: "Remove the passkey" })).toHaveCount(0);
});

test("on the ladder a passkey proves the account: Amazon is linked; another account's passkey links nothing", async ({ page, shop, stack, otherBrowser, expected }) => {
  expected.statuses.add(409);
  const owner = await otherBrowser();
  const email = await signInByCode(owner, stack);
  const owners = await Device.of(owner.page);
  await makePasskey(owner);
  const mal = await otherBrowser();
  await signInByCode(mal, stack);
  const mals = await Device.of(mal.page);
  await makePasskey(mal);

  const ada = newPersona(stack, { email });
  await shop.openSignIn("/saved");
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await expect(shop.heading("This address may already be in use here")).toBeVisible();
  const wrong = await Device.of(page);
  await wrong.copyFrom(mals);
  await pressUsePasskey(page);
  await expect(page.getByRole("alert").filter({ hasText: "belongs to another account" })).toBeVisible();
  expect(await userIdOf(stack, ada)).toBeUndefined();
  await wrong.remove();
  const right = await Device.of(page);
  await right.copyFrom(owners);
  await pressUsePasskey(page);
  await shop.expectAt("/saved");
  expect(await userIdOf(stack, ada)).toBe((await owner.session())?.user.id);
});
