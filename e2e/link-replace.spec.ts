import { comeToConfirm, letAmazonForget, linkAmazon, linkByRow, linkedSection, methodsPage, signInByCode } from "./fixtures/linking.ts";
import { newPersona, userIdOf } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

/** Linking an Amazon account where there is no room for another: one that is linked may go for it. */

test("with one account linked, another takes its place only by a button that says so", async ({ page, shop, stack }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  const { userId } = await signInByCode(shop, stack);
  await linkAmazon(shop, ada);
  await letAmazonForget(shop);
  await page.getByRole("link", { name: "Link another Amazon account" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Only one Amazon account can be linked." })).toBeVisible();
  await page.getByRole("button", { name: "Go on to Amazon" }).click();
  await shop.amazon.signIn(grace);
  await expect(shop.heading("Put this Amazon account in the place of the other?")).toBeVisible();
  await expect(page.getByRole("main")).toContainText(grace.name);
  await expect(page.getByRole("status").filter({ hasText: ada.name })).toBeVisible();
  await expect(page.getByRole("button", { name: "Link this account" })).toHaveCount(0);
  await page.getByRole("button", { name: "Unlink the other and link this one" }).click();
  await shop.expectAt(`${methodsPage}?done=account_replaced`);
  await expect(linkedSection(shop)).toContainText(grace.name);
  await expect(linkedSection(shop)).not.toContainText(ada.name);
  expect([await userIdOf(stack, grace), await userIdOf(stack, ada)]).toEqual([userId, undefined]);
});

test("keeping the one that is linked changes nothing", async ({ page, shop, stack }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  const { userId } = await signInByCode(shop, stack);
  await linkAmazon(shop, ada);
  await comeToConfirm(shop, grace, "Link another Amazon account");
  await page.getByRole("button", { name: "Keep the one I have" }).click();
  await shop.expectAt(`${methodsPage}?done=link_declined`);
  expect([await userIdOf(stack, ada), await userIdOf(stack, grace)]).toEqual([userId, undefined]);
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("with two linked, as after a merge, the shopper chooses which of them goes; the other stays", async ({ page, shop, stack }) => {
      const [ada, grace, lin] = [newPersona(stack), newPersona(stack), newPersona(stack)];
      const { userId } = await signInByCode(shop, stack);
      await linkAmazon(shop, ada);
      await linkByRow(stack, userId, grace);
      await page.goto(methodsPage);
      for (const { name } of [ada, grace]) await expect(linkedSection(shop)).toContainText(name);
      await page.getByRole("link", { name: "Link another Amazon account" }).click();
      const full = page.getByRole("status").filter({ hasText: "There is no room for more." });
      for (const { name } of [ada, grace]) await expect(full).toContainText(name);
      await letAmazonForget(shop);
      await page.getByRole("button", { name: "Go on to Amazon" }).click();
      await shop.amazon.signIn(lin);
      await expect(shop.heading("Put this Amazon account in the place of another?")).toBeVisible();
      await expect(page.getByRole("status").filter({ hasText: "the one you choose is unlinked" })).toBeVisible();
      await expect(page.getByRole("button", { name: /^Unlink .* and link this one$/ })).toHaveCount(2);
      await expect(page.getByRole("button", { name: "Link this account" })).toHaveCount(0);
      expect([await userIdOf(stack, ada), await userIdOf(stack, grace), await userIdOf(stack, lin)]).toEqual([userId, userId, undefined]);
      await page.getByRole("button", { name: `Unlink \u2068${grace.name}\u2069 (\u2068${grace.email}\u2069) and link this one` }).click();
      await shop.expectAt(`${methodsPage}?done=account_replaced`);
      for (const { name } of [ada, lin]) await expect(linkedSection(shop)).toContainText(name);
      await expect(linkedSection(shop)).not.toContainText(grace.name);
      expect([await userIdOf(stack, ada), await userIdOf(stack, grace), await userIdOf(stack, lin)]).toEqual([userId, undefined, userId]);
    });
  });
}

test("keeping both that are linked changes nothing", async ({ page, shop, stack }) => {
  const [ada, grace, lin] = [newPersona(stack), newPersona(stack), newPersona(stack)];
  const { userId } = await signInByCode(shop, stack);
  for (const persona of [ada, grace]) await linkByRow(stack, userId, persona);
  await comeToConfirm(shop, lin, "Link another Amazon account");
  await page.getByRole("button", { name: "Keep the ones I have" }).click();
  await shop.expectAt(`${methodsPage}?done=link_declined`);
  expect([await userIdOf(stack, ada), await userIdOf(stack, grace), await userIdOf(stack, lin)]).toEqual([userId, userId, undefined]);
});
