import { countUsersOf, newPersona } from "./fixtures/people.ts";
import { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

const destinations = ["/account", "/bag", "/saved", "/?from=tab", "/help/sign-in"];

for (const order of [
  [3, 1, 4, 0, 2],
  [4, 3, 2, 1, 0],
]) {
  test(`five tabs finished in the order ${order.join("-")} all end well, each on its own destination`, async ({ context, shop, stack }) => {
    const ada = newPersona(stack);
    const tabs: ShopPages[] = [];
    for (const destination of destinations) {
      const tab = new ShopPages(await context.newPage());
      await tab.openSignIn(destination);
      await tab.amazonButton().click();
      await tab.page.getByRole("button", { name: ada.label, exact: true }).waitFor();
      tabs.push(tab);
    }
    for (const [turn, index] of order.entries()) {
      const tab = tabs[index];
      const destination = destinations[index];
      if (!tab || !destination) throw new Error("no such tab");
      await tab.amazon.choose(ada);
      if (turn === 0) await tab.amazon.allow();
      await tab.expectAt(destination);
      await expect(tab.page.getByRole("banner").getByRole("link", { name: "Account" })).toBeVisible();
    }
    await shop.page.goto("/account");
    await shop.expectAccountOf(ada.name);
    expect(await countUsersOf(stack, ada)).toEqual({ users: 1, accounts: 1 });
  });
}

test("a tab cancelled among others does not disturb them", async ({ context, stack }) => {
  const ada = newPersona(stack);
  const [first, second] = [new ShopPages(await context.newPage()), new ShopPages(await context.newPage())];
  for (const [tab, destination] of [
    [first, "/bag"],
    [second, "/saved"],
  ] as const) {
    await tab.openSignIn(destination);
    await tab.amazonButton().click();
    await tab.page.getByRole("button", { name: ada.label, exact: true }).waitFor();
  }
  await first.amazon.choose(ada);
  await first.amazon.cancel();
  await expect(first.page.getByRole("status")).toContainText("You did not share anything");
  await second.amazon.choose(ada);
  await second.amazon.allow();
  await second.expectAt("/saved");
});
