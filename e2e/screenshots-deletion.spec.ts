import { expect, test } from "./fixtures/test.ts";
import { deletionPlaces } from "./fixtures/places/deletion.ts";
import { takePictures } from "./fixtures/pictures.ts";
import { t } from "#lib/i18n/index.ts";
import { inLocale } from "#lib/i18n/locale.ts";

test.describe.configure({ mode: "parallel" });

/** The pictures of a deletion: the name of the files, the place that is on them, and its title. */
const pictures = {
  "delete-account": { place: "deleting the account", title: "deletion.title" },
  "delete-goodbye": { place: "an account that waits to be deleted", title: "deletion.goodbye.title" },
  "delete-keep": { place: "keeping the account", title: "deletion.keep.title" },
} as const;

for (const language of ["en", "de"] as const) {
  for (const [file, { place: name, title }] of Object.entries(pictures)) {
    test(`pictures of “${name}”, ${language}`, async ({ page, shop, stack, expected }) => {
      const place = deletionPlaces.find((one) => one.name === name);
      if (!place) throw new Error(`there is no place “${name}”`);
      for (const status of place.statuses ?? []) expected.statuses.add(status);
      await place.open(shop, stack);
      if (language !== "en") {
        await page.context().addCookies([{ name: "siwa.language", value: language, url: stack.appUrl }]);
        await page.reload();
      }
      await expect(page.getByRole("heading", { level: 1, name: inLocale(language, () => t(title)) })).toBeVisible();
      await takePictures(page, language === "en" ? file : `${file}-${language}`, { whole: true });
    });
  }
}
