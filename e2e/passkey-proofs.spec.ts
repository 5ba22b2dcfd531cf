import { Device, makePasskey, pressUsePasskey, withoutOffer } from "./fixtures/device.ts";
import { signInByCode } from "./fixtures/linking.ts";
import { ageSessions, newestCode } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

/** A passkey as the proof of something else than a sign-in: a sensitive step, and a second account. */

test("a passkey is the fresh proof before a sensitive step, which then goes on, once; a device that holds another's proves nothing", async ({ page, shop, stack, otherBrowser }) => {
  await withoutOffer(page);
  const mal = await otherBrowser();
  await signInByCode(mal, stack);
  const mals = await Device.of(mal.page);
  await makePasskey(mal);
  const { email, userId } = await signInByCode(shop, stack);
  const own = await Device.of(page);
  await makePasskey(shop);
  const phone = await otherBrowser();
  await phone.askForCode(email);
  await phone.enterCode(await newestCode(stack, email, 2));
  await phone.expectAt("/account");
  await ageSessions(stack, userId);
  await page.goto("/account");
  await page.getByRole("button", { name: "End all other sessions" }).click();
  await expect(shop.heading("Please confirm that it is you")).toBeVisible();
  await expect(page.getByText("You are about to sign out your other browsers and devices.")).toBeVisible();
  const kept = await own.credentials();
  await own.remove();
  const wrong = await Device.of(page);
  await wrong.copyFrom(mals);
  await pressUsePasskey(page);
  await expect(page.getByRole("alert").filter({ hasText: "No passkey was used" })).toBeVisible();
  expect(await phone.session()).not.toBeNull();
  await wrong.remove();
  await (await Device.of(page)).add(kept);
  await pressUsePasskey(page);
  await shop.expectAt("/account/sessions/end-others");
  expect((await shop.session())?.user.id).toBe(userId);
  await page.getByRole("button", { name: "End all other sessions" }).click();
  await shop.expectAt("/account?done=others_ended");
  await expect(page.getByRole("status").filter({ hasText: "Every other browser and device is signed out." })).toBeVisible();
  expect(await phone.session()).toBeNull();
  // Once is once: the next time asks again.
  await page.goto("/account/sessions/end-others");
  await expect(shop.heading("Please confirm that it is you")).toBeVisible();
});

test("a passkey proves the other account, and the two become one that both passkeys open", async ({ page, shop, stack, otherBrowser }) => {
  await withoutOffer(page);
  const before = await otherBrowser();
  const other = await signInByCode(before, stack);
  const others = await Device.of(before.page);
  await makePasskey(before, "Old phone");
  const mine = await signInByCode(shop, stack);
  await page.goto("/account/merge");
  await expect(page.getByRole("heading", { name: "With its passkey" })).toBeVisible();
  const here = await Device.of(page);
  await here.copyFrom(others);
  await pressUsePasskey(page);
  await expect(shop.heading("Put these two together?")).toBeVisible();
  expect((await shop.session())?.user.id, "still who it was").toBe(mine.userId);
  await expect(page.getByRole("main").locator("section").filter({ hasText: "The account that stays" })).toContainText("one passkey");
  await page.getByRole("button", { name: "Put them together" }).click();
  await shop.expectAt("/account?done=merged");
  expect((await shop.session())?.user.id).toBe(other.userId);
  await shop.signOutHere();
  await shop.openSignIn("/account");
  await pressUsePasskey(page);
  await shop.expectAt("/account");
  expect((await shop.session())?.user.id).toBe(other.userId);
});
