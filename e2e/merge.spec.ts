import { proveAddress } from "./fixtures/bent-rows.ts";
import { mergeTwo, askOtherByCode, openPreview } from "./fixtures/places/merge.ts";
import { newPasswordUser } from "./fixtures/passwords.ts";
import { ageSessions, mailedSubjects, newAddress, newestCode, newestLink, newPersona, newProvedUser, userIdOf } from "./fixtures/people.ts";
import { expectNoSidewaysScroll } from "./fixtures/quality.ts";
import type { Stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

/** Two accounts of one person become one, and can be taken apart again. */

async function statusOf(stack: Stack, userId: string): Promise<string | undefined> {
  const { rows } = await stack.sql.query<{ status: string }>(`SELECT "status"::text AS status FROM "User" WHERE "id" = $1`, [userId]);
  return rows[0]?.status;
}

const together = "accounts were put together";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("a shopper who has just signed up with Amazon is a customer already: a code to the old address puts both together", async ({ page, shop, stack }) => {
      const old = await newProvedUser(stack, "Olive Older");
      await old.browser.post("/bag", { action: "add", productId: "enamel-kettle" });
      const ada = newPersona(stack);
      await shop.signInWithAmazon(ada);
      const newId = (await shop.session())?.user.id ?? "";
      await shop.addToBag("Watering can");
      await page.goto("/account");
      await expect(page.getByRole("heading", { name: "Already a customer?" })).toBeVisible();
      await page.getByRole("link", { name: "Put my two accounts together" }).click();
      await expect(shop.heading("Put two accounts together")).toBeVisible();
      await expect(page.getByRole("button", { name: "Prove with Amazon" })).toHaveCount(0);
      expect(await page.content()).not.toContain("Olive");
      await page.getByLabel("E-mail address of the other account").fill(old.email);
      await page.getByRole("button", { name: "Send me a code" }).click();
      await shop.enterCode(await newestCode(stack, old.email, 2), "Confirm");
      await expect(shop.heading("Put these two together?")).toBeVisible();
      expect((await shop.session())?.user.id, "still who it was").toBe(newId);
      const sides = page.getByRole("main").locator("section");
      await expect(sides.filter({ hasText: "The account that stays" })).toContainText("Olive Older");
      await expect(sides.filter({ hasText: "The account that joins it" })).toContainText(ada.name);
      await page.getByRole("radio", { name: new RegExp(ada.name) }).check();
      await page.getByRole("button", { name: "Put them together" }).click();
      await shop.expectAt("/account?done=merged");
      await expect(page.getByRole("status").filter({ hasText: "Your two accounts are one now." })).toBeVisible();
      await expect(shop.heading(`Hello, \u2068${ada.name}\u2069`)).toBeVisible();
      expect((await shop.session())?.user.id).toBe(old.userId);
      expect(await userIdOf(stack, ada)).toBe(old.userId);
      expect(await statusOf(stack, newId)).toBe("merged");
      await expect(shop.bagLink(2)).toBeVisible();
      await mailedSubjects(stack, old.email, together);
      // Amazon leads to the account that stayed.
      await shop.signOutHere();
      await shop.openSignIn("/account");
      await shop.amazonButton().click();
      await shop.expectAccountOf(ada.name);
      expect((await shop.session())?.user.id).toBe(old.userId);
    });

    test("a password proves the other account, on a phone; what was chosen stays, and the undo brings all of it back", async ({ page, shop, stack }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      const old = await newPasswordUser(stack);
      await stack.sql.query(`UPDATE "User" SET "name" = 'Olive Older' WHERE "id" = $1`, [old.userId]);
      const mine = newAddress("mine");
      await shop.askForCode(mine);
      await shop.enterCode(await newestCode(stack, mine));
      await shop.expectAt("/account");
      const myId = (await shop.session())?.user.id ?? "";
      await stack.sql.query(`UPDATE "User" SET "name" = 'Yoko Younger' WHERE "id" = $1`, [myId]);
      await page.goto("/account");
      await page.getByRole("link", { name: "Do you have a second account? Put the two together" }).click();
      await page.getByLabel("The other account's e-mail address").fill(old.email);
      await page.getByLabel("The other account's password").fill(old.password);
      await page.getByRole("button", { name: "Prove with the password" }).click();
      await expect(shop.heading("Put these two together?")).toBeVisible();
      await expectNoSidewaysScroll(page, "the two side by side");
      await page.getByRole("group", { name: "Which e-mail address do you want to keep?" }).getByRole("radio", { name: new RegExp(mine.replaceAll(".", "\\.")) }).check();
      await page.getByRole("button", { name: "Put them together" }).click();
      await shop.expectAt("/account?done=merged");
      expect((await shop.session())?.user).toMatchObject({ id: old.userId, name: "Olive Older", email: mine });
      for (const address of [old.email, mine]) await mailedSubjects(stack, address, together);
      await expect(page.getByRole("note").filter({ hasText: "You put two accounts together" })).toContainText("Yoko Younger");
      await page.getByRole("link", { name: "Take them apart again" }).click();
      await expect(shop.heading("Take the two accounts apart again?")).toBeVisible();
      await expectNoSidewaysScroll(page, "the undo");
      await page.getByRole("button", { name: "Take them apart" }).click();
      await expect(shop.heading("The two accounts are apart again")).toBeVisible();
      expect((await shop.session())?.user).toMatchObject({ id: old.userId, email: old.email });
      expect(await statusOf(stack, myId)).toBe("active");
      await page.goto("/account");
      await expect(page.getByText("You put two accounts together")).toHaveCount(0);
      // The other one is there again, with its own address.
      await shop.signOutHere();
      await shop.askForCode(mine);
      await shop.enterCode(await newestCode(stack, mine, 2));
      await shop.expectAccountOf("Yoko Younger");
      expect((await shop.session())?.user.id).toBe(myId);
    });
  });
}

test("an account made with Amazon, and with nothing else, is proved there, by whoever proved the own side by code", async ({ page, shop, stack, otherBrowser }) => {
  const ada = newPersona(stack);
  const before = await otherBrowser();
  await before.signInWithAmazon(ada);
  const old = (await before.session())?.user.id ?? "";
  const mine = newAddress("mine");
  await shop.askForCode(mine);
  await shop.enterCode(await newestCode(stack, mine));
  await shop.expectAt("/account");
  await page.goto("/account/merge");
  await page.getByRole("button", { name: "Prove with Amazon" }).click();
  await shop.amazon.choose(ada);
  await expect(shop.heading("Put these two together?")).toBeVisible();
  await page.getByRole("button", { name: "Put them together" }).click();
  await shop.expectAt("/account?done=merged");
  expect((await shop.session())?.user).toMatchObject({ id: old, email: mine });
  expect(await userIdOf(stack, ada)).toBe(old);
});

test("Cancel at Amazon leads back to the other ways, and an account that has a confirmed address wants one of those", async ({ page, shop, stack, otherBrowser }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  const before = await otherBrowser();
  await before.signInWithAmazon(ada);
  await proveAddress(stack, (await before.session())?.user.id ?? "", newAddress());
  const mine = newAddress("mine");
  await shop.askForCode(mine);
  await shop.enterCode(await newestCode(stack, mine));
  await shop.expectAt("/account");
  await page.goto("/account/merge");
  await page.getByRole("button", { name: "Prove with Amazon" }).click();
  await shop.amazon.choose(grace);
  await shop.amazon.cancel();
  await shop.expectAt("/account/merge");
  await page.getByRole("button", { name: "Prove with Amazon" }).click();
  await shop.amazon.useAnotherAccount();
  await shop.amazon.choose(ada);
  await expect(shop.heading("Please prove that account another way")).toBeVisible();
  expect(await page.content()).not.toContain(ada.name);
  await page.getByRole("link", { name: "Go back" }).click();
  await shop.expectAt("/account/merge");
});

test("the own side is asked for its proof first; an address without an account gets a kind word after the right code", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(409);
  const mine = newAddress("mine");
  await shop.askForCode(mine);
  await shop.enterCode(await newestCode(stack, mine));
  await shop.expectAt("/account");
  await ageSessions(stack, (await shop.session())?.user.id ?? "");
  await page.goto("/account/merge");
  await page.getByRole("link", { name: "Begin" }).click();
  await expect(shop.heading("Please confirm that it is you")).toBeVisible();
  await page.getByRole("button", { name: "Send me a code" }).click();
  await shop.enterCode(await newestCode(stack, mine, 2), "Confirm");
  await shop.expectAt("/account/merge");
  const nobody = newAddress("nobody");
  await askOtherByCode(shop, nobody);
  await shop.enterCode(await newestCode(stack, nobody), "Confirm");
  await expect(shop.heading("No account here has that")).toBeVisible();
  await page.getByRole("link", { name: "Go back" }).click();
  await shop.expectAt("/account/merge");
});

test("Back, a reload and a second press change nothing: the two are one, once", async ({ page, shop, stack }) => {
  const { other } = await openPreview(shop, stack);
  const preview = page.url();
  await page.reload();
  await expect(shop.heading("Put these two together?")).toBeVisible();
  await page.getByRole("button", { name: "Put them together" }).dblclick();
  await shop.expectAt("/account?done=merged");
  expect((await shop.session())?.user.id).toBe(other.userId);
  await page.goto(preview);
  await shop.expectAt("/account?done=merged");
  const { rows } = await stack.sql.query(`SELECT 1 FROM "MergeJournal" WHERE "keptUserId" = $1`, [other.userId]);
  expect(rows).toHaveLength(1);
});

test("“Not now” on either page leaves both accounts alone", async ({ page, shop, stack }) => {
  const { other } = await openPreview(shop, stack);
  await page.getByRole("link", { name: "Not now" }).click();
  await shop.expectAt("/account");
  expect(await statusOf(stack, other.userId)).toBe("active");
  await page.goto("/account/merge");
  await page.getByRole("link", { name: "Not now" }).click();
  await shop.expectAt("/account");
});

test("other browsers of the account that went are signed out, those of the one that stayed are not", async ({ shop, stack, otherBrowser }) => {
  const { mine, other } = await openPreview(shop, stack);
  const phone = await otherBrowser();
  await phone.askForCode(mine);
  await phone.enterCode(await newestCode(stack, mine, 2));
  await phone.expectAt("/account");
  await shop.page.getByRole("button", { name: "Put them together" }).click();
  await shop.expectAt("/account?done=merged");
  expect(await phone.session()).toBeNull();
  const { rows } = await stack.sql.query<{ count: number }>(`SELECT count(*)::int AS count FROM "Session" WHERE "userId" = $1`, [other.userId]);
  expect(rows[0]?.count, "the one it had, and this browser's").toBe(2);
});

test("whoever signed in since and takes the accounts apart is signed out and told so", async ({ page, shop, stack }) => {
  const { other } = await openPreview(shop, stack);
  await page.getByRole("button", { name: "Put them together" }).click();
  await shop.expectAt("/account?done=merged");
  await shop.signOutHere();
  await shop.askForCode(other.email);
  await shop.enterCode(await newestCode(stack, other.email, 3));
  await shop.expectAt("/account");
  await page.getByRole("link", { name: "Take them apart again" }).click();
  await page.getByRole("button", { name: "Take them apart" }).click();
  await shop.expectAt("/signin?returnTo=%2Faccount&notice=merge_undone");
  await expect(page.getByText("You had signed in here after they were put together")).toBeVisible();
  expect(await shop.session()).toBeNull();
});

test("a merge is taken back only by its own user", async ({ shop, stack, otherBrowser }) => {
  await mergeTwo(shop, stack);
  const undo = await shop.page.getByRole("link", { name: "Take them apart again" }).getAttribute("href");
  const mal = await otherBrowser();
  const email = newAddress("mal");
  await mal.askForCode(email);
  await mal.enterCode(await newestCode(stack, email));
  await mal.expectAt("/account");
  await mal.page.goto(undo ?? "");
  await expect(mal.heading("We don't know these accounts as put together")).toBeVisible();
});

test("whoever reads the mail of the address that went takes the accounts apart by its link, without signing in", async ({ page, shop, stack, otherBrowser }) => {
  const { mine, other } = await openPreview(shop, stack);
  const myId = (await shop.session())?.user.id ?? "";
  await page.getByRole("button", { name: "Put them together" }).click();
  await shop.expectAt("/account?done=merged");
  const keptId = (await shop.session())?.user.id ?? "";
  const goneId = [myId, other.userId].find((id) => id !== keptId) ?? "";
  const { rows } = await stack.sql.query<{ provedEmail: string }>(`SELECT "provedEmail" FROM "User" WHERE "id" = $1`, [keptId]);
  const released = rows[0]?.provedEmail === mine ? other.email : mine;
  const phone = await otherBrowser();
  const undo = await newestLink(stack, released, "undo-merge");
  await phone.page.goto(undo);
  await expect(phone.heading("Take the two accounts apart again?")).toBeVisible();
  expect(await statusOf(stack, goneId), "a look changes nothing").toBe("merged");
  await phone.page.getByRole("button", { name: "Take them apart" }).click();
  await expect(phone.heading("The two accounts are apart again")).toBeVisible();
  expect([await statusOf(stack, keptId), await statusOf(stack, goneId)]).toEqual(["active", "active"]);
  expect(await shop.session()).toBeNull();
  await phone.page.goto(undo);
  await expect(phone.heading("These accounts have been taken apart before")).toBeVisible();
});
