import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { pathOf, sessionOf, signedIn, startEmail } from "../fixtures/journey.ts";
import { newAddress, newestCode, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { accountOf } from "../fixtures/sandbox-control.ts";
import type { Stack } from "../fixtures/stack.ts";

/** The clock of the web process is wrong, everybody else's is right: UF-07. */

const shiftedClock = new URL("../fixtures/shifted-clock.ts", import.meta.url).href;

test.use({ setting: { environment: { NODE_OPTIONS: `--import=${shiftedClock}` } } });
test.describe.configure({ timeout: 120_000 });

const [minute, day] = [60, 86_400];

/** Starts the web process again with a clock that is off by so much. */
async function shiftClock(stack: Stack, seconds: number): Promise<void> {
  await stack.web.stop();
  stack.environment.CLOCK_SHIFT_SECONDS = String(seconds);
  await stack.restartWeb();
}

/** Somebody new who signs in with a mailed code. */
async function signedInByCode(stack: Stack, browser: HttpBrowser): Promise<void> {
  const email = newAddress();
  const attempt = await startEmail(browser, email);
  expect(pathOf(await browser.post("/signin/verify", { attempt, code: await newestCode(stack, email) }))).toBe("/account");
  expect((await sessionOf(browser))?.user.email).toBe(email);
}

/** What the web process takes for now, in epoch seconds: as its log says once it is ready. */
function ownTime(stack: Stack): number {
  const { time } = JSON.parse(stack.web.output().split("\n").find((line) => line.includes('"process.ready"')) ?? "{}") as { time: string };
  return Date.parse(time) / 1_000;
}

test("with a clock that is five minutes or a day off, people sign in by Amazon and by code, tokens end when they should, and sessions go on when it is set right", async ({ stack, open }) => {
  const people: { browser: HttpBrowser; name: string }[] = [];
  for (const seconds of [5 * minute, -5 * minute, day, -day]) {
    await test.step(`${seconds} s`, async () => {
      await shiftClock(stack, seconds);
      await expect.poll(() => Math.abs(ownTime(stack) - Date.now() / 1_000 - seconds), { message: "the clock is shifted", intervals: [10, 50, 100] }).toBeLessThan(60);
      const [browser, persona] = [open(), newPersona(stack)];
      const begun = Date.now() / 1_000 + seconds;
      await signedIn(stack, browser, persona);
      const left = ((await accountOf(stack, persona.userId))?.expires_at ?? 0) - begun;
      // An hour by its own clock, as Amazon said: neither past nor never.
      expect(left).toBeGreaterThan(3_590);
      expect(left).toBeLessThan(3_660);
      people.push({ browser, name: persona.name });
      // And whoever came while the clock said something else is who they were.
      for (const known of people) expect((await sessionOf(known.browser))?.user.name).toBe(known.name);
      expect((await browser.get("/account")).status).toBe(200);
      await signedInByCode(stack, open());
    });
  }
  await shiftClock(stack, 0);
  for (const { browser, name } of people) {
    expect((await sessionOf(browser))?.user.name).toBe(name);
    expect((await browser.get("/account")).status).toBe(200);
  }
});
