import { copyIs, copyPage, makeCopyOf } from "./fixtures/copies.ts";
import { takePictures } from "./fixtures/pictures.ts";
import { copyPlaces } from "./fixtures/places/copies.ts";
import { goOn, newCodeUser } from "./fixtures/places/place.ts";
import { expect, test } from "./fixtures/test.ts";

test.describe.configure({ mode: "parallel" });

const pictures: Readonly<Record<string, string>> = { "copy-ask": "asking for a copy", "copy-making": "a copy that is being made", "copy-ready": "a copy that is ready" };

for (const [file, name] of Object.entries(pictures)) {
  test(`pictures of “${name}”`, async ({ page, shop, stack }) => {
    await copyPlaces.find((place) => place.name === name)?.open(shop, stack);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await takePictures(page, file);
  });
}

test("pictures of a copy that is ready, in German", async ({ page, shop, stack }) => {
  const { browser, userId } = await newCodeUser(stack);
  await makeCopyOf(stack, browser, userId);
  await copyIs(stack, userId, "ready");
  await browser.post("/language", { language: "de" });
  await goOn(shop, browser, copyPage);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await takePictures(page, "copy-ready-de");
});
