import { newPersona } from "./fixtures/people.ts";
import { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

/** One profile, several windows, and links that were made by somebody else: OA-06, OA-11. */

const phone = { width: 390, height: 844 };
const desktop = { width: 1_280, height: 900 };

for (const order of [["phone", "desktop"], ["desktop", "phone"]] as const) {
  test(`a window of a phone's size and a large one of the same profile each finish on their own page, ${order[0]} first`, async ({ context, stack }) => {
    const ada = newPersona(stack);
    const windows = { phone: new ShopPages(await context.newPage()), desktop: new ShopPages(await context.newPage()) };
    const destinations = { phone: "/saved?from=phone", desktop: "/bag?from=desktop" };
    await windows.phone.page.setViewportSize(phone);
    await windows.desktop.page.setViewportSize(desktop);
    for (const which of ["phone", "desktop"] as const) {
      await windows[which].openSignIn(destinations[which]);
      await windows[which].amazonButton().click();
      await expect(windows[which].page.getByRole("heading", { level: 1, name: "Sign in to the sandbox" })).toBeVisible();
    }
    const [first, second] = order;
    await windows[first].amazon.signIn(ada);
    await windows[first].expectAt(destinations[first]);
    await windows[second].amazon.choose(ada);
    await windows[second].expectAt(destinations[second]);
    for (const which of order) expect((await windows[which].session())?.user.name).toBe(ada.name);
    const { rows } = await stack.sql.query(`SELECT s."id" FROM "Session" s JOIN "Account" a ON a."userId" = s."userId" WHERE a."providerAccountId" = $1`, [ada.userId]);
    expect(rows).toHaveLength(1);
  });
}

/** A few of e2e/protocol/destinations.spec.ts, where all are tried over HTTP. */
const hostile = ["//evil.example/x", "/\\evil.example", "\t//evil.example", "javascript:alert(1)", "/signout?scope=everywhere", `/${"a".repeat(2_500)}`];

test("links of our pages, followed by the client's router, stay on this site whatever destination they were given", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  for (const returnTo of hostile) {
    await shop.openSignIn(returnTo);
    const link = page.getByRole("link", { name: "Continue" });
    expect(await link.getAttribute("href"), returnTo.slice(0, 60)).toBe("/account");
  }
  await page.getByRole("link", { name: "Continue" }).click();
  await shop.expectAccountOf(ada.name);
  // No link or form on any of the pages that take a destination leads elsewhere, but for Amazon's own pages.
  for (const path of ["/signin", "/signout", "/signin/error", "/bag", "/saved"]) {
    const [returnTo, next, redirect] = ["//evil.example/x", "/\\evil.example", "javascript:alert(1)"] as const;
    await page.goto(`${path}?${new URLSearchParams({ returnTo, code: "signed_in", next, callbackUrl: returnTo, redirect })}`);
    const targets = await page.evaluate(() => [...document.querySelectorAll("a[href], form[action], [formaction]")].map((element) => (element as HTMLAnchorElement).href || (element as HTMLFormElement).action));
    expect(targets.length).toBeGreaterThan(2);
    expect(targets.filter((target) => !target.startsWith(`${stack.appUrl}/`) && !/^https:\/\/www\.amazon\.|^mailto:/.test(target)), path).toEqual([]);
  }
  expect((await shop.session())?.user.name).toBe(ada.name);
});
