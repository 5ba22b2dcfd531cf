import { linkAmazon, letAmazonForget, linkedSection, methodsPage, signInByCode } from "./fixtures/linking.ts";
import { mailedSubjects, newPersona, userIdOf } from "./fixtures/people.ts";
import { expectNoSidewaysScroll } from "./fixtures/quality.ts";
import { amazonPage, banner, changeAtAmazon, endTokensWithRemoval, loseTwo, pressUpdate, removeShopAtAmazon, updateButton } from "./fixtures/reconnect.ts";
import { expect, test } from "./fixtures/test.ts";

/** The connection with Amazon ends there, is noticed here, and is mended with one click; and what it is for. */

test.beforeEach(async ({ stack }) => await endTokensWithRemoval(stack));
test.afterEach(async ({ stack }) => await endTokensWithRemoval(stack, false));

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script, on a small phone", () => {
    test.use({ javaScriptEnabled, ...(javaScriptEnabled ? {} : { viewport: { width: 320, height: 640 } }) });

    test("a shopper removes the shop at Amazon, is told here and by mail, refused with another account, and connects again with one click", async ({ page, shop, stack, expected }) => {
      expected.statuses.add(409);
      const [ada, grace] = [newPersona(stack), newPersona(stack)];
      const { email, userId } = await signInByCode(shop, stack);
      await linkAmazon(shop, ada);
      await removeShopAtAmazon(shop, stack);
      await pressUpdate(shop);
      await expect(page.getByRole("alert").filter({ hasText: "We need your yes at Amazon once more" })).toBeVisible();
      await expectNoSidewaysScroll(page, "a profile that needs a new yes");
      expect(await mailedSubjects(stack, email, "Amazon is no longer connected")).toHaveLength(3);
      await test.step("every page that speaks of Amazon says so", async () => {
        for (const path of ["/account", methodsPage, amazonPage]) {
          await page.goto(path);
          await expect(banner(shop)).toContainText("You removed this shop at Amazon");
          await expectNoSidewaysScroll(page, path);
        }
        await page.goto(methodsPage);
        await expect(linkedSection(shop)).toContainText("Not connected at the moment");
        await banner(shop).getByRole("link", { name: "What that means" }).click();
        await expect(page.getByRole("heading", { name: "If you remove this shop at Amazon" })).toBeInViewport();
        await expect(page.getByText("Nothing of your account here is deleted")).toBeVisible();
      });
      await test.step("another account is refused, and it is said which was expected", async () => {
        await letAmazonForget(shop);
        await page.goto("/account");
        await banner(shop).getByRole("button", { name: "Connect Amazon again" }).click();
        await shop.amazon.signIn(grace);
        await expect(shop.heading("That was another Amazon account")).toBeVisible();
        await expect(page.getByText(`We expected \u2068${ada.name}\u2069 (\u2068${ada.email}\u2069).`)).toBeVisible();
        expect(await userIdOf(stack, grace)).toBeUndefined();
      });
      await letAmazonForget(shop);
      await page.goto("/account");
      await banner(shop).getByRole("button", { name: "Connect Amazon again" }).click();
      await shop.amazon.signIn(ada);
      await shop.expectAt(`${methodsPage}?done=account_reconnected`);
      await expect(page.getByRole("status").filter({ hasText: "Your Amazon account is connected again." })).toBeVisible();
      for (const path of ["/account", methodsPage, amazonPage]) {
        await page.goto(path);
        await expect(banner(shop)).toHaveCount(0);
      }
      await updateButton(shop).click();
      await shop.expectAt(`${amazonPage}?done=profile_up_to_date`);
      expect((await shop.session())?.user.id).toBe(userId);
    });

    test("of two connections that are lost each has its own button, takes its own account and no other, and the other one stays lost", async ({ page, shop, stack }) => {
      const [ada, grace] = [newPersona(stack), newPersona(stack)];
      const { userId } = await signInByCode(shop, stack);
      await linkAmazon(shop, ada);
      await loseTwo(stack, userId, grace);
      const connect = ({ name, email }: typeof ada) => banner(shop).getByRole("button", { name: `Connect Amazon again: \u2068${name}\u2069 (\u2068${email}\u2069)`, exact: true });
      for (const path of ["/account", methodsPage, amazonPage]) {
        await page.goto(path);
        for (const one of [ada, grace]) await expect(connect(one)).toBeVisible();
        await expect(banner(shop).getByRole("button")).toHaveCount(2);
        await expectNoSidewaysScroll(page, path);
      }
      await test.step("the other one of one's own is refused", async () => {
        await letAmazonForget(shop);
        await connect(grace).click();
        await shop.amazon.choose(ada);
        await expect(shop.heading("That was another Amazon account")).toBeVisible();
        await expect(page.getByText(`We expected \u2068${grace.name}\u2069 (\u2068${grace.email}\u2069).`)).toBeVisible();
        await page.goto("/account");
        for (const one of [ada, grace]) await expect(connect(one)).toBeVisible();
      });
      await connect(ada).click();
      await shop.expectAt(`${methodsPage}?done=account_reconnected`);
      await expect(connect(ada)).toHaveCount(0);
      await expect(banner(shop)).toContainText(`This is about \u2068${grace.name}\u2069`);
      await letAmazonForget(shop);
      await connect(grace).click();
      await shop.amazon.signIn(grace);
      await shop.expectAt(`${methodsPage}?done=account_reconnected`);
      await expect(banner(shop)).toHaveCount(0);
    });

    test("a shopper with Amazon alone still gets in after a removal, is led to another way, and signing in mends the connection", async ({ page, shop, stack, expected }) => {
      expected.statuses.add(409);
      const ada = newPersona(stack);
      await shop.signInWithAmazon(ada);
      const userId = await userIdOf(stack, ada);
      await removeShopAtAmazon(shop, stack);
      await pressUpdate(shop);
      await page.goto("/account");
      await expect(banner(shop)).toContainText("Amazon is your only way in.");
      await banner(shop).getByRole("link", { name: "What that means" }).click();
      await page.getByRole("link", { name: "Add an address", exact: true }).click();
      // Nothing counts yet but Amazon itself: coming back from there is fresh enough to add the first one.
      await expect(page).toHaveURL((url) => url.pathname === "/account/sign-in-methods/email" || url.pathname === "/reauthenticate");
      await shop.signOutHere();
      await shop.openSignIn("/account");
      await shop.amazonButton().click();
      await shop.amazon.expectConsent();
      await shop.amazon.allow();
      await shop.expectAt("/account");
      await expect(banner(shop)).toHaveCount(0);
      expect(await userIdOf(stack, ada)).toBe(userId);
    });

    test("a shopper brings the profile up to date, takes the name over, and has the postal code fetched for a new address", async ({ page, shop, stack }) => {
      const ada = newPersona(stack);
      await shop.signInWithAmazon(ada);
      await changeAtAmazon(stack, ada, { name: `${ada.name} King`, postalCode: "00501" });
      await pressUpdate(shop);
      await expect(page.getByRole("status").filter({ hasText: "Amazon told us something new: your name." })).toBeVisible();
      await page.getByRole("button", { name: "Use the name from Amazon here" }).click();
      await shop.expectAt(`${amazonPage}?done=took_name`);
      await page.goto("/account");
      await expect(shop.heading(`Hello, \u2068${ada.name} King\u2069`)).toBeVisible();
      await test.step("unticked: said, and nothing else suffers", async () => {
        await page.goto(amazonPage);
        await page.getByRole("button", { name: "Fetch my postal code from Amazon" }).click();
        await page.getByRole("checkbox").uncheck();
        await shop.amazon.allow();
        await shop.expectAt(`${amazonPage}?done=postal_code_declined`);
        await expect(page.getByRole("status").filter({ hasText: "You did not share your postal code at Amazon." })).toBeVisible();
        await updateButton(shop).click();
        await shop.expectAt(`${amazonPage}?done=profile_up_to_date`);
      });
      await changeAtAmazon(stack, ada, {});
      await removeShopAtAmazon(shop, stack);
      await page.goto(amazonPage);
      await page.getByRole("button", { name: "Fetch my postal code from Amazon" }).click();
      await shop.amazon.allow();
      await shop.expectAt(`${amazonPage}?done=postal_code_fetched`);
      await expect(page.getByRole("main")).toContainText("00501");
      await page.getByRole("link", { name: "Use it in a new address" }).click();
      await expect(page.getByLabel("Postal code")).toHaveValue("00501");
      await page.goto(amazonPage);
      await page.getByRole("button", { name: "Forget my postal code" }).click();
      await expect(page.getByRole("status").filter({ hasText: "We have forgotten your postal code." })).toBeVisible();
      await page.goto("/addresses/new");
      await expect(page.getByLabel("Postal code")).toHaveValue("");
    });
  });
}

test("Cancel at Amazon, asked for a postal code, leads quietly back to what Amazon tells us", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  await page.goto(amazonPage);
  await page.getByRole("button", { name: "Fetch my postal code from Amazon" }).click();
  await shop.amazon.cancel();
  await shop.expectAt(`${amazonPage}?done=consent_denied`);
  await expect(page.getByRole("status").filter({ hasText: "You chose Cancel at Amazon" })).toBeVisible();
});
