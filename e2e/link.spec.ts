import { comeToConfirm, confirmPage, letAmazonForget, linkAmazon, linkedSection, methodsPage, pressLink, signInByCode, startLinking } from "./fixtures/linking.ts";
import { ageSessions, countUsersOf, mailedSubjects, newestCode, newPersona, userIdOf } from "./fixtures/people.ts";
import { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

/** Linking Amazon in the settings, and every way in which it does not come about. */

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("a shopper links Amazon: asked to confirm who they are, told what is shared, shown the account, and told by mail", async ({ page, shop, stack }) => {
      const { email, userId } = await signInByCode(shop, stack);
      const ada = newPersona(stack);
      await ageSessions(stack, userId);
      await page.goto(methodsPage);
      await page.getByRole("link", { name: "Link Amazon", exact: true }).click();
      await expect(shop.heading("Please confirm that it is you")).toBeVisible();
      await expect(page.getByText("You are about to link an account.")).toBeVisible();
      await page.getByRole("button", { name: "Send me a code" }).click();
      await shop.enterCode(await newestCode(stack, email, 2), "Confirm");
      await expect(shop.heading("Link Amazon")).toBeVisible();
      await expect(page.getByText("your e-mail address, to write to you about your orders and your account")).toBeVisible();
      await expect(page.getByText("your cards or other ways to pay")).toBeVisible();
      await page.getByRole("button", { name: "Go on to Amazon" }).click();
      await shop.amazon.signIn(ada);
      await expect(shop.heading("Link this Amazon account?")).toBeVisible();
      await expect(page.getByRole("main")).toContainText(ada.name);
      await expect(page.getByRole("main")).toContainText(ada.email ?? "");
      expect(await countUsersOf(stack, ada)).toEqual({ users: 0, accounts: 0 });
      await pressLink(shop);
      await shop.expectAt(`${methodsPage}?done=account_linked`);
      await expect(page.getByRole("status").filter({ hasText: "Amazon is linked" })).toBeVisible();
      await expect(linkedSection(shop)).toContainText(ada.name);
      expect(await userIdOf(stack, ada)).toBe(userId);
      expect((await shop.session())?.user.id).toBe(userId);
      await mailedSubjects(stack, email, "Another way to sign in was linked");
      // The proof was spent: the next link asks again.
      await page.getByRole("link", { name: "Link another Amazon account" }).click();
      await expect(shop.heading("Please confirm that it is you")).toBeVisible();
      await shop.signOutHere();
      await shop.openSignIn("/account");
      await shop.amazonButton().click();
      await shop.expectAt("/account");
      expect((await shop.session())?.user.id).toBe(userId);
    });
  });
}

test("Do not link it erases what Amazon told us, and nothing is linked", async ({ page, shop, stack }) => {
  await signInByCode(shop, stack);
  const ada = newPersona(stack);
  await comeToConfirm(shop, ada);
  const confirm = page.url();
  await page.getByRole("button", { name: "Do not link it" }).click();
  await shop.expectAt(`${methodsPage}?done=link_declined`);
  await expect(page.getByRole("status").filter({ hasText: "Nothing was linked" })).toBeVisible();
  await expect(linkedSection(shop)).toContainText("No account elsewhere is linked.");
  expect(await countUsersOf(stack, ada)).toEqual({ users: 0, accounts: 0 });
  await page.goto(confirm);
  await expect(shop.heading("This sign-in is over")).toBeVisible();
  await page.getByRole("link", { name: "Start again" }).click();
  await shop.expectAt(`${methodsPage}/link?provider=amazon`);
});

test("Cancel at Amazon leads quietly back to the ways to sign in", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await signInByCode(shop, stack);
  await startLinking(shop);
  await shop.amazon.choose(ada);
  await shop.amazon.cancel();
  await shop.expectAt(`${methodsPage}?done=consent_denied`);
  await expect(page.getByRole("status").filter({ hasText: "You chose Cancel at Amazon" })).toBeVisible();
});

test("an Amazon account of somebody else is refused without a word about whose it is, with a merge and the other account as ways on", async ({ page, shop, stack, otherBrowser }) => {
  const grace = newPersona(stack);
  const elsewhere = await otherBrowser();
  await elsewhere.signInWithAmazon(grace);
  const graceId = await userIdOf(stack, grace);
  const { userId, email } = await signInByCode(shop, stack);
  await startLinking(shop);
  // Grace has allowed this shop before, so Amazon sends her on at once.
  await shop.amazon.choose(grace);
  await expect(shop.heading("This Amazon account is in use here already")).toBeVisible();
  for (const secret of [grace.name, grace.email ?? "", graceId ?? "", email]) await expect(page.getByRole("main")).not.toContainText(secret);
  await expect(page.getByRole("link", { name: "Put the two accounts together" })).toHaveAttribute("href", "/account/merge");
  expect(await userIdOf(stack, grace)).toBe(graceId);
  expect((await shop.session())?.user.id).toBe(userId);
  await page.getByRole("button", { name: "Sign in to the other account" }).click();
  await expect(shop.heading("Which account do you want to use?")).toBeVisible();
  await page.getByRole("button", { name: `Continue as \u2068${grace.name}\u2069` }).click();
  await shop.expectAccountOf(grace.name);
  expect((await shop.session())?.user.id).toBe(graceId);
});

test("linking what is linked already says so; connecting again brings it up to date and takes no other account", async ({ page, shop, stack }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  await signInByCode(shop, stack);
  await linkAmazon(shop, ada);
  // Amazon still knows Ada in this browser, and sends her back at once.
  await startLinking(shop, "Link another Amazon account");
  await shop.expectAt(`${methodsPage}?done=already_linked`);
  await expect(page.getByRole("status").filter({ hasText: "was linked to you already" })).toBeVisible();
  const again = page.getByRole("button", { name: `Connect again: \u2068${ada.name}\u2069 at Amazon` });
  await again.click();
  await shop.expectAt(`${methodsPage}?done=account_reconnected`);
  await letAmazonForget(shop);
  await again.click();
  await shop.amazon.signIn(grace);
  await expect(shop.heading("That was another Amazon account")).toBeVisible();
  await expect(page.getByText(`We expected \u2068${ada.name}\u2069 (\u2068${ada.email}\u2069).`)).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(grace.name);
  await page.getByRole("link", { name: "Your ways to sign in" }).click();
  await shop.expectAt(methodsPage);
  expect(await countUsersOf(stack, grace)).toEqual({ users: 0, accounts: 0 });
});

test("a session that ended in another tab while the first was at Amazon: refused, and one click starts again", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  const { email } = await signInByCode(shop, stack);
  await startLinking(shop);
  await page.getByRole("button", { name: ada.label, exact: true }).waitFor();
  // Not by signing out, which ends everything under way: the session ran out, and the shopper signed in anew.
  const tab = new ShopPages(await page.context().newPage());
  await stack.sql.query(`DELETE FROM "Session" s USING "User" u WHERE u."id" = s."userId" AND u."provedEmail" = $1`, [email]);
  await tab.askForCode(email);
  await tab.enterCode(await newestCode(stack, email, 2));
  await tab.expectAt("/account");
  await shop.amazon.signIn(ada);
  await expect(shop.heading("You have signed in anew since")).toBeVisible();
  expect(await countUsersOf(stack, ada)).toEqual({ users: 0, accounts: 0 });
  await page.getByRole("link", { name: "Start again" }).click();
  await expect(shop.heading("Link Amazon")).toBeVisible();
  await page.getByRole("button", { name: "Go on to Amazon" }).click();
  await pressLink(shop);
  await shop.expectAt(`${methodsPage}?done=account_linked`);
});

test("signing out while the confirming page is open ends it: the yes links nothing", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(409);
  const ada = newPersona(stack);
  await signInByCode(shop, stack);
  await comeToConfirm(shop, ada);
  const tab = new ShopPages(await page.context().newPage());
  await tab.signOutHere();
  await pressLink(shop);
  await expect(shop.heading("This sign-in is over")).toBeVisible();
  expect(await countUsersOf(stack, ada)).toEqual({ users: 0, accounts: 0 });
});

test("coming back 16 minutes late, and a page left open too long, both say so and link nothing", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(410);
  const ada = newPersona(stack);
  const { userId } = await signInByCode(shop, stack);
  await startLinking(shop);
  await stack.sql.query(`UPDATE "Attempt" SET "legExpires" = now() - interval '1 minute' WHERE "userId" = $1 AND "intent" = 'link'`, [userId]);
  await shop.amazon.signIn(ada);
  await expect(shop.heading("This took a little too long")).toBeVisible();
  await page.getByRole("link", { name: "Start again" }).click();
  await page.getByRole("button", { name: "Go on to Amazon" }).click();
  await expect(shop.heading("Link this Amazon account?")).toBeVisible();
  await stack.sql.query(`UPDATE "ParkedIdentity" SET "expires" = now() - interval '1 second'`);
  await pressLink(shop);
  await expect(shop.heading("This took a little too long")).toBeVisible();
  expect(await countUsersOf(stack, ada)).toEqual({ users: 0, accounts: 0 });
});

test("cookies that were cleared on the way: refused, and nothing is linked", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await signInByCode(shop, stack);
  await startLinking(shop);
  await page.getByRole("button", { name: ada.label, exact: true }).waitFor();
  await page.context().clearCookies({ name: /^(siwa\.|lwa\.|authjs\.)/ });
  await shop.amazon.signIn(ada);
  await expect(shop.heading("This sign-in began somewhere else")).toBeVisible();
  expect(await countUsersOf(stack, ada)).toEqual({ users: 0, accounts: 0 });
  // Signing in with what is not linked yet would make a second account.
  await expect(page.getByRole("button", { name: "Try again with Amazon" })).toHaveCount(0);
  await page.getByRole("link", { name: "See all ways to sign in" }).click();
  await shop.expectAt("/signin?returnTo=%2Faccount");
});

test("a proof that ran out on the confirming page is asked for again, and leads back to the page", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  const { email, userId } = await signInByCode(shop, stack);
  await comeToConfirm(shop, ada);
  await ageSessions(stack, userId);
  await pressLink(shop);
  await expect(shop.heading("Please confirm that it is you")).toBeVisible();
  expect(await countUsersOf(stack, ada)).toEqual({ users: 0, accounts: 0 });
  await page.getByRole("button", { name: "Send me a code" }).click();
  await shop.enterCode(await newestCode(stack, email, 2), "Confirm");
  await expect(shop.heading("Link this Amazon account?")).toBeVisible();
  await pressLink(shop);
  await shop.expectAt(`${methodsPage}?done=account_linked`);
});

test("Back, reload and the address of the callback again all say that it is linked, once", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  let callback = "";
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/auth/callback/amazon") callback ||= request.url();
  });
  await signInByCode(shop, stack);
  await comeToConfirm(shop, ada);
  await page.goto(callback);
  await expect(shop.page).toHaveURL(new RegExp(`${confirmPage}\\?attempt=`));
  await pressLink(shop);
  await shop.expectAt(`${methodsPage}?done=account_linked`);
  await page.goBack();
  await expect(page.getByText("Reference number")).toHaveCount(0);
  await page.goto(callback);
  await shop.expectAt(`${methodsPage}?done=account_linked`);
  expect(await countUsersOf(stack, ada)).toEqual({ users: 1, accounts: 1 });
});

test("the confirming page of one browser is closed to every other", async ({ page, shop, stack, otherBrowser }) => {
  const ada = newPersona(stack);
  await signInByCode(shop, stack);
  await comeToConfirm(shop, ada);
  const thief = await otherBrowser();
  await signInByCode(thief, stack);
  await thief.page.goto(page.url());
  await expect(thief.heading("This sign-in began somewhere else")).toBeVisible();
  await expect(thief.page.getByRole("main")).not.toContainText(ada.name);
});

/** @see shared/security.md, LM-01 */
test("an ordinary sign-in as somebody new while signed in links nothing, and says where linking is", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  const second = new ShopPages(await page.context().newPage());
  await second.openSignIn("/saved");
  await second.amazonButton().click();
  await second.page.getByRole("button", { name: ada.label, exact: true }).waitFor();
  const { userId } = await signInByCode(shop, stack);
  await second.amazon.signIn(ada);
  await expect(second.heading("Which account do you want to use?")).toBeVisible();
  expect(await countUsersOf(stack, ada)).toEqual({ users: 0, accounts: 0 });
  await second.page.getByRole("link", { name: "Link Amazon to the account I am in" }).click();
  await second.expectAt(`${methodsPage}/link?provider=amazon`);
  expect((await shop.session())?.user.id).toBe(userId);
});

test("somebody who is signed out is led through the sign-in to the page that links", async ({ page, shop, stack }) => {
  await page.goto(`${methodsPage}/link?provider=amazon`);
  await shop.expectAt(`/signin?${new URLSearchParams({ returnTo: `${methodsPage}/link?provider=amazon` })}`);
  for (const unknown of ["", "?provider=google", "?provider=__proto__"]) {
    await signInByCode(shop, stack);
    await page.goto(`${methodsPage}/link${unknown}`);
    await shop.expectAt(methodsPage);
    await shop.signOutHere();
  }
});
