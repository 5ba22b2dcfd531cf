import { openPreview, askOtherByCode } from "./fixtures/places/merge.ts";
import { signInByCode } from "./fixtures/linking.ts";
import { unproveAddress } from "./fixtures/bent-rows.ts";
import { newestCode, newProvedUser } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

/** Everything that the two side by side have to say before the button is pressed, and that it comes true. */

/** One of the two, by its heading. */
const side = (shop: ShopPages, heading: string) => shop.page.getByRole("main").locator("section").filter({ has: shop.page.getByRole("heading", { name: heading, exact: true }) });

const value = (shop: ShopPages, heading: string, term: string) => side(shop, heading).locator("dt", { hasText: term }).locator("xpath=following-sibling::dd[1]");

const dropped = (shop: ShopPages) => shop.page.locator("section").filter({ has: shop.page.getByRole("heading", { name: "What goes", exact: true }) });

test("the preview says on how many devices each side is signed in, and no device where nobody is", async ({ page, shop, stack, otherBrowser }) => {
  const { mine, other } = await openPreview(shop, stack);
  await expect(value(shop, "The account that stays", "Signed in on")).toHaveText("one device");
  await expect(value(shop, "The account that joins it", "Signed in on")).toHaveText("one device");
  const phone = await otherBrowser();
  await phone.askForCode(mine);
  await phone.enterCode(await newestCode(stack, mine, 2));
  await phone.expectAt("/account");
  await other.browser.post("/signout", { scope: "this" });
  await page.reload();
  await expect(value(shop, "The account that stays", "Signed in on")).toHaveText("no device");
  await expect(value(shop, "The account that joins it", "Signed in on")).toHaveText("2 devices");
  await expect(dropped(shop)).toContainText("Other devices that are signed in to the account that joins are signed out.");
});

test("what both have is named with what becomes of it, and that is what comes", async ({ page, shop, stack }) => {
  const other = await newProvedUser(stack, "Vera Winter");
  await other.browser.post("/bag", { action: "add", productId: "enamel-kettle" });
  await other.browser.post("/bag", { action: "set", productId: "enamel-kettle", quantity: "98" });
  await other.browser.post("/saved", { action: "add", productId: "watering-can" });
  await signInByCode(shop, stack);
  await shop.addToBag("Enamel kettle");
  await shop.addToBag("Enamel kettle");
  await shop.save("Watering can");
  await shop.save("Stoneware mug");
  await askOtherByCode(shop, other.email);
  await shop.enterCode(await newestCode(stack, other.email, 2), "Confirm");
  await expect(dropped(shop)).toContainText("One product is in both bags: their quantities add up, to 99 at most.");
  await expect(dropped(shop)).toContainText("One thing that both have saved is there once.");
  await page.getByRole("button", { name: "Put them together" }).click();
  await shop.expectAt("/account?done=merged");
  await page.goto("/bag");
  await expect(page.getByLabel("Quantity: Enamel kettle")).toHaveValue("99");
  const { rows } = await stack.sql.query(`SELECT "productId" FROM "SavedItem" WHERE "userId" = $1 ORDER BY "productId"`, [other.userId]);
  expect(rows).toEqual([{ productId: "stoneware-mug" }, { productId: "watering-can" }]);
});

test("where nothing is in both, nothing is said of it", async ({ shop, stack }) => {
  await openPreview(shop, stack);
  await expect(dropped(shop)).not.toContainText(/in both bags|both have saved/);
});

test("an address that nobody confirmed and that is not chosen is named as not kept, and is not called a way in", async ({ page, shop, stack }) => {
  const { mine, other } = await openPreview(shop, stack);
  await unproveAddress(stack, other.userId);
  await page.reload();
  await expect(dropped(shop)).toContainText(`\u2068${other.email}\u2069 is not confirmed, and is not kept.`);
  await expect(page.getByRole("main")).toContainText("all ways to sign in of both");
  await expect(page.getByRole("main")).not.toContainText("but for the address");
  await page.getByRole("button", { name: "Put them together" }).click();
  await shop.expectAt("/account?done=merged");
  expect((await shop.session())?.user).toMatchObject({ id: other.userId, email: mine });
});
