import type { Persona } from "#sandbox/amazon/personas.ts";
import { countUsersOf, newPersona, userIdOf } from "./fixtures/people.ts";
import { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

/** A second tab waits at Amazon while the first signs in as somebody; then the second comes back as somebody else. */
async function comeBackAsAnother(first: ShopPages, current: Persona, other: Persona): Promise<ShopPages> {
  const second = new ShopPages(await first.page.context().newPage());
  await second.openSignIn("/saved");
  await second.amazonButton().click();
  await second.page.getByRole("button", { name: other.label, exact: true }).waitFor();
  await first.signInWithAmazon(current);
  await second.amazon.choose(other);
  await second.amazon.allow();
  await expect(second.heading("Which account do you want to use?")).toBeVisible();
  return second;
}

test("coming back from Amazon as somebody new asks first; staying keeps the user and links nothing", async ({ shop, stack }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  const second = await comeBackAsAnother(shop, ada, grace);
  expect((await shop.session())?.user.name).toBe(ada.name);
  await second.page.getByRole("button", { name: `Stay signed in as \u2068${ada.name}\u2069` }).click();
  await second.expectAt("/saved");
  expect((await shop.session())?.user.name).toBe(ada.name);
  expect(await countUsersOf(stack, grace)).toEqual({ users: 0, accounts: 0 });
  expect(await countUsersOf(stack, ada)).toEqual({ users: 1, accounts: 1 });
});

test("switching becomes the other user, and nothing is linked", async ({ shop, stack }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  const second = await comeBackAsAnother(shop, ada, grace);
  await second.page.getByRole("button", { name: `Make an account for \u2068${grace.name}\u2069` }).click();
  await second.expectAt("/saved");
  expect((await shop.session())?.user.name).toBe(grace.name);
  expect(await userIdOf(stack, grace)).not.toBe(await userIdOf(stack, ada));
  const { rows } = await stack.sql.query(`SELECT "userId", count(*)::int AS accounts FROM "Account" WHERE "providerAccountId" = ANY($1) GROUP BY "userId"`, [[ada.userId, grace.userId]]);
  expect(rows.map(({ accounts }) => accounts)).toEqual([1, 1]);
});

test("switching to somebody who has an account here already signs that account in", async ({ shop, stack, otherBrowser }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  const elsewhere = await otherBrowser();
  await elsewhere.signInWithAmazon(grace);
  const graceId = (await elsewhere.session())?.user.id;
  const second = new ShopPages(await shop.page.context().newPage());
  await second.openSignIn("/saved");
  await second.amazonButton().click();
  await second.page.getByRole("button", { name: grace.label, exact: true }).waitFor();
  await shop.signInWithAmazon(ada);
  await second.amazon.choose(grace);
  await second.page.getByRole("button", { name: `Continue as \u2068${grace.name}\u2069` }).click();
  await second.expectAt("/saved");
  expect((await shop.session())?.user.id).toBe(graceId);
  expect(await elsewhere.session()).not.toBeNull();
});
