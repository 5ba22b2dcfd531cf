import { amazonPlaces } from "./fixtures/places/amazon.ts";
import { takePictures } from "./fixtures/pictures.ts";
import { expect, test } from "./fixtures/test.ts";

test.describe.configure({ mode: "parallel" });

/** The pictures of what Amazon tells us, and of a connection that is lost: the name of the files, and the place that is on them. */
const pictures: Readonly<Record<string, string>> = {
  "amazon-lost": "the account of somebody who removed the shop at Amazon",
  "amazon-lost-two": "ways to sign in of somebody with two Amazon accounts to connect again",
  "amazon-profile": "a profile from Amazon that has changed",
  "amazon-removed": "what a removal at Amazon means to who has no other way in",
};

for (const [file, name] of Object.entries(pictures)) {
  test(`pictures of “${name}”`, async ({ page, shop, stack, expected }) => {
    const place = amazonPlaces.find((one) => one.name === name);
    if (!place) throw new Error(`there is no place “${name}”`);
    for (const status of place.statuses ?? []) expected.statuses.add(status);
    await place.open(shop, stack);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await takePictures(page, file);
  });
}
