import { newPersona } from "./fixtures/people.ts";
import { expectAccessible, expectLargeTargets, expectNoSidewaysScroll, expectOrderlyDocument } from "./fixtures/quality.ts";
import { expect, test } from "./fixtures/test.ts";

test("while the database is down, protected pages say so with 503 and nobody is signed out; home stays up", async ({ context, page, shop, stack, expected }) => {
  expected.statuses.add(503);
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  const before = await shop.session();
  const cookies = await context.cookies();
  stack.wire.cut();
  try {
    const outage = await page.goto("/account");
    expect(outage?.status()).toBe(503);
    expect(outage?.headers()["retry-after"]).toBe("5");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText(/if you were signed in you still are/)).toBeVisible();
    expect((await page.request.get("/api/auth/session")).status()).toBe(503);
    const home = await page.goto("/");
    expect(home?.status()).toBe(200);
    await expect(shop.heading("Well-made things for slow days")).toBeVisible();
    await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toHaveCount(0);
    expect((await page.goto("/signin"))?.status()).toBe(200);
    await shop.amazonButton().click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(stack.appUrl);
  } finally {
    stack.wire.restore();
  }
  await expect.poll(async () => (await page.request.get("/api/health/ready")).status()).toBe(200);
  await page.goto("/account");
  await shop.expectAccountOf(ada.name);
  expect(await shop.session()).toEqual(before);
  expect((await context.cookies()).map(({ name, value }) => [name, value])).toEqual(cookies.map(({ name, value }) => [name, value]));
});

test("the outage page is accessible in light and dark, fits 320 px and leads back by a link", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(503);
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  stack.wire.cut();
  try {
    await page.goto("/account");
    await expectOrderlyDocument(page, "outage");
    await expectAccessible(page, "outage");
    await page.setViewportSize({ width: 320, height: 640 });
    await expectNoSidewaysScroll(page, "outage");
    await expectLargeTargets(page, "outage");
  } finally {
    stack.wire.restore();
  }
  await expect.poll(async () => (await page.request.get("/api/health/ready")).status()).toBe(200);
  await page.getByRole("link", { name: "Try again" }).click();
  await shop.expectAccountOf(ada.name);
});

test("a form sent during an outage says that it may not have arrived, and works afterwards", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(503);
  await page.goto("/");
  stack.wire.cut();
  try {
    await page.getByRole("button", { name: "Add to bag: Enamel kettle" }).click();
    await expect(page.getByText(/may not have arrived/)).toBeVisible();
  } finally {
    stack.wire.restore();
  }
  await expect.poll(async () => (await page.request.get("/api/health/ready")).status()).toBe(200);
  await page.getByRole("link", { name: "Go back to the page" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await shop.addToBag("Enamel kettle");
  await expect(shop.bagLink(1)).toBeVisible();
});
