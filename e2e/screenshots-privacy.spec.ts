import { privacyPlaces } from "./fixtures/places/privacy.ts";
import { takePictures } from "./fixtures/pictures.ts";
import { expect, test } from "./fixtures/test.ts";

test.describe.configure({ mode: "parallel" });

/** The pictures of what is told before and after, and of a notice that has changed: the name of the files, and the place that is on them. */
const pictures: Readonly<Record<string, string>> = {
  "privacy-before": "sign-in with what Amazon tells us opened",
  "privacy-receipt": "what arrived from Amazon",
  "privacy-changed": "a changed privacy notice",
};

for (const [file, name] of Object.entries(pictures)) {
  test(`pictures of “${name}”`, async ({ page, shop, stack }) => {
    const place = privacyPlaces.find((one) => one.name === name);
    if (!place) throw new Error(`there is no place “${name}”`);
    await place.open(shop, stack);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await takePictures(page, file);
  });
}

for (const language of ["en", "de"] as const) {
  test(`pictures of the privacy notice in ${language}`, async ({ page, stack }) => {
    await page.context().addCookies([{ name: "siwa.language", value: language, url: stack.appUrl }]);
    await page.goto("/privacy");
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await takePictures(page, language === "en" ? "privacy" : `privacy-${language}`);
  });
}
