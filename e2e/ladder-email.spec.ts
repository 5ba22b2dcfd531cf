import { ladderTests } from "./fixtures/ladder.ts";
import { newestCode, newPersona, newProvedUser, userIdOf, wrongCode } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import type { Stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

/** The collision ladder for owners who have nothing but their address. */

/** Enters a code made from the one that was mailed to the address of the ladder. */
async function enterMailed(shop: ShopPages, stack: Stack, email: string, change: (code: string) => string = (code) => code): Promise<void> {
  const field = shop.page.getByLabel("Six-digit code");
  const send = shop.page.getByRole("button", { name: "Send a code to this address" });
  await expect(field.or(send)).toBeVisible();
  if (await send.isVisible()) await send.click();
  await expect(field).toBeVisible();
  // The first mail proved the address when the owner signed up.
  await shop.enterCode(change(await newestCode(stack, email, 2)), "Confirm and link Amazon");
}

ladderTests({
  name: "with an address only",
  newOwner: async (stack) => await newProvedUser(stack),
  right: async (shop, stack, { email }) => await enterMailed(shop, stack, email),
  wrong: async (shop, stack, { email }) => await enterMailed(shop, stack, email, wrongCode),
  refusal: { words: "The six digits do not match", status: 422 },
});

test("a code that is older than ten minutes is refused on the ladder, and another one works", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(410);
  const { email, userId } = await newProvedUser(stack);
  const persona = newPersona(stack, { email });
  await shop.openSignIn("/bag");
  await shop.amazonButton().click();
  await shop.amazon.signIn(persona);
  await page.getByRole("button", { name: "Send a code to this address" }).click();
  const code = await newestCode(stack, email, 2);
  await stack.sql.query(`UPDATE "EmailCode" SET "expires" = now() - interval '1 second' WHERE "usedAt" IS NULL`);
  await shop.enterCode(code, "Confirm and link Amazon");
  await expect(page.getByRole("alert").filter({ hasText: "A code works for 10 minutes" })).toBeVisible();
  expect(await userIdOf(stack, persona)).toBeUndefined();
  const again = page.getByRole("button", { name: /^Send (a code to this address|another code)$/ });
  await again.click();
  await shop.enterCode(await newestCode(stack, email, 3), "Confirm and link Amazon");
  await shop.expectAt("/bag");
  expect(await userIdOf(stack, persona)).toBe(userId);
});
