import { expect, test } from "./fixtures/test.ts";
import { takePictures } from "./fixtures/pictures.ts";
import { funnelPlaces } from "./fixtures/places/funnel.ts";

test("pictures of a month on the operator's first page", async ({ page, shop, stack }) => {
  await funnelPlaces[0]?.open(shop, stack);
  await expect(page.getByRole("heading", { name: "How people get in" })).toBeVisible();
  await takePictures(page, "ops-month", { whole: true });
});
