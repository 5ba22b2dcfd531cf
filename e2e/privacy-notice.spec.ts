import { privacyPlaces } from "./fixtures/places/privacy.ts";
import { expect, test } from "./fixtures/test.ts";
import { de } from "#lib/i18n/de/index.ts";
import { en } from "#lib/i18n/en/index.ts";

/** What people are told about their data, in two languages. */

for (const [language, words] of [["en", en], ["de", de]] as const) {
  test(`before going to Amazon one can read what it tells us and why, without script, in ${language}`, async ({ browser, stack }) => {
    const context = await browser.newContext({ baseURL: stack.appUrl, locale: language, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto("/signin");
    const why = page.getByText(words.pages.privacy.amazonEmail);
    await expect(why).toBeHidden();
    await page.getByText(words.privacy.before.summary).click();
    for (const text of [words.pages.privacy.amazonId, words.pages.privacy.amazonName, words.pages.privacy.amazonEmail, words.pages.privacy.amazonNotPassword, words.pages.privacy.amazonNotOrders, words.pages.privacy.amazonNotPayment]) await expect(page.getByText(text, { exact: true })).toBeVisible();
    await page.getByRole("main").getByRole("link", { name: words.auth.amazon.more }).click();
    await expect(page.getByRole("heading", { level: 1, name: words.pages.privacy.title })).toBeVisible();
    for (const { title } of Object.values(words.privacy.held)) await expect(page.getByRole("heading", { level: 3, name: title, exact: true })).toBeVisible();
    await context.close();
  });
}

test("the receipt says what arrived, what for, what was granted and how to remove it", async ({ page, shop, stack }) => {
  await privacyPlaces.find(({ name }) => name === "what arrived from Amazon")?.open(shop, stack);
  const main = page.getByRole("main");
  for (const text of [en.privacy.reasons.name, en.privacy.receipt.granted, en.privacy.receipt.removeThereText]) await expect(main.getByText(text, { exact: true })).toBeVisible();
  await expect(main.getByText("amzn1.account.")).toBeVisible();
  await expect(main.getByRole("link", { name: en.privacy.receipt.removeThere })).toHaveAttribute("href", /^https:\/\/www\.amazon\./);
  await main.getByRole("link", { name: en.privacy.receipt.removeHere }).click();
  await expect(page).toHaveURL(/\/(reauthenticate|account\/sign-in-methods)/);
});

test("a changed notice is said on the page after the next sign-in, and no more once it is put away", async ({ page, shop, stack }) => {
  await privacyPlaces.find(({ name }) => name === "a changed privacy notice")?.open(shop, stack);
  const told = page.getByRole("complementary", { name: en.privacy.receipt.notice });
  await expect(told).toContainText("Our privacy notice has changed on");
  await page.goto("/saved");
  await told.getByRole("button", { name: en.privacy.banner.ok }).click();
  await shop.expectAt("/saved");
  await expect(told).toHaveCount(0);
  await page.goto("/account");
  await expect(told).toHaveCount(0);
});
