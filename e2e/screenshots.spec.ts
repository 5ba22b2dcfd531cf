import { builtInPersonas } from "#sandbox/amazon/personas.ts";
import { newPersona } from "./fixtures/people.ts";
import { takePictures } from "./fixtures/pictures.ts";
import { expect, test } from "./fixtures/test.ts";

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
