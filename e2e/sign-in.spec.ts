import { countUsersOf, newPersona } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

test("a new shopper signs in with Amazon, from home to the account page with their name", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await page.goto("/");
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await shop.expectAt("/signin");
  await shop.amazonButton().click();
  await shop.amazon.choose(ada);
  await shop.amazon.expectConsent();
  await expect(page.getByText(ada.email ?? "")).toBeVisible();
  await shop.amazon.allow();
  await shop.expectAccountOf(ada.name);
  await expect(page.getByRole("main").getByText(ada.email ?? "")).toBeVisible();
  await expect(page.getByRole("banner").getByRole("link", { name: "Account" })).toBeVisible();
  expect(await countUsersOf(stack, ada)).toEqual({ users: 1, accounts: 1 });
});

test("the address in returnTo is where the shopper lands, query and fragment kept", async ({ shop, stack }) => {
  await shop.signInWithAmazon(newPersona(stack), "/bag?from=mail#summary");
  await expect(shop.heading("Your bag")).toBeVisible();
});

for (const evil of ["//evil.example/x", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "/%09/evil.example"]) {
  test(`a returnTo of ${evil} never leaves this site`, async ({ page, shop, stack }) => {
    const ada = newPersona(stack);
    await shop.openSignIn(evil);
    await shop.amazonButton().click();
    await shop.amazon.signIn(ada);
    await expect(page.getByRole("banner").getByRole("link", { name: "Account" })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(stack.appUrl);
  });
}

test("a page for signed-in people sends a guest to sign in, and back to itself afterwards", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await page.goto("/account");
  await shop.expectAt("/signin?returnTo=%2Faccount");
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await shop.expectAccountOf(ada.name);
});

test("the session is told as JSON: who and until when, null for a guest", async ({ shop, stack }) => {
  const ada = newPersona(stack);
  await shop.openSignIn();
  expect(await shop.session()).toBeNull();
  await shop.signInWithAmazon(ada);
  const session = await shop.session();
  expect(session).toEqual({ user: { id: expect.any(String), name: ada.name, email: ada.email }, expires: expect.any(String) });
  const days = (Date.parse(session?.expires ?? "") - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(13.9);
  expect(days).toBeLessThan(14.1);
});

test("the sign-in page tells somebody who is signed in so, and leads on", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  await shop.openSignIn("/bag");
  await expect(shop.heading("You are signed in")).toBeVisible();
  await page.getByRole("link", { name: "Continue" }).click();
  await shop.expectAt("/bag");
});

test("a persona without an e-mail address and one with a hostile name sign in too", async ({ page, shop, stack, otherBrowser }) => {
  const noah = newPersona(stack, { email: null });
  await shop.signInWithAmazon(noah);
  await expect(page.getByText("No address yet")).toBeVisible();
  const name = `<script>alert(1)</script> \u202Egnp.exe "><img src=x onerror=alert(2)> ${"long name ".repeat(1_000)}`;
  const hostile = stack.sandbox.personas.add({ userId: `amzn1.account.HOSTILE${Date.now()}`, name, email: "hostile@example.test" });
  const other = await otherBrowser();
  await other.openSignIn();
  await other.amazonButton().click();
  await other.page.getByRole("button", { name: /^<script>alert\(1\)/ }).click();
  await other.amazon.allow();
  await other.expectAt("/account");
  await expect(other.heading(/<script>alert\(1\)<\/script>/)).toBeVisible();
  expect(hostile?.name).toBe(name);
});
