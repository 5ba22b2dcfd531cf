import { expect, test } from "./fixtures/test.ts";
import { mergePlaces } from "./fixtures/places/merge.ts";
import { takePictures } from "./fixtures/pictures.ts";
import type { Place } from "./fixtures/places/place.ts";

test.describe.configure({ mode: "parallel" });

/** The pictures of two accounts that become one: the name of the files, and the place that is on them. */
const pictures: Readonly<Record<string, string>> = {
  "merge-begin": "merge before the own proof",
  merge: "merge",
  "merge-preview": "two accounts side by side",
  "merge-done": "accounts put together",
  "merge-undo": "taking two accounts apart",
  "merge-undone": "two accounts apart again",
};

function placeOf(name: string): Place {
  const place = mergePlaces.find((one) => one.name === name);
  if (!place) throw new Error(`there is no place “${name}”`);
  return place;
}

for (const [file, name] of Object.entries(pictures)) {
  test(`pictures of “${name}”`, async ({ page, shop, stack, expected }) => {
    const { open, statuses = [] } = placeOf(name);
    for (const status of statuses) expected.statuses.add(status);
    await open(shop, stack);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await takePictures(page, file);
  });
}
