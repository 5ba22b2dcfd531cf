import { attemptOf } from "./fixtures/journey.ts";
import { newOperator } from "./fixtures/operators.ts";
import { goodPassword } from "./fixtures/passwords.ts";
import { ageSessions, newAddress, newestCode, newPersona } from "./fixtures/people.ts";
import { expectNoSidewaysScroll } from "./fixtures/quality.ts";
import { expect, test } from "./fixtures/test.ts";

/** A shopper writes a mail with a number; the operator answers it. */

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("from the number in a mail the operator finds what the shopper saw", async ({ page, shop, stack, otherBrowser }) => {
      const persona = newPersona(stack);
      await shop.openSignIn("/bag");
      await shop.amazonButton().click();
      await expect(page).toHaveURL(/[?&]state=/);
      const state = new URL(page.url()).searchParams.get("state") ?? "";
      await stack.sql.query(`UPDATE "Attempt" SET "legExpires" = now() - interval '1 second' WHERE "id" = $1`, [(await attemptOf(stack, state)).id]);
      await shop.amazon.signIn(persona);
      await expect(shop.heading("This took a little too long")).toBeVisible();
      const reference = (await page.getByRole("main").locator("code").textContent()) ?? "";
      const olive = await otherBrowser();
      const { email } = await newOperator(stack);
      await olive.page.goto("/signin/password?returnTo=%2Fops");
      await olive.page.getByLabel("E-mail address").fill(email);
      await olive.page.getByLabel("Password", { exact: true }).fill(goodPassword);
      await olive.page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(olive.heading("Overview")).toBeVisible();
      await olive.page.getByLabel("Reference number").fill(` ${reference.toLowerCase()}.`);
      await olive.page.getByRole("button", { name: "Find the attempt" }).click();
      await expect(olive.heading(`Attempt ${reference}`)).toBeVisible();
      await expect(olive.page.getByRole("blockquote")).toContainText("This took a little too long");
      await expect(olive.page.getByText("attempt_expired (")).toBeVisible();
      await expectNoSidewaysScroll(olive.page, "an attempt");
    });

    test("the operator finds a shopper by their address, ends their sessions after a fresh proof, and says why", async ({ page, shop, stack, otherBrowser, expected }) => {
      expected.statuses.add(422);
      const address = newAddress();
      await shop.askForCode(address);
      await shop.enterCode(await newestCode(stack, address));
      await shop.expectAt("/account");
      const [olive, { email, userId }] = [await otherBrowser(), await newOperator(stack)];
      await olive.page.goto("/signin/password?returnTo=%2Fops%2Fusers");
      await olive.page.getByLabel("E-mail address").fill(email);
      await olive.page.getByLabel("Password", { exact: true }).fill(goodPassword);
      await olive.page.getByRole("button", { name: "Sign in", exact: true }).click();
      await olive.page.getByLabel("Address, user id or reference number").fill(address.toUpperCase());
      await olive.page.getByRole("button", { name: "Find" }).click();
      await expect(olive.heading("User")).toBeVisible();
      expect(olive.page.url()).not.toContain("@");
      await ageSessions(stack, userId);
      await olive.page.getByRole("link", { name: "End all sessions" }).click();
      await expect(olive.heading("Please confirm that it is you")).toBeVisible();
      await olive.page.getByLabel("Password", { exact: true }).fill(goodPassword);
      await olive.page.getByRole("button", { name: /password/i }).click();
      await expect(olive.heading("End all sessions")).toBeVisible();
      await olive.page.getByRole("button", { name: "End all sessions" }).click();
      await expect(olive.page.getByRole("alert").filter({ hasText: "Say why you do it." })).toBeVisible();
      await olive.page.getByLabel("Reason").fill("ticket 4711");
      await olive.page.getByRole("button", { name: "End all sessions" }).click();
      await expect(olive.page.getByRole("status").filter({ hasText: "All sessions of this user have ended." })).toBeVisible();
      await expect(olive.page.getByText("Reason: ticket 4711")).toBeVisible();
      await page.goto("/account");
      await expect(page.getByRole("status").filter({ hasText: "Your account was signed out everywhere." })).toBeVisible();
    });
  });
}
