import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { builtInPersonas } from "#sandbox/amazon/personas.ts";
import { newPersona } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

/**
 * The pictures of docs/screenshots. A run takes those that are missing, so a changed page means: remove its pictures,
 * or set E2E_SCREENSHOTS=1 to take them all anew. An ordinary run brings every page up but leaves the files alone:
 * the same page has other bytes wherever other fonts are installed.
 */
const folder = join(import.meta.dirname, "../docs/screenshots");
const takeAll = process.env.E2E_SCREENSHOTS === "1";

const looks = [
  { suffix: "light", colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { suffix: "dark", colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  { suffix: "phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
] as const;

/** Points in time and numbers of orders differ from run to run; one of them stands in for all. */
async function stopTheClock(page: Page): Promise<void> {
  await page.evaluate(() => {
    const texts = document.createTreeWalker(document.querySelector("main") ?? document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      node.nodeValue = (node.nodeValue ?? "").replace(/\b[2-9A-Z]{5}-[2-9A-Z]{5}\b/g, "7KQF2-M9XTB");
    }
    for (const time of document.querySelectorAll("time")) {
      time.textContent = /\d\d:\d\d/.test(time.textContent ?? "") ? "November 23, 2026 at 09:30 UTC" : "November 23, 2026";
    }
  });
}

/** React compares the page with what the server sent; a text that we changed before it came to it would be a mismatch. */
async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const texts = [...document.querySelectorAll("main, main time, main p")];
    return texts.every((element) => Object.keys(element).some((key) => key.startsWith("__react")));
  });
}

async function takePictures(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const pictures = looks.map((look) => ({ ...look, path: join(folder, `${name}-${look.suffix}.png`) })).filter(({ path }) => takeAll || !existsSync(path));
  if (pictures.length === 0) return;
  await hydrated(page);
  await stopTheClock(page);
  for (const { path, colorScheme, viewport } of pictures) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(async () => {
      await document.fonts.ready;
      scrollTo(0, 0);
      const seen = [...document.images].filter((image) => image.getBoundingClientRect().top < innerHeight);
      await Promise.all(seen.map((image) => image.decode()));
    });
    await page.screenshot({ path, animations: "disabled" });
  }
  await page.setViewportSize(looks[0].viewport);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
}

test("pictures of the way from home through Amazon to the account page", async ({ page, shop }) => {
  await page.goto("/");
  await expect(shop.heading("Well-made things for slow days")).toBeVisible();
  await takePictures(page, "home");
  for (const thing of ["Enamel kettle", "Striped wool blanket"]) await shop.addToBag(thing);
  await page.goto("/bag");
  await expect(shop.heading("Your bag")).toBeVisible();
  await takePictures(page, "bag");
  await shop.openSignIn();
  await expect(shop.heading("Sign in to Larkspur")).toBeVisible();
  await takePictures(page, "sign-in");
  await shop.amazonButton().click();
  await shop.amazon.choose(builtInPersonas.vera);
  await shop.amazon.expectConsent();
  await takePictures(page, "sandbox-consent");
  await shop.amazon.allow();
  await shop.expectAccountOf("Vera Shopper");
  await takePictures(page, "account");
});

test("pictures of addresses, the checkout and orders", async ({ page, shop, stack }) => {
  await shop.signInWithAmazon(newPersona(stack, { name: "Ada Lovelace" }));
  await shop.addAddress({ fullName: "Ada Lovelace" });
  await shop.addAddress({ fullName: "Grace Hopper", line1: "1 Compiler Road" });
  await page.goto("/addresses");
  await takePictures(page, "addresses");
  for (const thing of ["Enamel kettle", "Striped wool blanket"]) await shop.addToBag(thing);
  await page.goto("/checkout");
  await expect(shop.placeOrderButton()).toBeVisible();
  await takePictures(page, "checkout");
  await shop.placeOrderButton().click();
  await shop.expectOrderPlaced();
  await takePictures(page, "order");
  await shop.order("Storm lantern", "Watering can", "Meadow seed tin", "Folding camp stool", "Cast iron pan");
  await page.goto("/orders");
  await expect(page.getByRole("list", { name: "Orders you have placed" }).getByRole("listitem")).toHaveCount(2);
  await takePictures(page, "orders");
});

test("pictures of the code page and of the return after Cancel", async ({ page, shop }) => {
  await shop.askForCode("vera@example.test");
  await takePictures(page, "code");
  await page.goto("/signin?notice=consent_denied");
  await expect(page.getByRole("status")).toContainText("You did not share anything");
  await takePictures(page, "sign-in-after-cancel");
});

test("pictures of the collision ladder", async ({ page, shop, stack }) => {
  const sam = newPersona(stack, { email: "sam@example.test" });
  await shop.openSignIn();
  await shop.amazonButton().click();
  await shop.amazon.signIn(sam);
  await expect(shop.heading("This address may already be in use here")).toBeVisible();
  await takePictures(page, "ladder");
});

/** One page for each family of outcomes: whose doing it was. */
const families = {
  shopper: { code: "rate_limited", title: "That was a lot of tries" },
  amazon: { code: "provider_unavailable", title: "Amazon is not answering right now" },
  us: { code: "client_rejected", title: "Sign in with Amazon is not set up correctly here" },
  attacker: { code: "state_mismatch", title: "This sign-in began somewhere else" },
  time: { code: "attempt_expired", title: "This took a little too long" },
  nobody: { code: "already_signed_in", title: "You are signed in already" },
} as const;

test("pictures of one page per outcome family", async ({ page, shop }) => {
  for (const [family, { code, title }] of Object.entries(families)) {
    await page.goto(`/signin/error?code=${code}&ref=7KQ2M-XH4RD`);
    await expect(shop.heading(title)).toBeVisible();
    await takePictures(page, `outcome-${family}`);
  }
});
