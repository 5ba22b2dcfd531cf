import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import { copyIs, copyPage, heldInCopy, heldInDatabase, openCopy } from "./fixtures/copies.ts";
import { takePictures } from "./fixtures/pictures.ts";
import { ageSessions, mailedSubjects, newAddress, newestCode } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

/** Somebody asks for a copy of what is held about them, proves who they are, waits, fetches it once, and finds in it what the database has. */

/** Presses the link that gives the archive. */
async function archiveOf(page: Page, name: string): Promise<Uint8Array> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
  expect(download.suggestedFilename()).toMatch(/^your-data-\d{4}-\d\d-\d\d\.zip$/);
  return new Uint8Array(readFileSync(await download.path()));
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("a shopper asks, proves who they are, waits, and fetches a copy that has what the database has, once", async ({ page, shop, stack }) => {
      const email = newAddress();
      await shop.askForCode(email);
      await shop.enterCode(await newestCode(stack, email));
      await shop.expectAt("/account");
      const { rows } = await stack.sql.query<{ id: string }>(`UPDATE "User" SET "name" = $2 WHERE "provedEmail" = $1 RETURNING "id"`, [email, "Vera =Summer"]);
      const userId = rows[0]?.id ?? "";
      await ageSessions(stack, userId);
      await page.goto(copyPage);
      await expect(shop.heading("A copy of what we hold about you")).toBeVisible();
      await page.getByRole("button", { name: "Make a copy" }).click();
      await expect(shop.heading("Please confirm that it is you")).toBeVisible();
      await page.getByRole("button", { name: "Send me a code" }).click();
      await shop.enterCode(await newestCode(stack, email, 2), "Confirm");
      await shop.expectAt(copyPage);
      await page.getByRole("button", { name: "Make a copy" }).click();
      await shop.expectAt(copyPage);
      await copyIs(stack, userId, "ready");
      await mailedSubjects(stack, email, "The copy of your");
      await page.goto(copyPage);
      await expect(page.getByText("Your copy is ready")).toBeVisible();
      await expect(page.getByRole("link", { name: "Look again" })).toBeHidden();
      const before = await heldInDatabase(stack, userId);
      const { json, html } = openCopy(await archiveOf(page, "Fetch the copy"));
      expect(heldInCopy(json)).toEqual(before);
      expect(html).toContain("Vera =Summer");
      await copyIs(stack, userId, "fetched");
      await page.goto(copyPage);
      await expect(page.getByText("Your copy was fetched")).toBeVisible();
      await page.goto("/account/activity");
      for (const words of ["A copy of the data was asked for.", "A copy of the data was ready.", "A copy of the data was fetched."]) await expect(page.getByText(words)).toBeVisible();
    });
  });
}

test("the page to read opens from the disk, in the language that it was asked in, and runs nothing", async ({ page, shop, stack, browser }, testInfo) => {
  const email = newAddress();
  await shop.askForCode(email);
  await shop.enterCode(await newestCode(stack, email));
  await shop.expectAt("/account");
  const { rows } = await stack.sql.query<{ id: string }>(`UPDATE "User" SET "name" = $2 WHERE "provedEmail" = $1 RETURNING "id"`, [email, `<img src=x onerror="document.title='run'">`]);
  await page.context().addCookies([{ name: "siwa.language", value: "de", url: stack.appUrl }]);
  await page.goto(copyPage);
  await page.getByRole("button", { name: "Eine Kopie erstellen" }).click();
  await copyIs(stack, rows[0]?.id ?? "", "ready");
  await page.goto(copyPage);
  const { html } = openCopy(await archiveOf(page, "Die Kopie abholen"));
  const file = testInfo.outputPath("your-data.html");
  writeFileSync(file, html);
  const context = await browser.newContext();
  const disk = await context.newPage();
  const [asked, complaints] = [[] as string[], [] as string[]];
  disk.on("request", (request) => asked.push(request.url())).on("console", (message) => complaints.push(message.text()));
  await disk.goto(pathToFileURL(file).href);
  await expect(disk.getByRole("heading", { level: 1, name: "speichert" })).toBeVisible();
  await expect(disk.getByText(`<img src=x`)).toBeVisible();
  await expect(disk.getByRole("heading", { level: 2, name: "Ihre Bestellungen" })).toBeVisible();
  expect(await disk.title()).toContain("speichert");
  expect([await disk.locator("img, script, a").count(), asked, complaints]).toEqual([0, [pathToFileURL(file).href], []]);
  await takePictures(disk, "copy-file-de");
  await context.close();
});
