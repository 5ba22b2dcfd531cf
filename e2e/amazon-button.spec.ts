import type { Locator, Page } from "@playwright/test";
import { homeWithArtwork, pictures } from "./fixtures/artwork.ts";
import { newPersona } from "./fixtures/people.ts";
import { expectAccessible, expectGoodAtEveryWidth, recordLayoutShifts } from "./fixtures/quality.ts";
import type { StackOptions } from "./fixtures/stack.ts";
import { expect, test as base } from "./fixtures/test.ts";

/** The Amazon button where Amazon's own pictures are installed; e2e/quality.spec.ts has the one of plain words. */

const test = base.extend<object, { setting: StackOptions }>({
  setting: [
    async ({}, use) => {
      const { home, remove } = homeWithArtwork();
      await use({ home });
      remove();
    },
    { scope: "worker" },
  ],
});

const name = "Login with Amazon";
const button = (page: Page) => page.getByRole("button", { name: /amazon/i });
/** The picture that is shown, with the file that the browser chose for it. */
const shown = async (one: Locator) => await one.locator("img:visible").evaluate((image: HTMLImageElement) => ({ file: image.currentSrc.split("/").at(-1), width: image.width, height: image.height }));

for (const [screen, deviceScaleFactor, released, pressed] of [
  ["an ordinary screen", 1, "btnLWA_gold_195x46.png", "btnLWA_gold_195x46_pressed.png"],
  ["a screen with two pixels to one", 2, "btnLWA_gold_390x92.png", "btnLWA_gold_390x92_pressed.png"],
] as const) {
  test.describe(`on ${screen}`, () => {
    test.use({ deviceScaleFactor });

    test("Amazon's picture is shown at its own size, named once as it reads, and another one while it is pressed", async ({ page, shop }) => {
      await shop.openSignIn();
      await expect(button(page)).toHaveCount(1);
      await expect(button(page)).toHaveAccessibleName(name);
      const size = { width: 195, height: 46 };
      const box = await button(page).boundingBox();
      expect(box).toMatchObject(size);
      expect(await shown(button(page))).toMatchObject({ file: released, ...size });
      await button(page).hover();
      await page.mouse.down();
      expect(await shown(button(page))).toMatchObject({ file: pressed, ...size });
      await expect(button(page)).toHaveAccessibleName(name);
      expect(await button(page).boundingBox()).toEqual(box);
      // Let go beside it, nothing is sent.
      await page.mouse.move(0, 0);
      await page.mouse.up();
      expect(await shown(button(page))).toMatchObject({ file: released });
      await shop.expectAt("/signin");
    });
  });
}

test("nothing moves when the pictures come late, and the page is accessible and fits every width with them", async ({ page, shop }) => {
  const layoutShifts = await recordLayoutShifts(page);
  // What changes its colour slowly has another contrast meanwhile.
  await page.emulateMedia({ reducedMotion: "reduce" });
  const { promise: late, resolve: come } = Promise.withResolvers<void>();
  await page.route("**/brand/*.png", async (route) => {
    await late;
    await route.continue();
  });
  await page.goto("/signin", { waitUntil: "domcontentloaded" });
  await expect(shop.heading(/Sign in/)).toBeVisible();
  expect(await button(page).boundingBox()).toMatchObject({ width: 195, height: 46 });
  come();
  await page.waitForLoadState("load");
  expect(await layoutShifts()).toEqual([]);
  await expectAccessible(page, "sign-in with Amazon's pictures");
  await expectGoodAtEveryWidth(page);
});

test("the pictures are served as they are, and the button leads to Amazon and back, from the recovery page too", async ({ page, shop, stack }) => {
  for (const [file, bytes] of pictures) {
    const answer = await page.request.get(`/brand/${file}`);
    expect([answer.status(), answer.headers()["content-type"]], file).toEqual([200, "image/png"]);
    expect((await answer.body()).equals(bytes), file).toBe(true);
  }
  const ada = newPersona(stack);
  await page.goto("/signin/error?code=provider_unavailable&ref=ABCDE-FGHJK");
  await expect(button(page)).toHaveAccessibleName(name);
  await button(page).click();
  await shop.amazon.signIn(ada);
  await shop.expectAt("/account");
  expect(await shop.session()).not.toBeNull();
});
