import { unproveAddress } from "./fixtures/bent-rows.ts";
import { accountIdOf, letAmazonForget, linkAmazon, linkedSection, methodsPage, signInByCode } from "./fixtures/linking.ts";
import { ageSessions, countUsersOf, mailedSubjects, newestCode, newPersona, userIdOf } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

/** Unlinking Amazon: what it says, what it asks for, what it leaves. */

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("a shopper unlinks Amazon: told what goes and what stays, asked to confirm, told by mail what to do if it was not them", async ({ page, shop, stack, otherBrowser }) => {
      const ada = newPersona(stack);
      const { email, userId } = await signInByCode(shop, stack);
      await linkAmazon(shop, ada);
      const phone = await otherBrowser();
      await phone.signInAgainWithAmazon(ada);
      await ageSessions(stack, userId);
      await page.goto(methodsPage);
      await page.getByRole("link", { name: `Unlink \u2068${ada.name}\u2069 at Amazon` }).click();
      await expect(page.getByText("You are about to unlink an account.")).toBeVisible();
      await page.getByRole("button", { name: "Send me a code" }).click();
      await shop.enterCode(await newestCode(stack, email, 2), "Confirm");
      await expect(shop.heading("Unlink this Amazon account?")).toBeVisible();
      const main = page.getByRole("main");
      await expect(main).toContainText("They are erased at once.");
      await expect(main).toContainText("The name and the e-mail address in your account here, also where Amazon told them first.");
      await expect(main).toContainText("Your account here, with your orders, addresses, bag and saved things.");
      await expect(main).toContainText(`Your other ways to sign in: a code to \u2068${email}\u2069.`);
      await expect(page.getByRole("link", { name: "apps and services at Amazon" })).toHaveAttribute("href", "https://www.amazon.com/ap/adam");
      expect(await phone.session()).not.toBeNull();
      await page.getByRole("button", { name: "Unlink it" }).click();
      await shop.expectAt(`${methodsPage}?done=account_unlinked`);
      await expect(page.getByRole("status").filter({ hasText: "The Amazon account is unlinked" })).toBeVisible();
      await expect(linkedSection(shop)).toContainText("No account elsewhere is linked.");
      expect(await countUsersOf(stack, ada)).toEqual({ users: 0, accounts: 0 });
      // Whoever signed in with it elsewhere is out; this session goes on.
      await expect.poll(() => phone.session()).toBeNull();
      expect((await shop.session())?.user.id).toBe(userId);
      await mailedSubjects(stack, email, "A linked account was removed");
      const mail = stack.mailbox.mails.all(email).find(({ subject }) => subject.includes("was removed"));
      expect(mail?.text).toContain("If it was not you");
      expect(mail?.text).toContain("/help/sign-in#not-me");
    });
  });
}

test("after unlinking, Amazon opens a new account and not the old one; linked again, it is the old one once more", async ({ page, shop, stack, otherBrowser }) => {
  const ada = newPersona(stack);
  const { userId } = await signInByCode(shop, stack);
  await linkAmazon(shop, ada);
  const first = await accountIdOf(stack, ada);
  await page.getByRole("link", { name: `Unlink \u2068${ada.name}\u2069 at Amazon` }).click();
  await page.getByRole("button", { name: "Unlink it" }).click();
  await shop.expectAt(`${methodsPage}?done=account_unlinked`);
  await linkAgain();
  expect(await accountIdOf(stack, ada)).not.toBe(first);
  expect(await userIdOf(stack, ada)).toBe(userId);
  await page.getByRole("link", { name: `Unlink \u2068${ada.name}\u2069 at Amazon` }).click();
  await page.getByRole("button", { name: "Unlink it" }).click();
  await shop.expectAt(`${methodsPage}?done=account_unlinked`);
  const elsewhere = await otherBrowser();
  await elsewhere.signInAgainWithAmazon(ada);
  expect((await elsewhere.session())?.user.id).not.toBe(userId);

  /** Ada has allowed this shop before, so Amazon asks her nothing. */
  async function linkAgain(): Promise<void> {
    await letAmazonForget(shop);
    await page.getByRole("link", { name: "Link Amazon", exact: true }).click();
    await page.getByRole("button", { name: "Go on to Amazon" }).click();
    await shop.amazon.choose(ada);
    await page.getByRole("button", { name: "Link this account" }).click();
    await shop.expectAt(`${methodsPage}?done=account_linked`);
  }
});

test("the last way in stays: the page says why, and so does the form", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(409);
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  await page.goto(methodsPage);
  await page.getByRole("link", { name: `Unlink \u2068${ada.name}\u2069 at Amazon` }).click();
  await expect(shop.heading("This is your last way in")).toBeVisible();
  await expect(page.getByRole("button", { name: "Unlink it" })).toHaveCount(0);
  const grace = newPersona(stack);
  await letAmazonForget(shop);
  await shop.signOutHere();
  const { userId } = await signInByCode(shop, stack);
  await linkAmazon(shop, grace);
  await page.getByRole("link", { name: `Unlink \u2068${grace.name}\u2069 at Amazon` }).click();
  await expect(page.getByRole("button", { name: "Unlink it" })).toBeVisible();
  await unproveAddress(stack, userId);
  await page.getByRole("button", { name: "Unlink it" }).click();
  await expect(shop.heading("This is your last way in")).toBeVisible();
  expect(await countUsersOf(stack, grace)).toEqual({ users: 1, accounts: 1 });
});

test("Keep it changes nothing, and an account of somebody else is not there", async ({ page, shop, stack, otherBrowser, expected }) => {
  expected.statuses.add(404);
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  const { userId } = await signInByCode(shop, stack);
  await linkAmazon(shop, ada);
  await page.getByRole("link", { name: `Unlink \u2068${ada.name}\u2069 at Amazon` }).click();
  await page.getByRole("link", { name: "Keep it" }).click();
  await shop.expectAt(methodsPage);
  expect(await userIdOf(stack, ada)).toBe(userId);
  const elsewhere = await otherBrowser();
  await elsewhere.signInWithAmazon(grace);
  for (const id of [await accountIdOf(stack, grace), "00000000-0000-4000-8000-000000000000", "x"]) {
    await page.goto(`${methodsPage}/unlink?account=${id}`);
    await expect(shop.heading("Nothing grows here")).toBeVisible();
    await expect(page.getByRole("main")).not.toContainText(grace.name);
  }
});
