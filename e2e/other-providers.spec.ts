import type { Page } from "@playwright/test";
import { newestCode, newProvedUser } from "./fixtures/people.ts";
import { expectAccessible, expectGoodAtEveryWidth } from "./fixtures/quality.ts";
import { newOidcPerson, sampleIdAccountOf } from "./fixtures/sample-id.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

/** A provider beside Amazon in a real browser: its button, its pages, and what our pages say about it. */

test.use({ setting: { sampleId: { claimsInIdToken: true }, environment: { AUTH_PROVIDER_ORDER: "amazon,oidc" } } });

const button = (page: Page) => page.getByRole("button", { name: "Continue with Sample Id" });

async function signInThere(shop: ShopPages, name: string): Promise<void> {
  await button(shop.page).click();
  await shop.page.getByLabel(name).check();
  await shop.page.getByRole("button", { name: "Allow" }).click();
}

test("a shopper signs in with another provider, sees its name everywhere, and finds it marked the next time", async ({ page, shop, stack }) => {
  const olga = newOidcPerson(stack);
  await test.step("its button stands below Amazon's, in the operator's order", async () => {
    await shop.addToBag("Enamel kettle");
    await shop.openSignIn("/bag");
    const forms = await page.getByRole("main").locator("form").evaluateAll((all) => all.map((form) => new URL((form as HTMLFormElement).action).pathname));
    expect(forms.slice(0, 3)).toEqual(["/api/auth/signin/amazon", "/api/auth/signin/oidc", "/signin/check-email"]);
    await expect(page.getByText("last time")).toHaveCount(0);
  });
  await test.step("it leads there and back, with the bag", async () => {
    await signInThere(shop, olga.name);
    await shop.expectAt("/bag");
    await expect(shop.bagLink(1)).toBeVisible();
  });
  await test.step("the account page names it, as a way in and for this visit", async () => {
    await page.goto("/account");
    await expect(page.getByRole("heading", { level: 3, name: "Sample Id" })).toBeVisible();
    await expect(page.getByRole("definition").filter({ hasText: "Sample Id" })).toBeVisible();
  });
  await test.step("signing out says that it stays signed in there", async () => {
    await shop.signOutHere();
    await expect(page.getByRole("heading", { name: "Sample Id itself stays signed in" })).toBeVisible();
  });
  await test.step("the next time it is marked, and a press is enough", async () => {
    await shop.openSignIn();
    await expect(page.getByText("last time")).toHaveText("You used Sample Id last time");
    await button(page).click();
    await shop.expectAccountOf(olga.name);
  });
  expect(await sampleIdAccountOf(stack, olga.userId)).toBeDefined();
});

test("Cancel there is a quiet way back, with the other ways in sight", async ({ page, shop }) => {
  await shop.openSignIn("/saved");
  await button(page).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await shop.expectAt("/signin?returnTo=%2Fsaved&notice=consent_denied");
  await expect(page.getByRole("status")).toContainText("You did not share anything");
  await expect(shop.amazonButton()).toBeVisible();
});

test("an address that is in use leads to the ladder, which names the provider, and a code links it", async ({ page, shop, stack }) => {
  const { email, userId } = await newProvedUser(stack);
  const olga = newOidcPerson(stack, { email });
  await shop.openSignIn("/bag");
  await signInThere(shop, olga.name);
  await expect(shop.heading("This address may already be in use here")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("we will link Sample Id to the account you have");
  await page.getByRole("button", { name: "Send a code to this address" }).click();
  await shop.enterCode(await newestCode(stack, email, 2), "Confirm and link Sample Id");
  await shop.expectAt("/bag");
  expect((await sampleIdAccountOf(stack, olga.userId))?.userId).toBe(userId);
});

test("pages with several providers are accessible in light and dark and fit 320 px", async ({ page, shop, stack }) => {
  const olga = newOidcPerson(stack);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await shop.openSignIn();
  await expect(button(page)).toBeVisible();
  await expectAccessible(page, "sign-in");
  await expectGoodAtEveryWidth(page);
  await signInThere(shop, olga.name);
  await shop.expectAt("/account");
  for (const path of ["/account", "/account/sign-in-methods", "/signin", "/signout"]) {
    await page.goto(path);
    await expectAccessible(page, path);
    await expectGoodAtEveryWidth(page);
  }
});
