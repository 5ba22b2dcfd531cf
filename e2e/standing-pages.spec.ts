import { expect, test } from "./fixtures/test.ts";

test("an address that does not exist answers 404 with a way on", async ({ page, shop, expected }) => {
  expected.statuses.add(404);
  for (const path of ["/no-such-page", "/account/no-such-page", "/signin/no-such-page", "/api/no-such-address"]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    if (!path.startsWith("/api/")) await expect(shop.heading("Nothing grows here")).toBeVisible();
  }
  await page.goto("/no-such-page");
  await page.getByRole("main").getByRole("link", { name: "Back to the shop" }).click();
  await shop.expectAt("/");
});

test("the privacy notice names the controller and how to take Amazon's consent back", async ({ page, shop, stack }) => {
  await page.goto("/");
  await page.getByRole("contentinfo").getByRole("link", { name: "Privacy" }).click();
  await shop.expectAt("/privacy");
  await expect(shop.heading("Privacy")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Who is responsible" })).toBeVisible();
  await expect(page.getByRole("link", { name: /apps and services at Amazon/ })).toHaveAttribute("href", /^https:\/\/www\.amazon\./);
  expect(stack.appUrl).toBeTruthy();
});

test("the help page answers by symptom, and its contents lead to the answers", async ({ page, shop }) => {
  await page.goto("/help/sign-in");
  await expect(shop.heading("Help with signing in")).toBeVisible();
  const contents = page.getByRole("navigation", { name: "What did you see?" });
  const links = await contents.getByRole("link").all();
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) {
    const id = (await link.getAttribute("href"))?.slice(1) ?? "";
    await expect(page.locator(`[id="${id}"]`)).toHaveCount(1);
  }
  await contents.getByRole("link", { name: "This took a little too long" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "This took a little too long" })).toBeInViewport();
});

test("the well-known addresses answer", async ({ page, shop }) => {
  await page.goto("/.well-known/change-password");
  await shop.expectAt("/signin?returnTo=%2Faccount");
  const security = await page.request.get("/.well-known/security.txt");
  expect(security.status()).toBe(200);
  expect(security.headers()["content-type"]).toContain("text/plain");
  const text = await security.text();
  expect(text).toMatch(/^Contact: mailto:.+@.+$/m);
  expect(Date.parse(/^Expires: (.+)$/m.exec(text)?.[1] ?? "")).toBeGreaterThan(Date.now());
});

test("machines get their health answers", async ({ page }) => {
  for (const path of ["/api/health/live", "/api/health/ready"]) expect((await page.request.get(path)).status(), path).toBe(200);
});

test("a page that fails shows the error page with a reference and a way on", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(500);
  expected.consoleErrors.push(/An error occurred in the Server Components render|Minified React error/);
  await stack.sql.query(`ALTER TABLE "BagItem" RENAME TO "BagItemAway"`);
  try {
    await shop.page.context().addCookies([]);
    const response = await page.goto("/bag");
    expect([200, 500]).toContain(response?.status());
  } finally {
    await stack.sql.query(`ALTER TABLE "BagItemAway" RENAME TO "BagItem"`);
  }
});
