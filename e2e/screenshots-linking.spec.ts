import { linkingPlaces } from "./fixtures/places/linking.ts";
import { takePictures } from "./fixtures/pictures.ts";
import { expect, test } from "./fixtures/test.ts";

test.describe.configure({ mode: "parallel" });

/** The pictures of linking and unlinking: the name of the files, and the place that is on them. */
const pictures: Readonly<Record<string, string>> = {
  "link-amazon": "linking Amazon",
  "link-confirm": "confirming a link",
  "link-replace": "replacing a linked account",
  "link-owned": "linking an account of somebody else",
  "unlink": "unlinking",
  "use-another-account": "using another account",
};

for (const [file, name] of Object.entries(pictures)) {
  test(`pictures of “${name}”`, async ({ page, shop, stack }) => {
    const place = linkingPlaces.find((one) => one.name === name);
    if (!place) throw new Error(`there is no place “${name}”`);
    await place.open(shop, stack);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await takePictures(page, file);
  });
}
