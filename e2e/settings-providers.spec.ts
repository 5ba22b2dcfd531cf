import { unproveAddress } from "./fixtures/bent-rows.ts";
import { letAmazonForget, linkAmazon, linkedSection, methodsPage, pressLink, signInByCode, startLinking } from "./fixtures/linking.ts";
import { ageSessions, mailedSubjects, newestCode, newPersona, newProvedUser, userIdOf } from "./fixtures/people.ts";
import { newOidcPerson, sampleIdAccountOf } from "./fixtures/sample-id.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

/** The settings where another provider is on beside Amazon, and several Amazon accounts may be linked. */

test.use({ setting: { sampleId: { claimsInIdToken: true }, environment: { ALLOW_SEVERAL_AMAZON_ACCOUNTS: "1" } } });

const button = ({ page }: ShopPages) => page.getByRole("button", { name: "Continue with Sample Id" });

async function allowThere({ page }: ShopPages, name: string): Promise<void> {
  await page.getByLabel(name).check();
  await page.getByRole("button", { name: "Allow" }).click();
}

async function linkSampleId(shop: ShopPages, name: string): Promise<void> {
  await shop.page.goto(methodsPage);
  await shop.page.getByRole("link", { name: "Link Sample Id", exact: true }).click();
  await shop.page.getByRole("button", { name: "Go on to Sample Id" }).click();
  await allowThere(shop, name);
  await pressLink(shop);
  await shop.expectAt(`${methodsPage}?done=account_linked&via=oidc`);
}

test("another provider is linked in the settings after a look at the account, signs in, and every page names it", async ({ page, shop, stack }) => {
  const olga = newOidcPerson(stack);
  const { email, userId } = await signInByCode(shop, stack);
  await ageSessions(stack, userId);
  const main = page.getByRole("main");
  await test.step("asked to confirm, and told what is shared", async () => {
    await page.goto(methodsPage);
    await page.getByRole("link", { name: "Link Sample Id", exact: true }).click();
    await page.getByRole("button", { name: "Send me a code" }).click();
    await shop.enterCode(await newestCode(stack, email, 2), "Confirm");
    await expect(shop.heading("Link Sample Id")).toBeVisible();
    await expect(page.getByRole("heading", { name: "What Sample Id tells us" })).toBeVisible();
    await expect(main).not.toContainText("Amazon");
  });
  await test.step("shown the account, before anything is linked", async () => {
    await page.getByRole("button", { name: "Go on to Sample Id" }).click();
    await allowThere(shop, olga.name);
    await expect(shop.heading("Link this Sample Id account?")).toBeVisible();
    for (const words of [olga.name, olga.email ?? "", "whoever can sign in to this Sample Id account"]) await expect(main).toContainText(words);
    await expect(main).not.toContainText("Amazon");
    expect(await sampleIdAccountOf(stack, olga.userId)).toBeUndefined();
  });
  await test.step("linked, and told so", async () => {
    await pressLink(shop);
    await shop.expectAt(`${methodsPage}?done=account_linked&via=oidc`);
    await expect(page.getByRole("status").filter({ hasText: "Sample Id is linked. You can sign in with it from now on." })).toBeVisible();
    await expect(linkedSection(shop).getByRole("heading", { level: 3, name: "Sample Id" })).toBeVisible();
    await expect(linkedSection(shop)).toContainText(olga.name);
    expect((await sampleIdAccountOf(stack, olga.userId))?.userId).toBe(userId);
    await mailedSubjects(stack, email, "Another way to sign in was linked");
  });
  await test.step("it signs in to the same account", async () => {
    await shop.signOutHere();
    await shop.openSignIn();
    await button(shop).click();
    await shop.expectAt("/account");
    expect((await shop.session())?.user.id).toBe(userId);
  });
});

test("another provider is unlinked by its name, opens the account no more, and a code still does", async ({ page, shop, stack }) => {
  const olga = newOidcPerson(stack);
  const { email, userId } = await signInByCode(shop, stack);
  await linkSampleId(shop, olga.name);
  await page.getByRole("link", { name: `Unlink \u2068${olga.name}\u2069 at Sample Id` }).click();
  await expect(shop.heading("Unlink this Sample Id account?")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Sample Id goes on listing this shop");
  await expect(page.getByRole("main")).not.toContainText("Amazon");
  await page.getByRole("button", { name: "Unlink it" }).click();
  await shop.expectAt(`${methodsPage}?done=account_unlinked&via=oidc`);
  await expect(page.getByRole("status").filter({ hasText: "The Sample Id account is unlinked" })).toBeVisible();
  await expect(linkedSection(shop)).toContainText("No account elsewhere is linked.");
  expect(await sampleIdAccountOf(stack, olga.userId)).toBeUndefined();
  await mailedSubjects(stack, email, "A linked account was removed");
  await shop.signOutHere();
  await shop.openSignIn();
  await button(shop).click();
  await shop.expectAccountOf(olga.name);
  expect((await shop.session())?.user.id).not.toBe(userId);
  await shop.signOutHere();
  await shop.askForCode(email);
  await shop.enterCode(await newestCode(stack, email, 2));
  await shop.expectAt("/account");
  expect((await shop.session())?.user.id).toBe(userId);
});

test("“This is not mine” after another provider names it on the account page", async ({ page, shop, stack }) => {
  const { email, userId } = await newProvedUser(stack);
  const olga = newOidcPerson(stack, { email });
  await shop.openSignIn();
  await button(shop).click();
  await allowThere(shop, olga.name);
  await page.getByRole("button", { name: "This is not mine" }).click();
  await shop.expectAt("/account?done=kept_apart&via=oidc");
  await expect(page.getByRole("status").filter({ hasText: "with Sample Id as the way in" })).toBeVisible();
  expect((await sampleIdAccountOf(stack, olga.userId))?.userId).not.toBe(userId);
});

test("the invitation to a second way counts the accounts elsewhere", async ({ page, shop, stack }) => {
  const { userId } = await signInByCode(shop, stack);
  await linkAmazon(shop, newPersona(stack));
  await linkSampleId(shop, newOidcPerson(stack).name);
  await unproveAddress(stack, userId);
  await page.goto("/account");
  await expect(page.getByRole("heading", { name: "One more way in would be good" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("You sign in with Amazon and Sample Id and with nothing else.");
  const meter = page.getByRole("meter", { name: "2 of 3 ways in" });
  expect([await meter.getAttribute("value"), await meter.getAttribute("max")]).toEqual(["2", "3"]);
});

test("where several Amazon accounts may be linked, a second joins the first, each signs in, and one goes without the other", async ({ page, shop, stack }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  const { userId } = await signInByCode(shop, stack);
  await linkAmazon(shop, ada);
  await letAmazonForget(shop);
  await page.getByRole("link", { name: "Link another Amazon account" }).click();
  await expect(page.getByRole("status").filter({ hasText: "You can link another account beside it." })).toContainText(ada.name);
  await page.getByRole("button", { name: "Go on to Amazon" }).click();
  await shop.amazon.signIn(grace);
  await expect(shop.heading("Link this Amazon account?")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Unlink/ })).toHaveCount(0);
  await pressLink(shop);
  await shop.expectAt(`${methodsPage}?done=account_linked`);
  for (const { name } of [ada, grace]) await expect(linkedSection(shop)).toContainText(name);
  expect([await userIdOf(stack, ada), await userIdOf(stack, grace)]).toEqual([userId, userId]);
  await page.getByRole("link", { name: `Unlink \u2068${ada.name}\u2069 at Amazon` }).click();
  await expect(page.getByRole("main")).toContainText(/Your other ways to sign in: a code to .* and Amazon\./);
  await page.getByRole("button", { name: "Unlink it" }).click();
  await shop.expectAt(`${methodsPage}?done=account_unlinked`);
  await expect(linkedSection(shop)).toContainText(grace.name);
  await expect(linkedSection(shop)).not.toContainText(ada.name);
  expect([await userIdOf(stack, ada), await userIdOf(stack, grace)]).toEqual([undefined, userId]);
  await shop.signOutHere();
  await shop.openSignIn();
  await shop.amazonButton().click();
  await shop.expectAt("/account");
  expect((await shop.session())?.user.id).toBe(userId);
});

test("with two linked, the page before Amazon names both and has room for more", async ({ page, shop, stack }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  await signInByCode(shop, stack);
  await linkAmazon(shop, ada);
  await letAmazonForget(shop);
  await startLinking(shop, "Link another Amazon account");
  await shop.amazon.signIn(grace);
  await pressLink(shop);
  await page.getByRole("link", { name: "Link another Amazon account" }).click();
  const room = page.getByRole("status").filter({ hasText: "You can link another account beside them." });
  for (const { name } of [ada, grace]) await expect(room).toContainText(name);
});

test("a provider that the operator switched off is no way in any more: a code is, and the account there can be unlinked", async ({ page, shop, stack, otherBrowser }) => {
  const [olga, oskar] = [newOidcPerson(stack), newOidcPerson(stack)];
  const stranded = await otherBrowser();
  await stranded.openSignIn();
  await button(stranded).click();
  await allowThere(stranded, oskar.name);
  await stranded.expectAt("/account");
  const { email, userId } = await signInByCode(shop, stack);
  await linkSampleId(shop, olga.name);
  await shop.signOutHere();
  const on = { ...stack.environment };
  for (const name of Object.keys(on)) if (name.startsWith("AUTH_OIDC_")) delete stack.environment[name];
  try {
    await stack.web.stop();
    await stack.restartWeb();
    await shop.openSignIn(methodsPage);
    await expect(button(shop)).toHaveCount(0);
    await shop.askForCode(email, methodsPage);
    await shop.enterCode(await newestCode(stack, email, 2));
    await shop.expectAt(methodsPage);
    expect((await shop.session())?.user.id).toBe(userId);
    await expect(linkedSection(shop)).toContainText("is not in use here at the moment");
    await expect(page.getByRole("button", { name: /^Connect again/ })).toHaveCount(0);
    await page.getByRole("link", { name: new RegExp(`^Unlink .${olga.name}`) }).click();
    await page.getByRole("button", { name: "Unlink it" }).click();
    await expect(page.getByRole("status").filter({ hasText: "is unlinked" })).toBeVisible();
    expect(await sampleIdAccountOf(stack, olga.userId)).toBeUndefined();
    await stranded.page.goto("/account");
    await expect(stranded.page.getByText("Nothing signs you in here at the moment.")).toBeVisible();
    await expect(stranded.page.getByRole("meter", { name: "0 of 2 ways in" })).toBeVisible();
  } finally {
    Object.assign(stack.environment, on);
    await stack.web.stop();
    await stack.restartWeb();
  }
});
