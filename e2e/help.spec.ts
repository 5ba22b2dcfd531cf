import { newPersona } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

const supportAddress = "support@example.test";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("the reference of a sign-in that failed goes along to the shop, and a message that has to be mended is not lost", async ({ page, shop, stack, expected }) => {
      expected.statuses.add(422);
      const ada = newPersona(stack);
      await shop.openSignIn("/saved");
      await shop.amazonButton().click();
      await shop.amazon.choose(ada);
      stack.sandbox.faults.add({ endpoint: "token", status: 503, body: "down", userId: ada.userId });
      await shop.amazon.allow();
      await expect(page.getByRole("link", { name: "Write to us" })).toBeVisible();
      const reference = new URL(page.url()).searchParams.get("ref") ?? "";
      stack.sandbox.faults.clear();
      await page.getByRole("link", { name: "Write to us" }).click();
      await expect(page.getByLabel("Reference number")).toHaveValue(reference);
      await page.getByLabel("Your message").fill("I pressed the yellow button.\nThen it said no.");
      await page.getByLabel("Your e-mail address").fill("vera at home");
      await page.getByRole("button", { name: "Send" }).click();
      const summary = page.getByRole("alert").filter({ hasText: "Enter one e-mail address" });
      await expect(summary).toBeVisible();
      await summary.getByRole("link").click();
      await expect(page.getByLabel("Your message")).toHaveValue("I pressed the yellow button.\nThen it said no.");
      await page.getByLabel("Your e-mail address").fill(ada.email ?? "");
      await page.getByRole("button", { name: "Send" }).click();
      await expect(page.getByRole("status").filter({ hasText: "We have your message" })).toBeVisible();
      await expect.poll(() => stack.mailbox.mails.all(supportAddress).map(({ subject, replyTo }) => ({ subject, replyTo }))).toContainEqual({ subject: `Help with signing in: ${reference}`, replyTo: ada.email });
      const mail = stack.mailbox.mails.all(supportAddress).find(({ subject }) => subject.includes(reference));
      expect(mail?.text).toContain("I pressed the yellow button.\nThen it said no.");
      const { rows } = await stack.sql.query(`SELECT "outcome" FROM "Attempt" WHERE "reference" = $1`, [reference]);
      expect(rows).toEqual([{ outcome: "provider_unavailable" }]);
    });
  });
}

test("somebody who is signed in is led to the pages that mend it, told of a single way in, and need not type the address", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await page.goto("/help/sign-in");
  await expect(page.getByRole("heading", { name: "You are signed in" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Choose a new password" })).toHaveAttribute("href", "/signin/password/reset");
  await shop.signInWithAmazon(ada);
  await page.goto("/help/sign-in");
  await expect(page.getByText("You are signed in as").filter({ hasText: ada.name })).toBeVisible();
  await expect(page.getByText("You have only one way to sign in that works.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Choose a new password" })).toHaveAttribute("href", "/account/sign-in-methods/password");
  await expect(page.getByLabel("Your e-mail address")).toHaveValue(ada.email ?? "");
  await page.getByRole("link", { name: "Where you are signed in" }).click();
  await shop.expectAt("/account/sessions");
});
