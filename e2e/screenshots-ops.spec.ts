import { opsPlaces } from "./fixtures/places/ops.ts";
import { takePictures } from "./fixtures/pictures.ts";
import { expect, test } from "./fixtures/test.ts";

test.describe.configure({ mode: "parallel" });

/** The pictures of the operator's pages: the name of the files, and the place that is on them. */
const pictures: Readonly<Record<string, string>> = {
  "ops-overview": "overview of the operator",
  "ops-attempts": "attempts",
  "ops-attempt": "an attempt",
  "ops-user": "a user",
  "ops-doctor": "the doctor's report with what Amazon said",
  "ops-close": "closing an account for its owner",
};

for (const [file, name] of Object.entries(pictures)) {
  test(`pictures of “${name}”`, async ({ page, shop, stack }) => {
    const place = opsPlaces.find((one) => one.name === name);
    if (!place) throw new Error(`there is no place “${name}”`);
    await place.open(shop, stack);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await takePictures(page, file);
  });
}
