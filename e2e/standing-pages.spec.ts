import { expect, test } from "./fixtures/test.ts";

test("an address that does not exist answers 404 with a way on", async ({ page, shop, expected }) => {
  expected.statuses.add(404);
  for (const path of ["/no-such-page", "/help/no-such-page", "/signin/no-such-page"]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    await expect(shop.heading("Nothing grows here")).toBeVisible();
  }
  expect((await page.request.get("/api/no-such-address")).status()).toBe(404);
  await page.goto("/no-such-page");
  await page.getByRole("main").getByRole("link", { name: "Back to the shop" }).click();
  await shop.expectAt("/");
});

test("the privacy notice names the controller and how to take Amazon's consent back", async ({ page, shop }) => {
  await page.goto("/");
  await page.getByRole("contentinfo").getByRole("link", { name: "Privacy" }).click();
  await shop.expectAt("/privacy");
  await expect(shop.heading("Privacy")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Who is responsible" })).toBeVisible();
  await expect(page.getByRole("link", { name: /apps and services at Amazon/ })).toHaveAttribute("href", /^https:\/\/www\.amazon\./);
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
  await shop.expectAt("/signin?returnTo=%2Faccount%2Fsign-in-methods%2Fpassword");
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

for (const [table, path, collect] of [
  ["SavedItem", "/saved", "save"],
  ["BagItem", "/bag", "addToBag"],
] as const) {
  test(`when ${path} fails, the error page says so with 500, a reference and a way on`, async ({ page, shop, stack, expected }) => {
    expected.statuses.add(500);
    await shop[collect]("Stoneware mug");
    await stack.sql.query(`ALTER TABLE "${table}" RENAME TO "${table}Away"`);
    try {
      const response = await page.goto(path);
      expect(response?.status()).toBe(500);
      await expect(shop.heading("Something went wrong on our side")).toBeVisible();
      await expect(page.getByText(/^Reference: \S+$/)).toBeVisible();
    } finally {
      await stack.sql.query(`ALTER TABLE "${table}Away" RENAME TO "${table}"`);
    }
    await page.getByRole("link", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { name: "Stoneware mug" })).toBeVisible();
  });
}
