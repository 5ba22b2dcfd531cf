import { ageSessions, mailedSubjects, newAddress, newestCode, newestLink, newPersona, newProvedUser } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import type { Stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

const methodsPage = "/account/sign-in-methods";

async function signInByCode(shop: ShopPages, stack: Stack): Promise<string> {
  const email = newAddress();
  await shop.askForCode(email);
  await shop.enterCode(await newestCode(stack, email));
  await shop.expectAt("/account");
  return email;
}

/** From the list of ways in to the code that is on its way. */
async function askToChange(shop: ShopPages, email: string): Promise<void> {
  await shop.page.goto(methodsPage);
  await shop.page.getByRole("link", { name: "Change the address" }).click();
  await shop.page.getByLabel("New e-mail address").fill(email);
  await shop.page.getByRole("button", { name: "Send a code" }).click();
  await expect(shop.heading("Check your e-mail")).toBeVisible();
}

test("an address is changed with a code to the new one, and the change is taken back from the old one", async ({ page, shop, stack, otherBrowser }) => {
  const [old, next] = [await signInByCode(shop, stack), newAddress("next")];
  await askToChange(shop, next);
  expect((await shop.session())?.user.email).toBe(old);
  await shop.enterCode(await newestCode(stack, next), "Confirm");
  await shop.expectAt(`${methodsPage}?done=email_changed`);
  await expect(page.getByRole("status").filter({ hasText: "Your address was changed." })).toBeVisible();
  await expect(page.getByText(next, { exact: true })).toBeVisible();
  expect((await shop.session())?.user.email).toBe(next);
  await mailedSubjects(stack, old, "was changed");
  await mailedSubjects(stack, next, "now belongs to your");
  const phone = await otherBrowser();
  const undo = await newestLink(stack, old, "undo-change");
  await phone.page.goto(undo);
  await expect(phone.heading("Take the change of address back?")).toBeVisible();
  expect((await shop.session())?.user.email).toBe(next);
  await phone.page.getByRole("button", { name: "Take the change back" }).click();
  await expect(phone.heading("The change was taken back")).toBeVisible();
  expect(await shop.session()).toBeNull();
  await phone.page.goto(undo);
  await expect(phone.heading("This change was taken back already")).toBeVisible();
  await shop.askForCode(old);
  await shop.enterCode(await newestCode(stack, old, 2));
  await shop.expectAt("/account");
  expect((await shop.session())?.user.email).toBe(old);
});

test("a shopper made by Amazon proves the address Amazon gave, and from then on a code to it signs them in", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  const userId = (await shop.session())?.user.id;
  await page.goto(methodsPage);
  await page.getByRole("link", { name: "Confirm an address" }).click();
  await expect(page.getByLabel("E-mail address")).toHaveValue(ada.email ?? "");
  await page.getByRole("button", { name: "Send a code" }).click();
  await shop.enterCode(await newestCode(stack, ada.email ?? ""), "Confirm");
  await shop.expectAt(`${methodsPage}?done=email_added`);
  await shop.signOutHere();
  await shop.askForCode(ada.email ?? "");
  await shop.enterCode(await newestCode(stack, ada.email ?? "", 2));
  await shop.expectAt("/account");
  expect((await shop.session())?.user.id).toBe(userId);
});

test("a sign-in that is not recent is proved again before the address can be changed, and the change goes on from there", async ({ page, shop, stack }) => {
  const [old, next] = [await signInByCode(shop, stack), newAddress("next")];
  await ageSessions(stack, (await shop.session())?.user.id ?? "");
  await page.goto(methodsPage);
  await page.getByRole("link", { name: "Change the address" }).click();
  await page.getByRole("button", { name: "Send me a code" }).click();
  await shop.enterCode(await newestCode(stack, old, 2), "Confirm");
  await shop.expectAt(`${methodsPage}/email`);
  await page.getByLabel("New e-mail address").fill(next);
  await page.getByRole("button", { name: "Send a code" }).click();
  await shop.enterCode(await newestCode(stack, next), "Confirm");
  await shop.expectAt(`${methodsPage}?done=email_changed`);
});

test("an address that is somebody else's looks free, its owner is told, and no code changes anything", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const { email, userId } = await newProvedUser(stack);
  const mine = await signInByCode(shop, stack);
  await askToChange(shop, email);
  await mailedSubjects(stack, email, "Somebody asked to use your address");
  await shop.enterCode("123456", "Confirm");
  await expect(page.getByRole("alert").filter({ hasText: "The six digits do not match" })).toBeVisible();
  expect((await shop.session())?.user.email).toBe(mine);
  const { rows } = await stack.sql.query(`SELECT "id" FROM "User" WHERE "provedEmail" = $1`, [email]);
  expect(rows).toEqual([{ id: userId }]);
});

test("an address is removed when there is another way in, and kept when there is none", async ({ page, shop, stack }) => {
  await signInByCode(shop, stack);
  await page.goto(methodsPage);
  await page.getByRole("link", { name: "Remove the address" }).click();
  await expect(page.getByText("This is your last way in.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Remove the address" })).toHaveCount(0);
  await shop.signOutHere();
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada, `${methodsPage}/email`);
  await page.getByRole("button", { name: "Send a code" }).click();
  await shop.enterCode(await newestCode(stack, ada.email ?? ""), "Confirm");
  await shop.expectAt(`${methodsPage}?done=email_added`);
  await page.getByRole("link", { name: "Remove the address" }).click();
  await page.getByRole("button", { name: "Send me a code" }).click();
  await shop.enterCode(await newestCode(stack, ada.email ?? "", 2), "Confirm");
  await page.getByRole("button", { name: "Remove the address" }).click();
  await shop.expectAt(`${methodsPage}?done=email_removed`);
  await mailedSubjects(stack, ada.email ?? "", "was removed");
  await shop.signOutHere();
  // Amazon still knows this browser, so it asks nothing.
  await shop.openSignIn();
  await shop.amazonButton().click();
  await shop.expectAt("/account");
  expect((await shop.session())?.user.email ?? null).toBe(null);
});

/** Somebody signed in by code confirms, in the settings, the address that Ada's account made with Amazon merely holds. */
async function confirmHeld(shop: ShopPages, stack: Stack, holder: ShopPages) {
  const ada = newPersona(stack);
  await holder.signInWithAmazon(ada);
  const mine = await signInByCode(shop, stack);
  await askToChange(shop, ada.email ?? "");
  await shop.enterCode(await newestCode(stack, ada.email ?? ""), "Confirm");
  await expect(shop.heading("Is this account yours?")).toBeVisible();
  await expect(shop.page.getByText(`You are signed in as \u2068${mine}\u2069.`)).toBeVisible();
  await expect(shop.page.getByText(ada.name)).toHaveCount(0);
  expect((await shop.session())?.user.email).toBe(mine);
  return { ada, email: ada.email ?? "", mine };
}

test("an address on somebody's Amazon account moves after “somebody else's” only, and that person is told", async ({ page, shop, stack, otherBrowser }) => {
  const holder = await otherBrowser();
  const { ada, email } = await confirmHeld(shop, stack, holder);
  const userId = (await shop.session())?.user.id;
  // Looking at the question again changes nothing.
  await page.reload();
  expect((await holder.session())?.user.email).toBe(email);
  await page.getByRole("button", { name: "Use it on this account" }).click();
  await shop.expectAt(`${methodsPage}?done=email_changed`);
  expect((await shop.session())?.user).toMatchObject({ id: userId, email });
  await page.goBack();
  await shop.expectAt(`${methodsPage}?done=email_changed`);
  await holder.page.goto("/account");
  await expect(holder.heading(`Hello, \u2068${ada.name}\u2069`)).toBeVisible();
  await expect(holder.page.getByRole("status").filter({ hasText: "An address is no longer on your account" })).toContainText(email);
  expect((await holder.session())?.user.email).toBeNull();
});

test("after “that is my account” it is signed in to with Amazon and has the address; the account that asked is as it was", async ({ page, shop, stack, otherBrowser }) => {
  const holder = await otherBrowser();
  const { ada, email, mine } = await confirmHeld(shop, stack, holder);
  await page.getByRole("button", { name: "Sign in with Amazon" }).click();
  await shop.amazon.choose(ada);
  await expect(shop.heading("Which account do you want to use?")).toBeVisible();
  await page.getByRole("button", { name: `Continue as \u2068${ada.name}\u2069` }).click();
  await shop.expectAt(methodsPage);
  expect((await shop.session())?.user.id).toBe((await holder.session())?.user.id);
  await expect(page.getByText(email, { exact: true })).toBeVisible();
  const { rows } = await stack.sql.query(`SELECT "email" FROM "User" WHERE "provedEmail" = ANY($1) ORDER BY "email" = $2`, [[mine, email], email]);
  expect(rows).toEqual([{ email: mine }, { email }]);
  await holder.page.goto("/account");
  await expect(holder.page.getByText("Confirmed", { exact: true })).toBeVisible();
});

test("the question can be left, and then everything is as it was", async ({ page, shop, stack, otherBrowser }) => {
  const holder = await otherBrowser();
  const { email, mine } = await confirmHeld(shop, stack, holder);
  await page.getByRole("link", { name: "Leave everything as it is" }).click();
  await shop.expectAt(methodsPage);
  expect([(await shop.session())?.user.email, (await holder.session())?.user.email]).toEqual([mine, email]);
});
