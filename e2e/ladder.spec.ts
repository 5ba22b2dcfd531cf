import { builtInPersonas } from "#sandbox/amazon/personas.ts";
import { linkByRow } from "./fixtures/linking.ts";
import { countUsersOf, mailedCodes, newestCode, newPersona, newProvedUser, userIdOf, wrongCode } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

async function climbTo(shop: ShopPages): Promise<void> {
  await expect(shop.page).toHaveURL(/\/signin\/existing\?attempt=/);
  await expect(shop.heading("This address may already be in use here")).toBeVisible();
}

test("Sam, who has an account by e-mail, proves his address: Amazon is linked and the bag comes along", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const { sam } = builtInPersonas;
  await shop.addToBag("Watering can");
  await shop.openSignIn("/bag");
  await shop.amazonButton().click();
  await shop.amazon.signIn(sam);
  await climbTo(shop);
  const { rows } = await stack.sql.query<{ id: string }>(`SELECT "id" FROM "User" WHERE "provedEmail" = 'sam@example.test'`);
  expect(await shop.session()).toBeNull();
  await page.getByRole("button", { name: "Send a code to this address" }).click();
  const code = await newestCode(stack, sam.email);
  await shop.enterCode(wrongCode(code), "Confirm and link Amazon");
  await expect(page.getByRole("alert").filter({ hasText: "The six digits do not match" })).toBeVisible();
  expect(await countUsersOf(stack, sam)).toEqual({ users: 0, accounts: 0 });
  await shop.enterCode(code, "Confirm and link Amazon");
  await shop.expectAt("/bag");
  await expect(page.getByRole("heading", { name: "Watering can" })).toBeVisible();
  expect((await shop.session())?.user.id).toBe(rows[0]?.id);
  expect(await userIdOf(stack, sam)).toBe(rows[0]?.id);
  await shop.signOutHere();
  await shop.openSignIn("/account");
  await shop.amazonButton().click();
  await shop.expectAccountOf("Sam Existing");
});

test("the page says nothing about whose address it is", async ({ page, shop, stack }) => {
  const { email, userId } = await newProvedUser(stack, "Secretly Somebody");
  const ada = newPersona(stack, { email });
  await shop.openSignIn();
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await climbTo(shop);
  const html = await page.content();
  for (const secret of ["Secretly Somebody", userId, "last used", "signed up", "member since"]) expect(html).not.toContain(secret);
  await page.getByRole("button", { name: "Send a code to this address" }).click();
  await newestCode(stack, email, 2);
  expect(await page.content()).not.toContain("Secretly Somebody");
});

test("“This is not mine” makes a separate user without the address and leaves the owner alone", async ({ page, shop, stack }) => {
  const owner = await newProvedUser(stack);
  const ada = newPersona(stack, { email: owner.email });
  await shop.addToBag("Stoneware mug");
  await shop.openSignIn("/bag");
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await climbTo(shop);
  await page.getByRole("button", { name: "This is not mine" }).click();
  await shop.expectAt("/bag");
  await expect(page.getByRole("heading", { name: "Stoneware mug" })).toBeVisible();
  const session = await shop.session();
  expect(session?.user.id).not.toBe(owner.userId);
  expect(session?.user.email).toBeNull();
  await page.goto("/account");
  await expect(page.getByText("No address yet")).toBeVisible();
  const { rows } = await stack.sql.query(`SELECT "provedEmail", (SELECT count(*)::int FROM "Account" WHERE "userId" = "User"."id") AS accounts FROM "User" WHERE "id" = $1`, [owner.userId]);
  expect(rows).toEqual([{ provedEmail: owner.email, accounts: 0 }]);
});

test("“This is not mine”, with nowhere else to go, says on the account page that nothing was linked", async ({ page, shop, stack }) => {
  const owner = await newProvedUser(stack);
  const ada = newPersona(stack, { email: owner.email });
  await shop.openSignIn();
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await climbTo(shop);
  await page.getByRole("button", { name: "This is not mine" }).click();
  await shop.expectAt("/account?done=kept_apart");
  await expect(page.getByRole("status").filter({ hasText: "This is an account of your own, with Amazon as the way in. Nothing was linked to any other." })).toBeVisible();
  expect((await shop.session())?.user).toMatchObject({ name: ada.name, email: null });
  // The words belong to the deed: the next visit to the page is without them.
  await page.goto("/account");
  await expect(page.getByText("Nothing was linked to any other.")).toHaveCount(0);
});

test("whoever has another Amazon account linked is signed in, told that this one is not linked, and shown how to change that", async ({ page, shop, stack }) => {
  const owner = await newProvedUser(stack);
  const [linked, other] = [newPersona(stack), newPersona(stack, { email: owner.email })];
  await linkByRow(stack, owner.userId, linked);
  await shop.openSignIn();
  await shop.amazonButton().click();
  await shop.amazon.signIn(other);
  await climbTo(shop);
  await page.getByRole("button", { name: "Send a code to this address" }).click();
  await shop.enterCode(await newestCode(stack, owner.email, 2), "Confirm and link Amazon");
  await shop.expectAt("/account");
  expect((await shop.session())?.user.id).toBe(owner.userId);
  expect([await userIdOf(stack, linked), await userIdOf(stack, other)]).toEqual([owner.userId, undefined]);
  const notice = page.getByRole("status").filter({ hasText: "Your other Amazon account is not linked" });
  await expect(notice).toContainText("You are signed in with what you proved instead.");
  await notice.getByRole("link", { name: "Replace a linked one" }).click();
  await expect(shop.heading("Link Amazon")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: linked.name })).toContainText("you can put it in the place of this one");
  await page.goto("/account");
  await notice.getByRole("button", { name: "I have read this" }).click();
  await shop.expectAt("/account");
  await expect(notice).toHaveCount(0);
});

test("the ladder of one browser is closed to every other", async ({ page, shop, stack, otherBrowser }) => {
  const { email } = await newProvedUser(stack);
  const ada = newPersona(stack, { email });
  await shop.openSignIn();
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await climbTo(shop);
  const thief = await otherBrowser();
  await thief.page.goto(page.url());
  await expect(thief.heading("This sign-in began somewhere else")).toBeVisible();
  await expect(thief.page.getByText(email)).toHaveCount(0);
});

test("five wrong codes on the ladder link nothing; another code still works", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const owner = await newProvedUser(stack);
  const ada = newPersona(stack, { email: owner.email });
  await shop.openSignIn();
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await climbTo(shop);
  await page.getByRole("button", { name: "Send a code to this address" }).click();
  const code = await newestCode(stack, owner.email, 2);
  for (let step = 1; step <= 5; step += 1) {
    await shop.enterCode(wrongCode(code, step), "Confirm and link Amazon");
    await expect(page.getByRole("alert").filter({ hasText: step < 5 ? "The six digits do not match" : "this code no longer works" })).toBeVisible();
  }
  await shop.enterCode(code, "Confirm and link Amazon");
  await expect(page.getByRole("alert").filter({ hasText: "this code no longer works" })).toBeVisible();
  expect(await countUsersOf(stack, ada)).toEqual({ users: 0, accounts: 0 });
  await page.getByRole("button", { name: "Send another code" }).click();
  const [next = ""] = await mailedCodes(stack, owner.email, 3);
  await shop.enterCode(next, "Confirm and link Amazon");
  await shop.expectAt("/account?done=account_linked");
  expect(await userIdOf(stack, ada)).toBe(owner.userId);
});

test("a reload of the callback shows the ladder again while it waits, and leads on once it is climbed", async ({ page, shop, stack }) => {
  const owner = await newProvedUser(stack);
  const ada = newPersona(stack, { email: owner.email });
  let callback = "";
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/auth/callback/amazon") callback ||= request.url();
  });
  await shop.openSignIn();
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await climbTo(shop);
  const ladder = page.url();
  await page.goto(callback);
  await climbTo(shop);
  await page.getByRole("button", { name: "Send a code to this address" }).click();
  await shop.enterCode(await newestCode(stack, owner.email, 2), "Confirm and link Amazon");
  await shop.expectAt("/account?done=account_linked");
  await expect(page.getByRole("status").filter({ hasText: "Amazon is linked. You can sign in with it from now on." })).toBeVisible();
  for (const address of [callback, ladder]) {
    await page.goto(address);
    await expect(shop.heading("You are signed in")).toBeVisible();
  }
});
