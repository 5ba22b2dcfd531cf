import { lockByOperator } from "./fixtures/operator.ts";
import { mailedSubjects, newAddress, newestCode } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

/** The operator closes an account that somebody else was in; its owner finds the way back in from the mail. */

// Sessions are held in memory here, as in an ordinary installation: the command ends them from a process of its own.
test.use({ setting: { environment: { SESSION_CACHE: "on" } } });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("the owner is told why they are signed out, opens the account from the mail, and reads what happened", async ({ page, shop, stack }) => {
      const email = newAddress();
      await shop.askForCode(email);
      await shop.enterCode(await newestCode(stack, email));
      await shop.expectAt("/account");
      await lockByOperator(stack, email);
      await expect.poll(async () => await shop.session()).toBeNull();
      await page.goto("/orders");
      await expect(page.getByRole("status").filter({ hasText: "another person may have been in your account" })).toBeVisible();
      await mailedSubjects(stack, email, "locked for safety");
      const mail = stack.mailbox.mails.all(email).find(({ subject }) => subject.includes("locked for safety"));
      await page.goto(/http\S+\/signin\/unlock/.exec(mail?.text ?? "")?.[0] ?? "no link");
      await expect(shop.heading("Open your account again")).toBeVisible();
      await page.getByLabel("E-mail address of the account").fill(email);
      await page.getByRole("button", { name: "Send me a code" }).click();
      await shop.enterCode(await newestCode(stack, email, 2));
      await shop.expectAt("/account/sign-in-methods?done=account_opened");
      await expect(page.getByRole("status").filter({ hasText: "Your account is open, and you are signed in." })).toBeVisible();
      await page.goto("/account/activity");
      await expect(page.getByText("We closed the account for safety: another person may have been in it. Everybody was signed out.")).toBeVisible();
      await expect(page.getByText("The account was opened again, with a code to its address.")).toBeVisible();
    });
  });
}
