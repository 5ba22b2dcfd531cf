import { ageSessions, newAddress, newestCode, newPersona, wrongCode } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import type { Stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

/** Proving it again before something sensitive, and going on where one was. */

async function signInByCode(shop: ShopPages, stack: Stack, email: string, mails: number): Promise<string> {
  await shop.askForCode(email);
  await shop.enterCode(await newestCode(stack, email, mails));
  await shop.expectAt("/account");
  return (await shop.session())?.user.id ?? "";
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("a shopper ends the sessions of a lost phone: asked to confirm, a code, and on with what was asked for", async ({ page, shop, stack, otherBrowser, expected }) => {
      expected.statuses.add(422);
      const email = newAddress();
      const userId = await signInByCode(shop, stack, email, 1);
      const phone = await otherBrowser();
      await signInByCode(phone, stack, email, 2);
      await ageSessions(stack, userId);
      await page.goto("/account");
      await page.getByRole("button", { name: "End all other sessions" }).click();
      await expect(shop.heading("Please confirm that it is you")).toBeVisible();
      await expect(page.getByText("You are about to sign out your other browsers and devices.")).toBeVisible();
      expect(await phone.session()).not.toBeNull();
      await page.getByRole("button", { name: "Send me a code" }).click();
      await shop.enterCode(wrongCode(await newestCode(stack, email, 3)), "Confirm");
      await expect(page.getByRole("alert").filter({ hasText: "The six digits do not match" })).toBeVisible();
      await shop.enterCode(await newestCode(stack, email, 3), "Confirm");
      await shop.expectAt("/account/sessions/end-others");
      await page.getByRole("button", { name: "End all other sessions" }).click();
      await shop.expectAt("/account?done=others_ended");
      await expect(page.getByRole("status").filter({ hasText: "Every other browser and device is signed out." })).toBeVisible();
      expect(await phone.session()).toBeNull();
      expect((await shop.session())?.user.id).toBe(userId);
      // Once is once: the next time asks again.
      await page.goto("/account/sessions/end-others");
      await expect(shop.heading("Please confirm that it is you")).toBeVisible();
    });

    test("a shopper who has only Amazon signs in there once more, and may then add a first method", async ({ page, shop, stack }) => {
      const ada = newPersona(stack);
      await shop.signInWithAmazon(ada);
      const userId = (await shop.session())?.user.id ?? "";
      await ageSessions(stack, userId);
      const step = `/reauthenticate?${new URLSearchParams({ purpose: "add_email", returnTo: "/account/sign-in-methods" })}`;
      await page.goto(step);
      await page.getByRole("button", { name: "Sign in with Amazon again" }).click();
      // The sandbox signs her in silently, or asks, as Amazon may.
      await shop.expectAt("/account/sign-in-methods");
      expect((await shop.session())?.user.id).toBe(userId);
      await page.goto(step);
      await shop.expectAt("/account/sign-in-methods");
      await page.goto("/reauthenticate?purpose=end_sessions&returnTo=%2Faccount");
      await expect(page.getByRole("heading", { name: "First add a second way to sign in" })).toBeVisible();
      await page.getByRole("link", { name: "Not now" }).click();
      await shop.expectAt("/account");
    });

    test("a shopper who has only Amazon adds an address on the way to something, and goes on with that", async ({ page, shop, stack, expected }) => {
      expected.statuses.add(422);
      await shop.signInWithAmazon(newPersona(stack));
      await ageSessions(stack, (await shop.session())?.user.id ?? "");
      await page.goto("/account/sessions/end-others");
      await page.getByRole("link", { name: "Add an e-mail address" }).click();
      await page.getByRole("button", { name: "Sign in with Amazon again" }).click();
      await shop.expectAt(`/account/sign-in-methods/email?${new URLSearchParams({ returnTo: "/account/sessions/end-others" })}`);
      const email = newAddress();
      await page.getByLabel("E-mail address").fill("nobody");
      await page.getByRole("button", { name: "Send a code" }).click();
      await expect(page.getByRole("alert").first()).toBeVisible();
      await page.getByLabel("E-mail address").fill(email);
      await page.getByRole("button", { name: "Send a code" }).click();
      await shop.enterCode(await newestCode(stack, email, 1), "Confirm");
      // The address alone unlocks nothing: now it is there to prove it with.
      await expect(shop.heading("Please confirm that it is you")).toBeVisible();
      await page.getByRole("button", { name: "Send me a code" }).click();
      await shop.enterCode(await newestCode(stack, email, 2), "Confirm");
      await shop.expectAt("/account/sessions/end-others");
    });
  });
}

test("somebody who is signed out is led to the sign-in page and back to what they wanted", async ({ page, shop, stack }) => {
  await page.goto("/reauthenticate?purpose=end_sessions&returnTo=%2Faccount%2Fsessions%2Fend-others");
  await shop.expectAt("/signin?returnTo=%2Faccount%2Fsessions%2Fend-others");
  const email = newAddress();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await shop.enterCode(await newestCode(stack, email));
  // A code just now is proof enough.
  await shop.expectAt("/account/sessions/end-others");
  await expect(shop.heading("End all other sessions")).toBeVisible();
});

test("Back to the code and the same code again leads on, and gives no second grant", async ({ page, shop, stack }) => {
  const email = newAddress();
  const userId = await signInByCode(shop, stack, email, 1);
  await ageSessions(stack, userId);
  await page.goto("/account/sessions/end-others");
  await page.getByRole("button", { name: "Send me a code" }).click();
  await shop.enterCode(await newestCode(stack, email, 2), "Confirm");
  await shop.expectAt("/account/sessions/end-others");
  await page.goBack();
  await shop.expectAt("/account/sessions/end-others");
  const { rows } = await stack.sql.query(`SELECT 1 FROM "StepUpGrant" g JOIN "Session" s ON s."id" = g."sessionId" WHERE s."userId" = $1`, [userId]);
  expect(rows).toHaveLength(1);
});

test("the page of all ways to sign in is found from the account page, and lists what there is", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  await page.getByRole("link", { name: "Change how you sign in" }).click();
  await shop.expectAt("/account/sign-in-methods");
  await expect(shop.heading("How you sign in")).toBeVisible();
  await expect(page.getByRole("main").locator("section", { has: page.getByRole("heading", { name: "Linked accounts" }) })).toContainText(ada.name);
  await expect(page.getByRole("main")).toContainText(ada.email ?? "");
});
