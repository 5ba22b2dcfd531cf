import type { Page } from "@playwright/test";
import { countUsersOf, newPersona } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

/** Remembers the address with which Amazon sends the browser back. */
function callbackAddress(page: Page): () => string {
  let address = "";
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/auth/callback/amazon") address ||= request.url();
  });
  return () => address;
}

test("opening a finished callback again says that you are signed in, and leads on", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  const callback = callbackAddress(page);
  await shop.signInWithAmazon(ada, "/saved");
  const session = await shop.session();
  await page.goto(callback());
  await expect(shop.heading("You are signed in")).toBeVisible();
  await page.reload();
  await expect(shop.heading("You are signed in")).toBeVisible();
  await page.getByRole("link", { name: "Continue" }).click();
  await shop.expectAt("/saved");
  expect(await shop.session()).toEqual(session);
  expect(await countUsersOf(stack, ada)).toEqual({ users: 1, accounts: 1 });
});

test("Back after signing in never shows an error", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await page.goto("/");
  await shop.signInWithAmazon(ada);
  const seen: string[] = [];
  for (let steps = 0; steps < 4; steps += 1) {
    await page.goBack();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    seen.push(page.url());
    await expect(page.getByText("Reference number")).toHaveCount(0);
  }
  expect(seen.filter((url) => url.startsWith(stack.appUrl))).not.toHaveLength(0);
  expect((await shop.session())?.user.name).toBe(ada.name);
});

test("Back to Amazon, which sends the browser on at once, is a good end again", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  await page.goBack();
  await expect(shop.heading("You are signed in")).toBeVisible();
  await page.getByRole("link", { name: "Continue" }).click();
  await shop.expectAccountOf(ada.name);
  expect(await countUsersOf(stack, ada)).toEqual({ users: 1, accounts: 1 });
});

test("a finished callback opened in another browser is refused, and gives nobody a session", async ({ page, shop, stack, otherBrowser }) => {
  const callback = callbackAddress(page);
  await shop.signInWithAmazon(newPersona(stack));
  const thief = await otherBrowser();
  await thief.page.goto(callback());
  await expect(thief.heading("This sign-in began somewhere else")).toBeVisible();
  expect(await thief.session()).toBeNull();
  expect(await shop.session()).not.toBeNull();
});

test("a finished callback opened after signing out does not sign in again", async ({ page, shop, stack }) => {
  const callback = callbackAddress(page);
  await shop.signInWithAmazon(newPersona(stack));
  await shop.signOutHere();
  await page.goto(callback());
  await expect(shop.heading("This sign-in is over")).toBeVisible();
  expect(await shop.session()).toBeNull();
});
