import { ageSessions, mailedSubjects, newAddress, newestCode, newestLink } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import type { Stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

/** Where somebody is signed in, why they are not any more, and what to do when somebody else was. */

async function signInByCode(shop: ShopPages, stack: Stack, email: string, mails = 1): Promise<void> {
  await shop.askForCode(email);
  await shop.enterCode(await newestCode(stack, email, mails));
  await shop.expectAt("/account");
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("a shopper sees two browsers, ends the lost one after a fresh proof, and its next click says why", async ({ page, shop, stack, otherBrowser }) => {
      const email = newAddress();
      await signInByCode(shop, stack, email);
      const phone = await otherBrowser();
      await signInByCode(phone, stack, email, 2);
      await mailedSubjects(stack, email, "in a new browser");
      await ageSessions(stack, (await shop.session())?.user.id ?? "");
      await page.getByRole("link", { name: "See where you are signed in" }).click();
      await shop.expectAt("/account/sessions");
      await expect(page.getByRole("heading", { name: "Chrome on Linux" })).toHaveCount(2);
      await expect(page.getByText("This browser", { exact: true })).toHaveCount(1);
      await page.getByRole("button", { name: /^End this session/ }).click();
      await expect(shop.heading("Please confirm that it is you")).toBeVisible();
      expect(await phone.session()).not.toBeNull();
      await page.getByRole("button", { name: "Send me a code" }).click();
      await shop.enterCode(await newestCode(stack, email, 3), "Confirm");
      await shop.expectAt("/account/sessions");
      await page.getByRole("button", { name: /^End this session/ }).click();
      await shop.expectAt("/account/sessions?done=ended");
      await expect(page.getByRole("status").filter({ hasText: "That session has ended." })).toBeVisible();
      expect([await phone.session(), (await shop.session()) === null]).toEqual([null, false]);
      await phone.page.goto("/orders");
      await expect(phone.page.getByRole("status").filter({ hasText: "This session was ended from another browser of yours." })).toBeVisible();
      await page.getByRole("link", { name: "What happened to your account" }).click();
      await expect(page.getByText("A session was ended.")).toBeVisible();
      await expect(page.getByText(/^Somebody signed in with a code by e-mail, in/).first()).toBeVisible();
    });

    test("on a shared computer the cookie goes with the window, nothing is remembered, and that can be taken back", async ({ page, shop, stack }) => {
      const email = newAddress();
      await shop.openSignIn("/bag");
      await page.getByRole("button", { name: "This is a shared computer" }).click();
      await shop.expectAt("/signin?returnTo=%2Fbag");
      await expect(page.getByRole("status").filter({ hasText: "Shared computer" })).toBeVisible();
      await page.getByLabel("E-mail address").fill(email);
      await page.getByRole("main").getByRole("button", { name: "Send me a code" }).click();
      await shop.enterCode(await newestCode(stack, email));
      await shop.expectAt("/bag");
      const cookies = await page.context().cookies();
      expect(cookies.find(({ name }) => name === "authjs.session-token")?.expires).toBe(-1);
      expect(cookies.map(({ name }) => name).filter((name) => name === "siwa.last" || name === "siwa.device")).toEqual([]);
      await page.goto("/account/sessions");
      await expect(page.getByText("shared computer")).toBeVisible();
      await shop.signOutHere();
      await shop.openSignIn();
      await page.getByRole("button", { name: "It is my own device" }).click();
      await expect(page.getByRole("button", { name: "This is a shared computer" })).toBeVisible();
    });

    test("whoever reads the mail about a new browser closes the account, and its owner opens it again with a code", async ({ page, shop, stack, otherBrowser, expected }) => {
      expected.statuses.add(403);
      const email = newAddress();
      await signInByCode(shop, stack, email);
      const mal = await otherBrowser();
      await signInByCode(mal, stack, email, 2);
      await mailedSubjects(stack, email, "in a new browser");
      const link = await newestLink(stack, email, "not-me");
      await page.goto(link);
      await expect(shop.heading("Was somebody else in your account?")).toBeVisible();
      expect(await mal.session()).not.toBeNull();
      await page.getByRole("button", { name: "Close the account against others" }).click();
      await expect(shop.heading("This account is locked for safety")).toBeVisible();
      expect([await mal.session(), await shop.session()]).toEqual([null, null]);
      // Nobody signs in meanwhile, with whatever they have.
      await mal.askForCode(email);
      await mal.enterCode(await newestCode(stack, email, 3));
      await expect(mal.heading("This account is locked for safety")).toBeVisible();
      await page.getByRole("link", { name: "Open my account again" }).click();
      await page.getByLabel("E-mail address of the account").fill(email);
      await page.getByRole("button", { name: "Send me a code" }).click();
      await shop.enterCode(await newestCode(stack, email, 4));
      await shop.expectAt("/account/sign-in-methods?done=account_opened");
      expect((await shop.session())?.user.email).toBe(email);
      await mailedSubjects(stack, email, "locked for safety");
    });
  });
}
