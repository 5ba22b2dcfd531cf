import type { Locator } from "@playwright/test";
import { newPersona } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import { expect, test } from "./fixtures/test.ts";

const cards = (shop: ShopPages): Locator => shop.page.getByRole("list", { name: "Addresses you keep here" }).getByRole("listitem");
const button = (shop: ShopPages, label: string, name: string): Locator => shop.page.getByRole("button", { name: new RegExp(`^${label}: .*${name}`) });

test("a signed-out person is led to the sign-in and comes back to the addresses", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await page.goto("/addresses");
  await shop.expectAt("/signin?returnTo=%2Faddresses");
  await shop.amazonButton().click();
  await shop.amazon.signIn(ada);
  await shop.expectAt("/addresses");
  await expect(page.getByRole("heading", { name: "No address yet" })).toBeVisible();
});

test("addresses are added, changed, put first and removed, each with a word about it", async ({ page, shop, stack }) => {
  await shop.signInWithAmazon(newPersona(stack));
  await page.getByRole("link", { name: "Your addresses" }).click();
  await page.getByRole("link", { name: "Add an address" }).click();
  await shop.fillAddress();
  await page.getByRole("button", { name: "Save address" }).click();
  await expect(page.getByRole("status")).toHaveText("The address is saved.");
  await shop.addAddress({ fullName: "Grace Hopper", line1: "1 Compiler Road" });
  await expect(cards(shop)).toHaveCount(2);
  await expect(cards(shop).first()).toContainText("Ada Lovelace");
  await expect(cards(shop).first()).toContainText("Used first");
  await button(shop, "Use first", "Grace Hopper").click();
  await expect(page.getByRole("status")).toHaveText("This address is now used first.");
  await expect(cards(shop).first()).toContainText("Grace Hopper");
  await page.getByRole("link", { name: /^Change: .*Grace Hopper/ }).click();
  await expect(page.getByLabel("Street and number")).toHaveValue("1 Compiler Road");
  await expect(page.getByLabel("Country")).toHaveValue("GB");
  await page.getByLabel("Street and number").fill("2 Compiler Road");
  await page.getByRole("button", { name: "Save address" }).click();
  await expect(page.getByRole("status")).toHaveText("The address is changed.");
  await expect(cards(shop).first()).toContainText("2 Compiler Road");
  await button(shop, "Remove", "Grace Hopper").click();
  await expect(page.getByRole("status")).toHaveText("The address is removed.");
  await expect(cards(shop)).toHaveCount(1);
  await expect(cards(shop).first()).toContainText("Used first");
});

test("a refused address says what is missing, gives the focus to the summary, and keeps what was typed", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  await shop.signInWithAmazon(newPersona(stack));
  await page.goto("/addresses/new");
  await page.getByLabel("Full name").fill("Ada <b>Lovelace</b>");
  await page.getByLabel("State or region").fill("x".repeat(90));
  await page.getByLabel("Country").selectOption({ label: "Japan" });
  await page.getByRole("button", { name: "Save address" }).click();
  const summary = page.getByRole("alert").filter({ hasText: "There is a problem" });
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("link")).toHaveText(["Enter a street and number", "Enter a town or city", "State or region (if there is one): 80 characters at most"]);
  await expect(page.getByLabel("Full name")).toHaveValue("Ada <b>Lovelace</b>");
  await expect(page.getByLabel("State or region")).toHaveValue("x".repeat(90));
  await expect(page.getByLabel("Country")).toHaveValue("JP");
  await expect(page.getByLabel("Town or city")).toHaveAccessibleDescription("Enter a town or city");
  await expect(page.getByLabel("Full name")).not.toHaveAttribute("aria-invalid");
  await summary.getByRole("link", { name: "Enter a town or city" }).click();
  await expect(page.getByLabel("Town or city")).toBeFocused();
  await page.getByLabel("Town or city").fill("Kyoto");
  await page.getByLabel("Street and number").fill("1 Ginkgo");
  await page.getByLabel("State or region").fill("");
  await page.getByRole("button", { name: "Save address" }).click();
  await expect(cards(shop).first()).toContainText("Ada <b>Lovelace</b>");
  await expect(cards(shop).first()).toContainText("Japan");
});

test("every field tells the browser what it is for", async ({ page, shop, stack }) => {
  await shop.signInWithAmazon(newPersona(stack));
  await page.goto("/addresses/new");
  const tokens = await page.getByRole("main").locator("input:not([type=hidden]), select").evaluateAll((fields) => fields.map((field) => `${field.getAttribute("name")} ${field.getAttribute("autocomplete")}`));
  expect(tokens).toEqual([
    "fullName shipping name",
    "line1 shipping address-line1",
    "line2 shipping address-line2",
    "city shipping address-level2",
    "postalCode shipping postal-code",
    "region shipping address-level1",
    "country shipping country",
  ]);
});

test("an address that another tab removed is said to be gone, and nothing else changes", async ({ page, context, shop, stack, expected }) => {
  expected.statuses.add(409).add(404);
  await shop.signInWithAmazon(newPersona(stack));
  await shop.addAddress();
  await shop.addAddress({ fullName: "Grace Hopper" });
  const form = await context.newPage();
  await form.goto(await page.getByRole("link", { name: /^Change: .*Grace Hopper/ }).getAttribute("href") ?? "");
  const list = await context.newPage();
  await list.goto("/addresses");
  await button(shop, "Remove", "Grace Hopper").click();
  await expect(cards(shop)).toHaveCount(1);
  for (const [tab, press] of [[form, "Save address"], [list, /^Use first: .*Grace Hopper/]] as const) {
    await tab.getByRole("button", { name: press }).click();
    await expect(tab.getByRole("status")).toContainText("That address was not there any more");
    await expect(tab.getByRole("list", { name: "Addresses you keep here" }).getByRole("listitem")).toHaveCount(1);
  }
});
