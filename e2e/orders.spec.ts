import { tabTo } from "./fixtures/keyboard.ts";
import { newPersona } from "./fixtures/people.ts";
import { ShopPages } from "./fixtures/shop-pages.ts";
import type { Stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

async function orderCount(stack: Stack, shop: ShopPages): Promise<number> {
  const { rows } = await stack.sql.query(`SELECT 1 FROM "Order" WHERE "userId" = $1`, [(await shop.session())?.user.id]);
  return rows.length;
}

test("a guest fills a bag, signs in with Amazon, adds an address, places the order and sees it listed", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.addToBag("Enamel kettle");
  await shop.addToBag("Enamel kettle");
  await shop.addToBag("Meadow seed tin");
  await page.goto("/bag");
  await page.getByRole("link", { name: "Sign in to check out" }).click();
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await shop.expectAt("/checkout");
  await expect(page.getByRole("main")).toContainText("$130.50");
  await expect(page.getByRole("main")).toContainText("placing the order charges nothing");
  await expect(shop.placeOrderButton()).toHaveCount(0);
  await shop.fillAddress({ fullName: "Ada at Home" });
  await page.getByRole("button", { name: "Save and use this address" }).click();
  await expect(page.getByRole("radio", { name: /Ada at Home/ })).toBeChecked();
  await shop.placeOrderButton().click();
  const number = await shop.expectOrderPlaced();
  await expect(shop.bagLink(0)).toBeVisible();
  const lines = page.getByRole("list", { name: "What you ordered" }).getByRole("listitem");
  await expect(lines).toHaveText([/Enamel kettle.*2 × \$58\.00.*\$116\.00/s, /Meadow seed tin.*1 × \$14\.50.*\$14\.50/s]);
  await expect(page.getByRole("main")).toContainText("Ada at Home");
  await page.getByRole("banner").getByRole("link", { name: "Orders" }).click();
  await expect(page.getByRole("list", { name: "Orders you have placed" }).getByRole("listitem")).toHaveCount(1);
  await page.getByRole("link", { name: `Order ${number}` }).click();
  await expect(shop.heading(`Order ${number}`)).toBeVisible();
  await expect(page).toHaveTitle(`Order ${number} · Larkspur`);
  await expect(page.getByRole("status")).toHaveCount(0);
});

test("one of several addresses is chosen, or a new one added right there, which is then chosen", async ({ page, shop, stack }) => {
  await shop.signInWithAmazon(newPersona(stack));
  await shop.addAddress({ fullName: "Ada at Home" });
  await shop.addAddress({ fullName: "Ada at Work" });
  await shop.addToBag("Storm lantern");
  await page.goto("/checkout");
  await expect(page.getByRole("radio", { name: /Ada at Home/ })).toBeChecked();
  await page.getByText("Deliver somewhere else").click();
  await shop.fillAddress({ fullName: "A Friend", country: "Japan" });
  await page.getByRole("button", { name: "Save and use this address" }).click();
  await expect(page.getByRole("radio", { name: /A Friend/ })).toBeChecked();
  await page.getByRole("radio", { name: /Ada at Work/ }).check();
  await shop.placeOrderButton().click();
  await shop.expectOrderPlaced();
  await expect(page.getByRole("main")).toContainText("Ada at Work");
});

test("a refused address at the checkout keeps its form open, what was typed, and the order untouched", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  await shop.signInWithAmazon(newPersona(stack));
  await shop.addAddress();
  await shop.addToBag("Storm lantern");
  await page.goto("/checkout");
  await page.getByText("Deliver somewhere else").click();
  await page.getByLabel("Full name").fill("A Friend");
  await page.getByRole("button", { name: "Save and use this address" }).click();
  const summary = page.getByRole("alert").filter({ hasText: "There is a problem" });
  await expect(summary).toBeFocused();
  await expect(page.getByLabel("Full name")).toBeVisible();
  await expect(page.getByLabel("Full name")).toHaveValue("A Friend");
  await summary.getByRole("link", { name: "Choose a country from the list" }).click();
  await expect(page.getByLabel("Country")).toBeFocused();
  await shop.placeOrderButton().click();
  await shop.expectOrderPlaced();
});

test("a double click places one order and ends on it; Back shows nothing to order again", async ({ page, shop, stack }) => {
  await shop.signInWithAmazon(newPersona(stack));
  await shop.addAddress();
  await shop.addToBag("Striped wool blanket");
  await page.goto("/checkout");
  await shop.placeOrderButton().dblclick();
  await shop.expectOrderPlaced();
  expect(await orderCount(stack, shop)).toBe(1);
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Nothing to check out" })).toBeVisible();
  await page.getByRole("link", { name: "See your orders" }).click();
  await expect(page.getByRole("list", { name: "Orders you have placed" }).getByRole("listitem")).toHaveCount(1);
});

test("a bag that another tab changed is shown anew before anything is ordered", async ({ page, context, shop, stack, expected }) => {
  expected.statuses.add(409);
  await shop.signInWithAmazon(newPersona(stack));
  await shop.addAddress();
  await shop.addToBag("Storm lantern");
  await page.goto("/checkout");
  const tab = new ShopPages(await context.newPage());
  await tab.addToBag("Watering can");
  await shop.placeOrderButton().click();
  await expect(page.getByRole("status").filter({ hasText: "Your bag has changed" })).toBeVisible();
  await expect(page.getByRole("list", { name: "In your bag" }).getByRole("listitem")).toHaveCount(2);
  expect(await orderCount(stack, shop)).toBe(0);
  await shop.placeOrderButton().click();
  await shop.expectOrderPlaced();
  await tab.page.goto("/checkout");
  await expect(tab.page.getByRole("heading", { name: "Nothing to check out" })).toBeVisible();
});

test("older orders are a page further, and the newest a click away", async ({ page, shop, stack }) => {
  await shop.signInWithAmazon(newPersona(stack));
  await shop.addAddress();
  const first = await shop.order("Storm lantern");
  await stack.sql.query(
    `WITH one AS (SELECT * FROM "Order" WHERE "number" = $1),
     copies AS (
       INSERT INTO "Order" ("id", "number", "userId", "placementHash", "totalMinor", "currency", "placedAt")
       SELECT gen_random_uuid(), 'AAAAA-AAA' || chr(65 + n / 5) || chr(66 + n % 5), "userId", gen_random_uuid()::text, "totalMinor", "currency", "placedAt" + n * interval '1 day' FROM one, generate_series(1, 24) n RETURNING "id"
     ), addressed AS (
       INSERT INTO "OrderAddress" ("id", "orderId", "fullName", "line1", "city", "country") SELECT gen_random_uuid(), "id", 'Ada', 'x', 'y', 'GB' FROM copies
     )
     INSERT INTO "OrderLine" ("id", "orderId", "position", "productId", "name", "unitPriceMinor", "quantity") SELECT gen_random_uuid(), "id", 0, 'camp-lantern', 'Storm lantern', 6400, 1 FROM copies`,
    [first],
  );
  await page.goto("/orders");
  const items = page.getByRole("list", { name: "Orders you have placed" }).getByRole("listitem");
  await expect(items).toHaveCount(20);
  await page.getByRole("link", { name: "Older orders" }).click();
  await expect(items).toHaveCount(5);
  await expect(items.last()).toContainText(first);
  await expect(page.getByRole("link", { name: "Older orders" })).toHaveCount(0);
  await page.getByRole("link", { name: "Back to the newest" }).click();
  await shop.expectAt("/orders");
  await expect(items).toHaveCount(20);
});

test("an order is placed by keyboard alone, from an address typed at the checkout", async ({ page, shop, stack }) => {
  await shop.signInWithAmazon(newPersona(stack));
  await shop.addToBag("Storm lantern");
  await page.goto("/checkout");
  // Fields have no text of their own: the first stop without one is the first field.
  await tabTo(page, "");
  await expect(page.getByLabel("Full name")).toBeFocused();
  for (const text of ["Ada Lovelace", "12 Oak Lane", "", "London", "SW1Y 4JH", ""]) {
    await page.keyboard.type(text);
    await page.keyboard.press("Tab");
  }
  await expect(page.getByLabel("Country")).toBeFocused();
  await page.keyboard.type("United K");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("radio", { name: /Ada Lovelace/ })).toBeChecked();
  await tabTo(page, "Place order");
  await page.keyboard.press("Enter");
  await shop.expectOrderPlaced();
  await expect(page.getByRole("main")).toContainText("United Kingdom");
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("an order is placed, listed and opened; slips are shown, and what is not there is a page", async ({ page, shop, stack, expected }) => {
    for (const status of [404, 409, 422]) expected.statuses.add(status);
    await shop.addToBag("Cast iron pan");
    await shop.signInWithAmazon(newPersona(stack), "/checkout");
    await page.getByRole("button", { name: "Save and use this address" }).click();
    await expect(page.getByRole("alert")).toContainText("Enter a street and number");
    await shop.fillAddress();
    await page.getByRole("button", { name: "Save and use this address" }).click();
    await page.getByText("Deliver somewhere else").click();
    await expect(page.getByLabel("Full name")).toBeVisible();
    await shop.placeOrderButton().click();
    const number = await shop.expectOrderPlaced();
    await page.goto("/orders");
    await page.getByRole("link", { name: `Order ${number}` }).click();
    await expect(shop.heading(`Order ${number}`)).toBeVisible();
    await page.goto("/orders/ABCDE-FGHJK");
    await expect(shop.heading("Nothing grows here")).toBeVisible();
    await page.goto("/addresses");
    await page.getByRole("button", { name: /^Remove/ }).click();
    await expect(page.getByRole("heading", { name: "No address yet" })).toBeVisible();
  });
});
