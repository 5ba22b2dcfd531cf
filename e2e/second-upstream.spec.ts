import { countUsersOf, newPersona } from "./fixtures/people.ts";
import { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

/** In a real browser through oidc-provider's own authorization: its cookies, its redirects, its consent. */

test.use({ setting: { upstream: "oidc" } });

test("a shopper signs in, signs out, comes back without a question, and cancels once", async ({ page, shop, stack, otherBrowser }) => {
  const ada = newPersona(stack);
  await test.step("a first sign-in asks who and whether", async () => {
    await shop.addToBag("Enamel kettle");
    await shop.openSignIn("/bag");
    await shop.amazonButton().click();
    await expect(shop.heading("Second upstream: this is not Amazon")).toBeVisible();
    await page.getByLabel(ada.name).check();
    await page.getByRole("button", { name: "Allow" }).click();
    await shop.expectAt("/bag");
    await expect(shop.bagLink(1)).toBeVisible();
  });
  await test.step("a later one goes straight through, because both consent and session are remembered there", async () => {
    await shop.signOutHere();
    await shop.openSignIn();
    await shop.amazonButton().click();
    await shop.expectAccountOf(ada.name);
  });
  await test.step("Back does not lead into an error", async () => {
    await page.goBack();
    await expect(shop.heading("You are signed in")).toBeVisible();
  });
  await test.step("Cancel in another browser is a quiet way back", async () => {
    const other = await otherBrowser();
    await other.openSignIn("/saved");
    await other.amazonButton().click();
    await other.page.getByRole("button", { name: "Cancel" }).click();
    await other.expectAt("/signin?returnTo=%2Fsaved&notice=consent_denied");
    await expect(other.page.getByRole("status")).toContainText("You did not share anything");
  });
  expect(await countUsersOf(stack, ada)).toEqual({ users: 1, accounts: 1 });
});

test("two tabs that were open at its page both finish, each on its own destination", async ({ context, stack }) => {
  const ada = newPersona(stack);
  const tabs = [new ShopPages(await context.newPage()), new ShopPages(await context.newPage())] as const;
  const destinations = ["/saved", "/help/sign-in"] as const;
  for (const [index, tab] of tabs.entries()) {
    await tab.openSignIn(destinations[index]);
    await tab.amazonButton().click();
    await expect(tab.heading("Second upstream: this is not Amazon")).toBeVisible();
  }
  for (const [index, tab] of [...tabs.entries()].toReversed()) {
    await tab.page.getByLabel(ada.name).check();
    await tab.page.getByRole("button", { name: "Allow" }).click();
    await tab.expectAt(destinations[index] ?? "");
  }
  expect(await countUsersOf(stack, ada)).toEqual({ users: 1, accounts: 1 });
});
