import { Device, makePasskey, pressUsePasskey, withoutOffer } from "./fixtures/device.ts";
import { methodsPage } from "./fixtures/linking.ts";
import { countUsersOf, newestCode, newPersona } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

test("proving an address that an Amazon account merely holds asks first; yes signs in there with Amazon, and the code works from then on", async ({ page, shop, stack, otherBrowser }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  const before = await shop.session();
  const phone = await otherBrowser();
  await phone.askForCode(ada.email ?? "", "/saved");
  await phone.enterCode(await newestCode(stack, ada.email ?? ""));
  await expect(phone.heading("Is this account yours?")).toBeVisible();
  await expect(phone.page.getByText(ada.name)).toHaveCount(0);
  expect(await phone.session()).toBeNull();
  await phone.amazonButton().click();
  await phone.amazon.choose(ada);
  await phone.expectAt("/saved");
  expect((await phone.session())?.user.id).toBe(before?.user.id);
  await phone.page.goto("/account");
  await expect(phone.page.getByText("Confirmed", { exact: true })).toBeVisible();
  await shop.signOutHere();
  await shop.askForCode(ada.email ?? "");
  await shop.enterCode(await newestCode(stack, ada.email ?? "", 2));
  await shop.expectAccountOf(ada.name);
  expect((await shop.session())?.user.id).toBe(before?.user.id);
  await expect(page.getByRole("heading", { name: "Code by e-mail" })).toBeVisible();
});

test("a shopper who added a passkey and unlinked Amazon is asked too, answers with the passkey, and has one account as before", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  const email = ada.email ?? "";
  await withoutOffer(page);
  await shop.signInWithAmazon(ada);
  const before = await shop.session();
  await Device.of(page);
  await makePasskey(shop);
  await page.getByRole("link", { name: `Unlink \u2068${ada.name}\u2069 at Amazon` }).click();
  await pressUsePasskey(page);
  await page.getByRole("button", { name: "Unlink it" }).click();
  await shop.expectAt(`${methodsPage}?done=account_unlinked`);
  await shop.signOutHere();
  await shop.askForCode(email, "/saved");
  await shop.enterCode(await newestCode(stack, email));
  await expect(shop.heading("Is this account yours?")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("is on an account here that is signed in to with a passkey.");
  await expect(shop.amazonButton()).toHaveCount(0);
  await pressUsePasskey(page);
  await shop.expectAt("/saved");
  expect((await shop.session())?.user.id).toBe(before?.user.id);
  await page.goto("/account");
  await expect(page.getByText("Confirmed", { exact: true })).toBeVisible();
  const { rows } = await stack.sql.query(`SELECT "id" FROM "User" WHERE "email" = $1`, [email]);
  expect(rows).toEqual([{ id: before?.user.id }]);
  expect(await countUsersOf(stack, ada)).toEqual({ users: 0, accounts: 0 });
});

test("“somebody else's” makes a separate user with the address; the Amazon account keeps everything else", async ({ shop, stack, otherBrowser }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  await shop.addToBag("Stoneware mug");
  const prover = await otherBrowser();
  await prover.askForCode(ada.email ?? "", "/bag");
  await prover.enterCode(await newestCode(stack, ada.email ?? ""));
  await expect(prover.heading("Is this account yours?")).toBeVisible();
  await prover.page.getByRole("button", { name: "Go on with a new account" }).click();
  await prover.expectAt("/bag");
  await expect(prover.page.getByRole("heading", { name: "Your bag is empty" })).toBeVisible();
  const [mine, theirs] = [await shop.session(), await prover.session()];
  expect(theirs?.user.email).toBe(ada.email);
  expect(theirs?.user.id).not.toBe(mine?.user.id);
  expect(mine?.user).toMatchObject({ name: ada.name });
  await shop.page.goto("/bag");
  await expect(shop.page.getByRole("heading", { name: "Stoneware mug" })).toBeVisible();
});

test("whoever loses an address that they never confirmed is told on the site, until they have read it", async ({ page, shop, stack, otherBrowser }) => {
  const ada = newPersona(stack);
  const email = ada.email ?? "";
  await shop.signInWithAmazon(ada);
  const account = page.getByRole("banner").getByRole("link", { name: /^Account/ });
  await expect(account).not.toHaveAccessibleName(/something to read/);
  const prover = await otherBrowser();
  await prover.askForCode(email);
  await prover.enterCode(await newestCode(stack, email));
  await prover.page.getByRole("button", { name: "Go on with a new account" }).click();
  await prover.expectAt("/account");
  await expect(prover.page.getByText("no longer on your account")).toHaveCount(0);
  // No mail tells them: it would be read by whoever confirmed the address.
  expect(stack.mailbox.mails.all(email)).toHaveLength(1);
  await page.goto("/");
  await expect(account).toHaveAccessibleName(/something to read/);
  await shop.signOutHere();
  await shop.openSignIn();
  // Amazon still knows this browser, so it asks nothing.
  await shop.amazonButton().click();
  await shop.expectAccountOf(ada.name);
  const notice = page.getByRole("status").filter({ hasText: "An address is no longer on your account" });
  await expect(notice).toContainText(`\u2068${email}\u2069`);
  await notice.getByRole("link", { name: "Add an address" }).click();
  await shop.expectAt("/account/sign-in-methods/email");
  await expect(page.getByLabel("E-mail address")).toHaveValue("");
  await account.click();
  await notice.getByRole("button", { name: "I have read this" }).click();
  await shop.expectAccountOf(ada.name);
  await expect(notice).toHaveCount(0);
  await expect(account).not.toHaveAccessibleName(/something to read/);
  expect((await shop.session())?.user.email).toBeNull();
});
