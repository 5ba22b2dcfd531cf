import { unproveAddress } from "./fixtures/bent-rows.ts";
import { Device, makePasskey, pressUsePasskey } from "./fixtures/device.ts";
import { ladderTests } from "./fixtures/ladder.ts";
import { signInByCode } from "./fixtures/linking.ts";
import { newPersona, userIdOf } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import type { Stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

/** The collision ladder for owners who sign in with a passkey. */

/** Somebody with a passkey, made in a browser of their own. */
async function newPasskeyOwner(stack: Stack, otherBrowser: () => Promise<ShopPages>) {
  const shop = await otherBrowser();
  const user = await signInByCode(shop, stack);
  const device = await Device.of(shop.page);
  await makePasskey(shop);
  return { ...user, device };
}

/** Uses the passkeys of a device in this browser, as if they were synchronised into it. */
async function usePasskeyOf(shop: ShopPages, device: Device): Promise<Device> {
  const here = await Device.of(shop.page);
  await here.copyFrom(device);
  await pressUsePasskey(shop.page);
  return here;
}

ladderTests({
  name: "with a passkey",
  newOwner: newPasskeyOwner,
  right: async (shop, _stack, { device }) => void (await usePasskeyOf(shop, device)),
  wrong: async (shop, stack, _owner, otherBrowser) => {
    const here = await usePasskeyOf(shop, (await newPasskeyOwner(stack, otherBrowser)).device);
    await expect(shop.page.getByRole("alert").filter({ hasText: "belongs to another account" })).toBeVisible();
    // The right one is asked for alone.
    await here.remove();
  },
  refusal: { words: "belongs to another account", status: 409 },
});

test("an address that a passkey's owner has not proved is no collision: the shopper gets an account of their own, and the owner keeps theirs", async ({ shop, stack, otherBrowser }) => {
  const { email, userId } = await newPasskeyOwner(stack, otherBrowser);
  await unproveAddress(stack, userId);
  const persona = newPersona(stack, { email });
  await shop.signInWithAmazon(persona);
  expect(await userIdOf(stack, persona)).not.toBe(userId);
  const { rows } = await stack.sql.query(`SELECT "email", (SELECT count(*)::int FROM "Passkey" WHERE "userId" = "User"."id") AS passkeys FROM "User" WHERE "id" = $1`, [userId]);
  expect(rows).toEqual([{ email, passkeys: 1 }]);
});
