import type { Persona } from "#sandbox/amazon/personas.ts";
import { methodsPage, signInByCode } from "./fixtures/linking.ts";
import { goodPassword, newPasswordUser, otherPassword } from "./fixtures/passwords.ts";
import { countUsersOf, newAddress, newestCode, newestLink, newPersona, newProvedUser, userIdOf, wrongCode } from "./fixtures/people.ts";
import { expectNoSidewaysScroll } from "./fixtures/quality.ts";
import { mergeTwo } from "./fixtures/places/merge.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import type { Stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

/** Accounts that meet, without script and on a small phone: the ladder, “Is that yours?”, another account, a merge taken back by mail. */

test.use({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });

/** A shopper with something in the bag comes from Amazon with an address that is in use here. */
async function climb(shop: ShopPages, stack: Stack, email: string): Promise<Persona> {
  const persona = newPersona(stack, { email });
  await shop.addToBag("Watering can");
  await shop.openSignIn("/bag");
  await shop.amazonButton().click();
  await shop.amazon.signIn(persona);
  await expect(shop.heading("This address may already be in use here")).toBeVisible();
  await expectNoSidewaysScroll(shop.page, "the ladder");
  return persona;
}

test("without script, a password climbs the ladder after a wrong one, and the bag comes along", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const owner = await newPasswordUser(stack);
  const persona = await climb(shop, stack, owner.email);
  const enter = async (password: string) => {
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Confirm with the password and link Amazon" }).click();
  };
  await enter(otherPassword);
  await expect(page.getByRole("alert").filter({ hasText: "do not belong together" })).toBeVisible();
  expect(await countUsersOf(stack, persona)).toEqual({ users: 0, accounts: 0 });
  await enter(goodPassword);
  await shop.expectAt("/bag");
  await expect(page.getByRole("heading", { name: "Watering can" })).toBeVisible();
  expect((await shop.session())?.user.id).toBe(owner.userId);
  expect(await userIdOf(stack, persona)).toBe(owner.userId);
});

test("without script, a mailed code climbs the ladder after a wrong one", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const owner = await newProvedUser(stack);
  const persona = await climb(shop, stack, owner.email);
  await page.getByRole("button", { name: "Send a code to this address" }).click();
  const code = await newestCode(stack, owner.email, 2);
  await shop.enterCode(wrongCode(code), "Confirm and link Amazon");
  await expect(page.getByRole("alert").filter({ hasText: "The six digits do not match" })).toBeVisible();
  await shop.enterCode(code, "Confirm and link Amazon");
  await shop.expectAt("/bag");
  expect(await userIdOf(stack, persona)).toBe(owner.userId);
});

test("without script, who gives the ladder up is back at the sign-in page, and who says “not mine” has a separate account; the owner's stays as it was", async ({ page, shop, stack }) => {
  const owner = await newProvedUser(stack);
  const persona = await climb(shop, stack, owner.email);
  await page.getByRole("button", { name: "Cancel and go back to signing in" }).click();
  await shop.expectAt("/signin?returnTo=%2Fbag");
  expect(await countUsersOf(stack, persona)).toEqual({ users: 0, accounts: 0 });
  await shop.amazonButton().click();
  await expect(shop.heading("This address may already be in use here")).toBeVisible();
  await page.getByRole("button", { name: "This is not mine" }).click();
  await shop.expectAt("/bag");
  const mine = (await shop.session())?.user;
  expect([mine?.id === owner.userId, mine?.email]).toEqual([false, null]);
  expect(await userIdOf(stack, persona)).toBe(mine?.id);
});

test("without script, an address confirmed in the settings that an Amazon account holds is asked about, and either answer leads on", async ({ page, shop, stack, otherBrowser }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  const phone = await otherBrowser();
  for (const persona of [ada, grace]) {
    await phone.page.context().clearCookies();
    await phone.signInWithAmazon(persona);
  }
  const { userId } = await signInByCode(shop, stack, `${methodsPage}/email`);
  const prove = async (email: string) => {
    await page.goto(`${methodsPage}/email`);
    await page.getByLabel("New e-mail address").fill(email);
    await page.getByRole("button", { name: "Send a code" }).click();
    await shop.enterCode(await newestCode(stack, email), "Confirm");
    await expect(shop.heading("Is this account yours?")).toBeVisible();
    await expectNoSidewaysScroll(page, "the question");
  };
  await prove(ada.email ?? "");
  await page.getByRole("button", { name: "Use it on this account" }).click();
  await shop.expectAt(`${methodsPage}?done=email_changed`);
  expect((await shop.session())?.user).toMatchObject({ id: userId, email: ada.email });
  await prove(grace.email ?? "");
  await shop.amazonButton().click();
  await shop.amazon.choose(grace);
  await page.getByRole("button", { name: `Continue as \u2068${grace.name}\u2069` }).click();
  await expect(shop.heading("How you sign in")).toBeVisible();
  await expect(page.getByText("Confirmed: we can send a code to it.")).toBeVisible();
  expect((await shop.session())?.user.id).toBe(await userIdOf(stack, grace));
  const { rows } = await stack.sql.query<{ id: string }>(`SELECT "id" FROM "User" WHERE "provedEmail" = $1`, [grace.email]);
  expect(rows).toEqual([{ id: await userIdOf(stack, grace) }]);
});

test("without script, another account is used, with the bag or without", async ({ page, shop, stack }) => {
  const right = await newProvedUser(stack);
  await signInByCode(shop, stack);
  await shop.addToBag("Enamel kettle");
  await page.goto("/account");
  await page.getByRole("link", { name: "Not you? Use another account" }).click();
  await expect(shop.heading("Use another account")).toBeVisible();
  await expectNoSidewaysScroll(page, "another account");
  await page.getByRole("button", { name: "Take the bag along" }).click();
  await shop.expectAt("/signin?returnTo=%2Faccount");
  await shop.askForCode(right.email, "/bag");
  await shop.enterCode(await newestCode(stack, right.email, 2));
  await shop.expectAt("/bag");
  expect((await shop.session())?.user.id).toBe(right.userId);
  await expect(page.getByRole("heading", { name: "Enamel kettle" })).toBeVisible();
});

test("without script, the last way in stays: the page says why, and leads to adding another", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  await page.goto(methodsPage);
  await page.getByRole("link", { name: `Unlink \u2068${ada.name}\u2069 at Amazon` }).click();
  await expect(shop.heading("This is your last way in")).toBeVisible();
  await expectNoSidewaysScroll(page, "the last way in");
  await expect(page.getByRole("main")).not.toContainText("Unlink it");
  await page.getByRole("main").getByRole("link", { name: "Add an address" }).click();
  const email = newAddress("second");
  await page.getByLabel(/e-mail address/i).fill(email);
  await page.getByRole("main").getByRole("button", { name: "Send a code" }).click();
  await shop.enterCode(await newestCode(stack, email), "Confirm");
  await expect(page).toHaveURL(/\/account\/sign-in-methods/);
  expect(await countUsersOf(stack, ada)).toEqual({ users: 1, accounts: 1 });
});

test("without script, a merge is taken back by the mailed link, and both accounts are there again", async ({ page, shop, stack, otherBrowser }) => {
  const { mine, other } = await mergeTwo(shop, stack);
  const phone = await otherBrowser();
  await phone.page.goto(await newestLink(stack, mine, "undo-merge"));
  await expectNoSidewaysScroll(phone.page, "taking back by mail");
  await phone.page.getByRole("button", { name: "Take them apart" }).click();
  await expect(phone.heading("The two accounts are apart again")).toBeVisible();
  expect(await shop.session()).toBeNull();
  const { rows } = await stack.sql.query<{ provedEmail: string }>(`SELECT "provedEmail" FROM "User" WHERE "provedEmail" = ANY($1) AND "status" = 'active'`, [[mine, other.email]]);
  expect(rows.map(({ provedEmail }) => provedEmail).sort()).toEqual([mine, other.email].sort());
  await phone.page.getByRole("link", { name: "Sign in" }).last().click();
  await phone.page.waitForURL(/\/signin/);
  await page.goto("/account");
  await expect(page).toHaveURL(/\/signin/);
});
