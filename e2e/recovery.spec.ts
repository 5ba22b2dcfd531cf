import { t } from "#lib/i18n/index.ts";
import { type OutcomeCode, outcomeCodes } from "#lib/outcomes.ts";
import type { Fault } from "#sandbox/amazon/faults.ts";
import { countUsersOf, newPersona } from "./fixtures/people.ts";
import { expect, test } from "./fixtures/test.ts";

// Among the longest files, so its tests are shared between the workers.
test.describe.configure({ mode: "parallel" });

const json = (value: unknown) => JSON.stringify(value);

/** What goes wrong at Amazon, and how the attempt ends. `again` says whether the page offers Amazon once more. */
const failures: { outcome: OutcomeCode; name: string; fault: Omit<Fault, "userId" | "times">; again: boolean }[] = [
  { outcome: "provider_unavailable", name: "Amazon's token endpoint is down", fault: { endpoint: "token", status: 503, body: "down" }, again: true },
  { outcome: "provider_unavailable", name: "Amazon cuts the connection", fault: { endpoint: "profile", reset: true }, again: true },
  { outcome: "provider_answer_invalid", name: "the profile is not JSON", fault: { endpoint: "profile", status: 200, body: "<html>", contentType: "text/html" }, again: true },
  { outcome: "provider_answer_invalid", name: "the profile has no user id", fault: { endpoint: "profile", omitUserId: true }, again: true },
  { outcome: "grant_rejected", name: "Amazon refuses the code", fault: { endpoint: "token", status: 400, body: json({ error: "invalid_grant", error_description: "secret words of Amazon" }) }, again: true },
  { outcome: "client_rejected", name: "Amazon refuses the shop's secret", fault: { endpoint: "token", status: 401, body: json({ error: "invalid_client", error_description: "secret words of Amazon" }) }, again: false },
  { outcome: "token_audience_mismatch", name: "the token was made for another site", fault: { endpoint: "tokeninfo", aud: "amzn1.application-oa2-client.other" }, again: false },
  { outcome: "identity_mismatch", name: "Amazon's answers name two people", fault: { endpoint: "profile", otherUserId: "amzn1.account.SANDBOXSOMEBODYELSE000000000" }, again: false },
];

for (const { outcome, name, fault, again } of failures) {
  test(`when ${name}, the page explains ${outcome}, gives a reference and a way on that keeps the destination`, async ({ page, shop, stack }) => {
    const ada = newPersona(stack);
    await shop.openSignIn("/saved");
    await shop.amazonButton().click();
    await shop.amazon.choose(ada);
    stack.sandbox.faults.add({ ...fault, userId: ada.userId });
    await shop.amazon.allow();
    await expect(shop.heading(t(`outcomes.${outcome}.title`))).toBeVisible();
    stack.sandbox.faults.clear();
    await expect(page).toHaveURL((url) => url.pathname === "/signin/error" && url.searchParams.get("code") === outcome);
    await expect(page.getByText(t(`outcomes.${outcome}.happened`))).toBeVisible();
    await expect(page.getByText(t(`outcomes.${outcome}.next`))).toBeVisible();
    const reference = new URL(page.url()).searchParams.get("ref") ?? "";
    await expect(page.getByText(reference, { exact: true })).toBeVisible();
    expect(await page.content()).not.toContain("secret words of Amazon");
    expect(await shop.session()).toBeNull();
    expect(await countUsersOf(stack, ada)).toEqual({ users: 0, accounts: 0 });
    const { rows } = await stack.sql.query(`SELECT "outcome" FROM "Attempt" WHERE "reference" = $1`, [reference]);
    expect(rows).toEqual([{ outcome }]);
    if (again) await page.getByRole("button", { name: "Try again with Amazon" }).click();
    else {
      await page.getByRole("link", { name: "See all ways to sign in" }).click();
      await shop.amazonButton().click();
    }
    await shop.expectAt("/saved");
    expect((await shop.session())?.user.name).toBe(ada.name);
  });
}

test("a sign-in that took over 15 minutes at Amazon is expired, and starting again works", async ({ page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.openSignIn("/saved");
  await shop.amazonButton().click();
  await shop.amazon.choose(ada);
  await shop.amazon.expectConsent();
  await stack.sql.query(`UPDATE "Attempt" SET "legExpires" = now() - interval '1 second' WHERE "status" = 'open'`);
  await shop.amazon.allow();
  await expect(shop.heading(t("outcomes.attempt_expired.title"))).toBeVisible();
  await page.getByRole("button", { name: "Try again with Amazon" }).click();
  await shop.expectAt("/saved");
});

test("a callback that belongs to no sign-in of ours is attempt_unknown", async ({ page, shop }) => {
  await page.goto("/api/auth/callback/amazon?code=abc&state=made-up");
  await expect(shop.heading(t("outcomes.attempt_unknown.title"))).toBeVisible();
  await expect(page.getByText("Reference number")).toBeVisible();
});

test("cookies cleared on the way end in state_mismatch, and starting again works", async ({ context, page, shop, stack }) => {
  const ada = newPersona(stack);
  await shop.openSignIn();
  await shop.amazonButton().click();
  await shop.amazon.choose(ada);
  await context.clearCookies({ domain: "localhost" });
  await shop.amazon.allow();
  await expect(shop.heading(t("outcomes.state_mismatch.title"))).toBeVisible();
  await page.getByRole("button", { name: "Try again with Amazon" }).click();
  await shop.expectAccountOf(ada.name);
});

for (const [status, outcome] of [
  ["suspended", "user_suspended"],
  ["locked", "user_locked"],
  ["deletion_pending", "deletion_pending"],
] as const) {
  test(`a user who is ${status} gets no session and a page that says how to get help`, async ({ page, shop, stack, otherBrowser }) => {
    const ada = newPersona(stack);
    await (await otherBrowser()).signInWithAmazon(ada);
    await stack.sql.query(`UPDATE "User" SET "status" = $2 FROM "Account" a WHERE a."userId" = "User"."id" AND a."providerAccountId" = $1`, [ada.userId, status]);
    await shop.openSignIn();
    await shop.amazonButton().click();
    await shop.amazon.choose(ada);
    await expect(shop.heading(t(`outcomes.${outcome}.title`))).toBeVisible();
    await expect(page.getByRole("main").getByRole("link", { name: "Get help with signing in" })).toBeVisible();
    await expect(page.getByText("Reference number")).toBeVisible();
    expect(await shop.session()).toBeNull();
  });
}

test("every outcome has a page with a title, what happened, what to do and something to press", async ({ page, shop }) => {
  test.setTimeout(120_000);
  for (const code of [...outcomeCodes, "no_such_code"] as const) {
    const response = await page.goto(`/signin/error?code=${code}&ref=ABCD-EFGH`);
    expect(response?.status()).toBe(200);
    const known = code === "no_such_code" ? "unexpected" : code;
    await expect(shop.heading(t(`outcomes.${known}.title`))).toBeVisible();
    for (const part of ["happened", "next"] as const) await expect(page.getByText(t(`outcomes.${known}.${part}`))).toBeVisible();
    expect(await page.getByRole("main").locator("a[href], button").count()).toBeGreaterThanOrEqual(2);
  }
});
