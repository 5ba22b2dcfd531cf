import { mailedCodes, newAddress, newestCode, wrongCode } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

test("the right code signs a new address in; the same address finds the same user next time", async ({ page, shop, stack }) => {
  const email = newAddress();
  await shop.askForCode(email, "/saved");
  await expect(page.getByText(email)).toBeVisible();
  await shop.enterCode(await newestCode(stack, email));
  await shop.expectAt("/saved");
  const first = await shop.session();
  expect(first?.user.email).toBe(email);
  await shop.signOutHere();
  await shop.askForCode(email.toUpperCase());
  const codes = await mailedCodes(stack, email, 2);
  await shop.enterCode(codes[0] ?? "");
  await shop.expectAt("/account");
  expect((await shop.session())?.user.id).toBe(first?.user.id);
});

test("a code may be typed with a space in the middle", async ({ shop, stack }) => {
  const email = newAddress();
  await shop.askForCode(email);
  const code = await newestCode(stack, email);
  await shop.enterCode(`${code.slice(0, 3)} ${code.slice(3)}`);
  await shop.expectAt("/account");
});

test("a wrong code is refused with 422, the reason and the form; the right one still works", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const email = newAddress();
  await shop.askForCode(email);
  const code = await newestCode(stack, email);
  const answer = page.waitForResponse((response) => response.request().method() === "POST" && !response.url().includes("/api/"));
  await shop.enterCode(wrongCode(code));
  expect((await answer).status()).toBe(422);
  await expect(page.getByRole("alert").filter({ hasText: "The six digits do not match" })).toBeVisible();
  await expect(page.getByLabel("Six-digit code")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText(email)).toBeVisible();
  expect(await shop.session()).toBeNull();
  await shop.enterCode(code);
  await shop.expectAt("/account");
});

test("five wrong codes spend a code; a new one works", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const email = newAddress();
  await shop.askForCode(email);
  const code = await newestCode(stack, email);
  for (let step = 1; step <= 5; step += 1) {
    await shop.enterCode(wrongCode(code, step));
    const text = step < 5 ? "The six digits do not match" : "this code no longer works";
    await expect(page.getByRole("alert").filter({ hasText: text })).toBeVisible();
  }
  await shop.enterCode(code);
  await expect(page.getByRole("alert").filter({ hasText: "this code no longer works" })).toBeVisible();
  expect(await shop.session()).toBeNull();
  await page.getByRole("button", { name: "Send another code" }).click();
  const codes = await mailedCodes(stack, email, 2);
  await shop.enterCode(codes[0] ?? "");
  await shop.expectAt("/account");
});

test("sending another code voids the older one", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const email = newAddress();
  await shop.askForCode(email);
  const older = await newestCode(stack, email);
  await page.getByRole("button", { name: "Send another code" }).click();
  const [newer = ""] = await mailedCodes(stack, email, 2);
  await shop.enterCode(older);
  await expect(page.getByRole("alert").filter({ hasText: "The six digits do not match" })).toBeVisible();
  await shop.enterCode(newer);
  await shop.expectAt("/account");
});

test("the code is of no use in another browser", async ({ page, shop, stack, otherBrowser }) => {
  const email = newAddress();
  await shop.askForCode(email);
  const codePage = page.url();
  const thief = await otherBrowser();
  await thief.page.goto(codePage);
  await expect(thief.heading("This sign-in began somewhere else")).toBeVisible();
  await expect(thief.page.getByText(email)).toHaveCount(0);
  await shop.enterCode(await newestCode(stack, email));
  await shop.expectAt("/account");
});

test("a code works once: Back and the same code again leads on, not in again", async ({ page, shop, stack }) => {
  const email = newAddress();
  await shop.askForCode(email);
  const code = await newestCode(stack, email);
  await shop.enterCode(code);
  await shop.expectAt("/account");
  const session = await shop.session();
  await page.goBack();
  await expect(shop.heading("You are signed in")).toBeVisible();
  expect(await shop.session()).toEqual(session);
});

test("something that is no address is refused with 422 and stays in the field", async ({ page, shop, expected }) => {
  expected.statuses.add(422);
  await shop.openSignIn("/saved");
  await page.getByLabel("E-mail address").fill("ada at example");
  const answer = page.waitForResponse((response) => response.request().method() === "POST" && response.url().endsWith("/signin/check-email"));
  await page.getByRole("button", { name: "Send me a code" }).click();
  expect((await answer).status()).toBe(422);
  await expect(page.getByRole("alert").filter({ hasText: "name@example.com" })).toBeFocused();
  await expect(page.getByLabel("E-mail address")).toHaveValue("ada at example");
  await page.getByRole("link", { name: /name@example\.com/ }).click();
  await expect(page.getByLabel("E-mail address")).toBeFocused();
});
