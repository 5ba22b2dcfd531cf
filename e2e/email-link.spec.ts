import { newAddress, newestCode, newestLink, newPersona, newProvedUser, userIdOf } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

const useLink = /^Sign in as/;

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("the link signs a new address up, and the same person in again later", async ({ page, shop, stack }) => {
      const email = newAddress();
      await shop.addToBag("Enamel kettle");
      await shop.askForCode(email, "/bag");
      await page.goto(await newestLink(stack, email));
      await expect(shop.heading("Is it you?")).toBeVisible();
      await expect(page.getByRole("main")).toContainText(email);
      expect(await shop.session()).toBeNull();
      await page.getByRole("button", { name: useLink }).click();
      await shop.expectAt("/bag");
      await expect(page.getByRole("heading", { name: "Enamel kettle" })).toBeVisible();
      const first = await shop.session();
      expect(first?.user.email).toBe(email);
      await shop.signOutHere();
      await shop.askForCode(email);
      await page.goto(await newestLink(stack, email, "verify", 2));
      await page.getByRole("button", { name: useLink }).click();
      await shop.expectAt("/account");
      expect((await shop.session())?.user.id).toBe(first?.user.id);
      await expect(page.getByText("a link by e-mail")).toBeVisible();
    });
  });
}

test("in another browser the link signs nobody in and names nobody; the code goes on where the sign-in began", async ({ shop, stack, otherBrowser }) => {
  const email = newAddress();
  await shop.askForCode(email);
  const phone = await otherBrowser();
  await phone.page.goto(await newestLink(stack, email));
  await expect(phone.heading("This link belongs to another browser")).toBeVisible();
  await expect(phone.page.getByText(email)).toHaveCount(0);
  expect(await phone.page.content()).not.toContain(await newestCode(stack, email));
  expect(await phone.session()).toBeNull();
  await phone.page.getByRole("link", { name: "Start here instead" }).click();
  await expect(phone.page.getByLabel("E-mail address")).toBeVisible();
  await shop.enterCode(await newestCode(stack, email));
  await shop.expectAt("/account");
});

// FB-03
test("somebody who is signed in is asked before a link makes them somebody else, and can leave it at that", async ({ page, shop, stack }) => {
  const [email, ada] = [newAddress(), newPersona(stack)];
  await shop.askForCode(email);
  await shop.signInWithAmazon(ada);
  const link = await newestLink(stack, email);
  await page.goto(link);
  await expect(page.getByRole("status").filter({ hasText: `You are signed in as \u2068${ada.name}\u2069` })).toBeVisible();
  await page.goto("/account");
  await shop.expectAccountOf(ada.name);
  await page.goto(link);
  await page.getByRole("button", { name: useLink }).click();
  await shop.expectAt("/account");
  expect((await shop.session())?.user.email).toBe(email);
});

test("a link that a newer mail has replaced says so, and Back after a good one leads on", async ({ page, shop, stack }) => {
  const email = newAddress();
  await shop.askForCode(email);
  const first = await newestLink(stack, email);
  await page.getByRole("button", { name: "Send another code" }).click();
  const second = await newestLink(stack, email, "verify", 2);
  await page.goto(first);
  await expect(shop.heading("There is a newer mail")).toBeVisible();
  await page.goto(second);
  await page.getByRole("button", { name: useLink }).click();
  await shop.expectAt("/account");
  await page.goto(second);
  await expect(shop.heading("You are signed in")).toBeVisible();
});

test("a shopper whose Amazon is lost gets in with the link, and on the ladder the link links a new Amazon account", async ({ page, shop, stack }) => {
  const { email, userId } = await newProvedUser(stack, "Robin Recovers");
  const persona = newPersona(stack, { email });
  await shop.openSignIn("/bag");
  await shop.amazonButton().click();
  await shop.amazon.signIn(persona);
  await expect(shop.heading("This address may already be in use here")).toBeVisible();
  await page.getByRole("button", { name: "Send a code to this address" }).click();
  await expect(page.getByLabel("Six-digit code")).toBeVisible();
  await page.goto(await newestLink(stack, email, "verify", 2));
  await page.getByRole("button", { name: "Sign in and link Amazon" }).click();
  await shop.expectAt("/bag");
  expect(await userIdOf(stack, persona)).toBe(userId);
  await shop.signOutHere();
  await shop.askForCode(email);
  await page.goto(await newestLink(stack, email, "verify", 3));
  await page.getByRole("button", { name: useLink }).click();
  await shop.expectAccountOf("Robin Recovers");
});

test("the development mailbox shows code and link", async ({ page, shop, stack, context }) => {
  const email = newAddress();
  await shop.askForCode(email);
  const [code, link] = [await newestCode(stack, email), await newestLink(stack, email)];
  const mailbox = await context.newPage();
  await mailbox.goto(stack.mailbox.url);
  await mailbox.getByRole("link", { name: new RegExp(code) }).click();
  await expect(mailbox.getByText(code).first()).toBeVisible();
  await expect(mailbox.locator("body")).toContainText(link);
  await page.bringToFront();
});
