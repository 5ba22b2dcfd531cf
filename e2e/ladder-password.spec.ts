import { ladderTests } from "./fixtures/ladder.ts";
import { goodPassword, newPasswordUser, otherPassword } from "./fixtures/passwords.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";

/** The collision ladder for owners who sign in with a password. */

async function enterPassword(shop: ShopPages, password: string): Promise<void> {
  await shop.page.getByLabel("Password", { exact: true }).fill(password);
  await shop.page.getByRole("button", { name: "Confirm with the password and link Amazon" }).click();
}

ladderTests({
  name: "with a password",
  newOwner: async (stack) => await newPasswordUser(stack),
  right: async (shop) => await enterPassword(shop, goodPassword),
  wrong: async (shop) => await enterPassword(shop, otherPassword),
  refusal: { words: "do not belong together", status: 422 },
});
