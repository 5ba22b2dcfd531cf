import { createHash } from "node:crypto";
import { t } from "#lib/i18n/index.ts";
import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { parameter, pathOf, sessionOf, startEmail } from "../fixtures/journey.ts";
import { newAddress, newestCode } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Sessions, and a fresh proof, whose time goes by while the web process holds them in memory: SC-06. The clock is the web process's own. */

const shiftedClock = new URL("../fixtures/shifted-clock.ts", import.meta.url).href;

test.use({ setting: { environment: { NODE_OPTIONS: `--import=${shiftedClock}`, SESSION_CACHE: "on" } } });
test.describe.configure({ timeout: 120_000 });

const [minute, day] = [60, 86_400];
const hashOf = (browser: HttpBrowser) => createHash("sha256").update(browser.cookie("authjs.session-token") ?? "").digest("base64url");
const isGood = async (browser: HttpBrowser) => (await sessionOf(browser)) !== null;

/** Lets so much time go by since the start, for the web process. */
async function letPass(stack: Stack, seconds: number): Promise<void> {
  await stack.web.stop();
  stack.environment.CLOCK_SHIFT_SECONDS = String(seconds);
  await stack.restartWeb();
}

async function signedInByCode(stack: Stack, browser: HttpBrowser): Promise<HttpBrowser> {
  const email = newAddress();
  const attempt = await startEmail(browser, email);
  expect(pathOf(await browser.post("/signin/verify", { attempt, code: await newestCode(stack, email) }))).toBe("/account");
  return browser;
}

/** Uses a session, and waits until it is written that it was: a process that is killed before loses that. */
async function useAndNote(stack: Stack, browser: HttpBrowser, seconds: number): Promise<void> {
  expect(await isGood(browser)).toBe(true);
  const seen = async () => (await stack.sql.query<{ after: number }>(`SELECT extract(epoch FROM "lastSeenAt" - "createdAt")::int AS after FROM "Session" WHERE "tokenHash" = $1`, [hashOf(browser)])).rows[0]?.after ?? 0;
  await expect.poll(seen, { timeout: 15_000, intervals: [100] }).toBeGreaterThanOrEqual(seconds);
}

async function expectToldWhy(browser: HttpBrowser, why: "expired" | "aged"): Promise<void> {
  expect(await isGood(browser)).toBe(false);
  expect((await browser.get("/signin")).body).toContain(t(`sessions.why.${why}`));
}

const asksForProof = async (browser: HttpBrowser) => {
  const answer = await browser.post("/account/sessions/end-others", { scope: "others" });
  return parameter(pathOf(answer), "purpose") === "end_sessions";
};

test("a proof is fresh for ten minutes, a session on a shared computer good for an hour, any for fourteen days without use, and none for more than ninety however busy it is", async ({ stack, open }) => {
  const [vera, idle] = [await signedInByCode(stack, open()), await signedInByCode(stack, open())];
  const library = open();
  await library.post("/signin", { computer: "shared", returnTo: "/account" });
  await signedInByCode(stack, library);
  expect(await asksForProof(vera)).toBe(false);
  await letPass(stack, 11 * minute);
  expect(await asksForProof(vera)).toBe(true);
  expect(await isGood(library)).toBe(true);
  await useAndNote(stack, library, 11 * minute - 5);
  await letPass(stack, 70 * minute);
  expect(await isGood(library), "an hour after its last use, not after its start").toBe(true);
  await useAndNote(stack, vera, 70 * minute - 5);
  await letPass(stack, 14 * day + 5 * minute);
  await expectToldWhy(library, "expired");
  await expectToldWhy(idle, "expired");
  expect(await isGood(vera)).toBe(true);
  // As if she had signed in ninety days ago but for three seconds, and used it all the time.
  await stack.sql.query(
    `UPDATE "Session" SET "createdAt" = "shifted" - interval '90 days' + interval '3 seconds', "expires" = "shifted" + interval '3 seconds', "lastSeenAt" = "shifted"
     FROM (SELECT now() + make_interval(secs => $2) AS "shifted") AS clock WHERE "tokenHash" = $1`,
    [hashOf(vera), 14 * day + 5 * minute],
  );
  expect(await isGood(vera)).toBe(true);
  await expect.poll(() => isGood(vera), { timeout: 15_000, intervals: [20] }).toBe(false);
  await expectToldWhy(vera, "aged");
  await letPass(stack, 0);
  delete stack.environment.CLOCK_SHIFT_SECONDS;
});
