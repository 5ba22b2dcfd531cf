import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { comeBack, pathOf, sessionOf, signedIn, startAmazon } from "../fixtures/journey.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";
import { statementCounts } from "../fixtures/statement-counts.ts";

/** What each step asks of the database, counted on the wire. */

test.use({ setting: { environment: { SESSION_CACHE: "on", JOBS: "off" } } });

async function count(stack: Stack, work: () => Promise<unknown>): Promise<string[]> {
  const statements = stack.wire.record();
  await work();
  return [...statements];
}

/** Until a check costs nothing. */
async function warm(stack: Stack, browser: HttpBrowser): Promise<void> {
  await expect.poll(async () => (await count(stack, () => sessionOf(browser))).length, { timeout: 10_000, intervals: [20] }).toBe(0);
}

test("each step asks as often as is declared, and no more", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  // What every process does once is done.
  await signedIn(stack, open(), newPersona(stack));
  await open().get("/signin");
  const counted: Record<string, string[]> = {};
  counted["sign-in page, signed out"] = await count(stack, () => vera.get("/signin"));
  counted["start at Amazon, in a new browser"] = await count(stack, () => startAmazon(open()));
  const known = open();
  await startAmazon(known);
  counted["start at Amazon, in a known browser"] = await count(stack, () => startAmazon(known));
  const { callback } = await comeBack(stack, vera, persona);
  counted["first sign-in"] = await count(stack, async () => expect(pathOf(await vera.get(callback))).toBe("/account"));
  counted["session check, cold"] = await count(stack, () => sessionOf(vera));
  await warm(stack, vera);
  counted["session check, warm"] = await count(stack, () => sessionOf(vera));
  await vera.get("/privacy");
  counted["signed-in page, warm"] = await count(stack, () => vera.get("/privacy"));
  counted["account page, warm"] = await count(stack, () => vera.get("/account"));
  const again = vera.copy();
  again.cookies.delete("authjs.session-token");
  const back = await comeBack(stack, again, persona);
  counted["returning sign-in"] = await count(stack, async () => expect(pathOf(await again.get(back.callback))).toBe("/account"));
  const numbers = Object.fromEntries(Object.entries(counted).map(([name, statements]) => [name, statements.length]));
  expect(numbers, JSON.stringify(counted, null, 1)).toEqual(statementCounts);
});
