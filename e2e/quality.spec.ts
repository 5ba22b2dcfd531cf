import { collectDocuments, expectValidDocuments } from "./fixtures/html-validity.ts";
import { goOn, newAmazonUser } from "./fixtures/places/place.ts";
import { guestPlaces, workedPlaces } from "./fixtures/places/index.ts";
import { expectAccessible, expectGoodAtEveryWidth, expectOrderlyDocument, expectStill, recordLayoutShifts } from "./fixtures/quality.ts";
import { expect, test } from "./fixtures/test.ts";

// Among the longest files, so its tests are shared between the workers.
test.describe.configure({ mode: "parallel" });

for (const { name, open, statuses = [] } of [...guestPlaces, ...workedPlaces]) {
  test(`the page “${name}” is accessible in light and dark, fits 320 px, keeps still, is quiet and valid`, async ({ page, shop, stack, expected }) => {
    for (const status of statuses) expected.statuses.add(status);
    const layoutShifts = await recordLayoutShifts(page);
    const documents = collectDocuments(page);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(shop, stack);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await layoutShifts(), "layout shifts").toEqual([]);
    await expectOrderlyDocument(page, name);
    await expectStill(page, name);
    await expectAccessible(page, name);
    await expectGoodAtEveryWidth(page);
    // The sandbox's pages are not among them: e2e/sandbox-pages.spec.ts judges those.
    await expectValidDocuments(documents);
  });
}

test("the header stands still while a page comes in over a slow line", async ({ page, shop, stack }) => {
  const layoutShifts = await recordLayoutShifts(page);
  await goOn(shop, await newAmazonUser(stack), "/account");
  // The style sheet is here by now: nothing else holds up what there is of the page.
  const line = await page.context().newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: 20 * 1_024, uploadThroughput: -1 });
  await page.reload();
  expect(await layoutShifts()).toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the Amazon button is a full-width button of at least 44 px with a contrast of at least 4.5 in ${colorScheme}`, async ({ page, shop }) => {
    await page.emulateMedia({ colorScheme });
    await shop.openSignIn();
    const button = shop.amazonButton();
    const box = await button.boundingBox();
    const form = await page.getByRole("main").locator("form").first().boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    expect(box?.width).toBe(form?.width);
    await expect(button).toHaveText("Sign in with Amazon");
    await expect(button.locator("svg, img")).toHaveCount(0);
    expect(await contrast(button.evaluate((element) => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]))).toBeGreaterThanOrEqual(4.5);
  });
}

/** The contrast of two CSS colours. @see WCAG 2.2, relative luminance */
async function contrast(colours: Promise<string[]>): Promise<number> {
  const luminance = (colour: string) => {
    const parts = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => Number(part) / 255);
    const [r = 0, g = 0, b = 0] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark = 0, light = 0] = (await colours).map(luminance).sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}
