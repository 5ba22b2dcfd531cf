import { t } from "#lib/i18n/index.ts";
import { breakerLimits } from "#lib/amazon-health/limits.ts";
import { passHealthTime } from "../fixtures/amazon-health.ts";
import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { comeBack, pathOf, sessionOf, signedIn, startAmazon, startEmail, tokenCalls } from "../fixtures/journey.ts";
import { mailedCodes, newAddress, newestCode, newPersona } from "../fixtures/people.ts";
import { newPasskeyUser, passkeyOptions } from "../fixtures/passkeys.ts";
import { resetLimits, type Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/two-instances.ts";

/** The breaker over calls to Amazon, with two instances: issue 7, UF-04. */

test.afterEach(({ stack }) => stack.sandbox.faults.clear());

type Shown = "ok" | "shaky" | "down";

/** How the sign-in page of an instance shows Amazon. */
async function shownAt(browser: HttpBrowser): Promise<Shown> {
  const { body, status } = await browser.get("/signin");
  expect(status).toBe(200);
  const [button, code] = [body.indexOf('action="/api/auth/signin/amazon"'), body.indexOf('action="/signin/check-email"')];
  expect(code, "the other ways are always there").toBeGreaterThan(-1);
  if (button === -1) {
    expect(body).toContain(t("auth.amazon.down"));
    return "down";
  }
  const isShaky = body.includes(t("auth.amazon.shaky"));
  expect(button > code, "the other ways come first while it is shaky, and only then").toBe(isShaky);
  return isShaky ? "shaky" : "ok";
}

const endpoints = ["token", "tokeninfo", "profile"] as const;
const callsOf = (stack: Stack) => stack.sandbox.ledger.calls.filter(({ path }) => ["/auth/o2/token", "/auth/o2/tokeninfo", "/user/profile"].includes(path)).length;

const said = (output: string, event: string) => output.split("\n").filter((line) => line.includes(`"event":"${event}"`)).length;

/** When an instance last heard that Amazon is down, in epoch milliseconds. */
function heardDownAt(output: string): number {
  const line = output.split("\n").findLast((one) => one.includes('"event":"amazon.health_heard"') && one.includes('"health":"down"'));
  return Date.parse((JSON.parse(line ?? "{}") as { time: string }).time);
}

/** Sign-ins, one after the other, until somebody cannot start any more. @returns how many calls they made to Amazon */
async function signInsUntilDown(stack: Stack, open: () => HttpBrowser, most: number): Promise<number> {
  const before = callsOf(stack);
  while (callsOf(stack) - before <= most) {
    const vera = open();
    if ((await shownAt(vera)) === "down") break;
    const { callback } = await comeBack(stack, vera, newPersona(stack));
    await vera.get(callback);
  }
  return callsOf(stack) - before;
}

test("with three calls of five answered 503 it is down within twenty calls, on both instances, and back after one sign-in that goes well; one alert, one end of it", async ({ stack, instances, open }) => {
  const quiet = { downs: said(stack.output(), "amazon.down"), ends: said(stack.output(), "amazon.recovered") };
  const [here, there] = [open(), instances.at(open(), "second")];
  for (let time = 0; time < 7; time += 1) await signedIn(stack, open(), newPersona(stack));
  expect(await shownAt(here)).toBe("ok");
  for (const endpoint of endpoints) stack.sandbox.faults.add({ endpoint, status: 503, share: 0.6 });
  expect(await signInsUntilDown(stack, open, 20)).toBeLessThanOrEqual(20);
  await expect.poll(() => shownAt(there), { intervals: [20] }).toBe("down");
  // By the log, because a busy machine takes its time for a page.
  const later = () => heardDownAt(instances.secondOutput()) - heardDownAt(stack.web.output());
  await expect.poll(later, { message: "the other instance knows within about a second" }).toBeLessThan(3_000);
  // It goes on failing: each trial that fails closes it again, and nobody is told twice.
  for (let time = 0; time < 3; time += 1) {
    await passHealthTime(stack);
    expect(await shownAt(here)).toBe("shaky");
    stack.sandbox.faults.clear();
    stack.sandbox.faults.add({ endpoint: "token", status: 503 });
    const vera = open();
    await vera.get((await comeBack(stack, vera, newPersona(stack))).callback);
    await expect.poll(() => shownAt(here), { intervals: [20] }).toBe("down");
    await expect.poll(() => shownAt(there), { intervals: [20] }).toBe("down");
  }
  stack.sandbox.faults.clear();
  await passHealthTime(stack);
  await expect.poll(() => shownAt(there), { intervals: [20] }).toBe("shaky");
  const before = callsOf(stack);
  await signedIn(stack, open(), newPersona(stack));
  expect(callsOf(stack) - before).toBe(breakerLimits.goodTrials);
  // Nobody waits for the row; time is not to pass before it is there.
  await expect.poll(async () => (await stack.sql.query(`SELECT "state" FROM "ProviderHealth"`)).rows, { intervals: [20] }).toEqual([{ state: "shaky" }]);
  await passHealthTime(stack);
  for (const browser of [here, there]) await expect.poll(() => shownAt(browser), { intervals: [20] }).toBe("ok");
  const output = () => stack.output() + instances.secondOutput();
  await expect.poll(() => [said(output(), "amazon.down") - quiet.downs, said(output(), "amazon.recovered") - quiet.ends]).toEqual([1, 1]);
});

/** Amazon answers nobody, and the breaker knows. */
async function amazonDown(stack: Stack, open: () => HttpBrowser): Promise<void> {
  stack.sandbox.faults.add({ endpoint: "token", status: 503 });
  expect(await signInsUntilDown(stack, open, 20)).toBeLessThanOrEqual(breakerLimits.leastCalls);
}

test("while it is down a click that comes late is answered with a page, when it may be tried again, and nothing begun", async ({ stack, open, journal }) => {
  journal.faultsExpected = true;
  await amazonDown(stack, open);
  const late = open();
  const attempts = async () => (await stack.sql.query(`SELECT count(*)::int AS "n" FROM "Attempt"`)).rows[0] as { n: number };
  const before = await attempts();
  const answer = await late.post("/api/auth/signin/amazon", { returnTo: "/bag" });
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(Number(answer.headers.get("retry-after"))).toBeLessThanOrEqual(breakerLimits.pauseMilliseconds / 1_000);
  expect(answer.body).toContain(t("outcomes.provider_unavailable.title", { provider: "Amazon" }));
  expect(answer.body).toContain(t("auth.recovery.byCode"));
  expect(answer.body).not.toContain('action="/api/auth/signin/amazon"');
  expect(await attempts()).toEqual(before);
});

test("whoever is on the way back from Amazon when it goes down is let through, two at a time; of a crowd the others are told at once, and no code is sent twice", async ({ stack, open }) => {
  const people = await Promise.all(Array.from({ length: 5 }, async () => {
    const browser = open();
    return { browser, ...(await comeBack(stack, browser, newPersona(stack))) };
  }));
  await amazonDown(stack, open);
  stack.sandbox.faults.clear();
  const [first, ...crowd] = people;
  if (!first) throw new Error("nobody is on the way");
  expect(pathOf(await first.browser.get(first.callback))).toBe("/account");
  stack.sandbox.faults.add({ endpoint: "token", delayMilliseconds: 4_000 });
  const ends = await Promise.all(crowd.map(async ({ browser, callback, code }) => ({ path: pathOf(await browser.get(callback)), sent: tokenCalls(stack, code).length, browser, callback })));
  const through = ends.filter(({ path }) => path === "/account");
  expect(through.map(({ sent }) => sent)).toEqual([1, 1]);
  const told = ends.filter(({ path }) => path !== "/account");
  expect(told.map(({ sent, path }) => [sent, path.includes("code=provider_unavailable")])).toEqual([[0, true], [0, true]]);
  for (const { browser } of through) expect(await sessionOf(browser)).not.toBeNull();
});

test("while it is down nobody who is signed in notices, and the other ways sign in", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  await amazonDown(stack, open);
  const calls = callsOf(stack);
  for (const path of ["/account", "/account/sessions", "/bag", "/"]) expect((await vera.get(path)).status, path).toBe(200);
  const [noah, email] = [open(), newAddress()];
  const attempt = await startEmail(noah, email);
  expect(pathOf(await noah.post("/signin/verify", { attempt, code: await newestCode(stack, email) }))).toBe("/account");
  expect(callsOf(stack)).toBe(calls);
});

const rounds = 15;
/** What a machine that does other things too may add to a sign-in. */
const spareMilliseconds = 1_000;

/** How long 95 of 100 sign-ins by code and by passkey take at most, in milliseconds. */
async function slowestOfMost(stack: Stack, open: () => HttpBrowser, { email, device }: Awaited<ReturnType<typeof newPasskeyUser>>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await resetLimits(stack);
    const mails = (await mailedCodes(stack, email)).length;
    const [byCode, byPasskey] = [open(), open()];
    const attempt = await startEmail(byCode, email);
    const code = await newestCode(stack, email, mails + 1);
    const answers = [await byCode.post("/signin/verify", { attempt, code }), await byPasskey.post("/signin/passkey", { passkey: device.get(await passkeyOptions(byPasskey)), returnTo: "/account" })];
    for (const answer of answers) {
      expect(pathOf(answer)).toBe("/account");
      taken.push(answer.milliseconds);
    }
  }
  return taken.sort((a, b) => a - b)[Math.floor(taken.length * 0.95)] ?? 0;
}

test("while Amazon hangs, signing in by code and by passkey takes as long as ever (UF-04)", async ({ stack, open }) => {
  test.slow();
  const user = await newPasskeyUser(stack);
  const quiet = await slowestOfMost(stack, open, user);
  stack.sandbox.faults.add({ endpoint: "token", hang: true });
  const people = await Promise.all(Array.from({ length: 12 }, async () => {
    const browser = open();
    return { browser, ...(await comeBack(stack, browser, newPersona(stack))) };
  }));
  const waiting = Promise.all(people.map(async ({ browser, callback }) => pathOf(await browser.get(callback))));
  await expect.poll(() => stack.sandbox.ledger.calls.filter(({ status }) => status === undefined).length).toBeGreaterThanOrEqual(10);
  const meanwhile = await slowestOfMost(stack, open, user);
  expect(meanwhile, `against ${quiet} ms while Amazon answers`).toBeLessThan(2 * quiet + spareMilliseconds);
  for (const path of await waiting) expect(path).toContain("code=provider_unavailable");
  expect(await shownAt(open())).toBe("down");
});

test("cancels, refusals and mistakes of ours never close the way to Amazon", async ({ stack, open }) => {
  const { faults } = stack.sandbox;
  for (const body of ['{"error":"invalid_grant"}', '{"error":"unauthorized_client"}', '{"error":"invalid_client"}']) {
    faults.add({ endpoint: "token", status: body.includes("invalid_client") ? 401 : 400, body, times: 6 });
    for (let time = 0; time < 6; time += 1) {
      const vera = open();
      await vera.get((await comeBack(stack, vera, newPersona(stack))).callback);
    }
  }
  for (let time = 0; time < 12; time += 1) {
    const vera = open();
    const { state } = await startAmazon(vera);
    await vera.get(`/api/auth/callback/amazon?${new URLSearchParams({ error: "access_denied", state })}`);
  }
  expect(await shownAt(open())).toBe("ok");
});
