import { beforeEach, expect, test } from "vitest";
import type { AuthError } from "../errors.ts";
import { AmazonBreaker } from "./breaker.ts";
import type { HealthChange } from "./health.ts";
import type { Verdict } from "./judge-call.ts";
import { breakerLimits } from "./limits.ts";

let now: number;
let changes: HealthChange[];
let breaker: AmazonBreaker;

beforeEach(() => {
  now = 1_000_000;
  changes = [];
  breaker = new AmazonBreaker({ clock: () => now, onChange: (change) => changes.push(change) });
});

/** A conversation of one call. @returns how it ended */
async function call(verdict: Verdict, finishesSignIn = false): Promise<"asked" | "refused"> {
  return await breaker.conversation(finishesSignIn)(async () => ({ value: "asked" as const, verdict })).catch((error: unknown) => {
    expect((error as AuthError).code).toBe("provider_unavailable");
    return "refused" as const;
  });
}

async function calls(verdict: Verdict, count: number): Promise<void> {
  for (let time = 0; time < count; time += 1) await call(verdict);
}

/** How many calls of a pattern (b: bad, g: good) it takes until nobody is sent any more. */
async function callsUntilDown(pattern: string, most: number): Promise<number> {
  for (let n = 1; n <= most; n += 1) {
    await call(pattern[(n - 1) % pattern.length] === "b" ? "bad" : "good");
    if (breaker.state === "down") return n;
  }
  return Number.POSITIVE_INFINITY;
}

/** Down, with the pause over. */
async function untilTrials(): Promise<void> {
  await calls("bad", 10);
  expect(breaker.state).toBe("down");
  now += breakerLimits.pauseMilliseconds;
}

/** A call that ends when the test says so. */
function slow(finishesSignIn = false) {
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  const done = breaker.conversation(finishesSignIn)(async () => ({ value: "asked", verdict: await promise })).catch(() => "refused");
  return { end: async (verdict: Verdict) => (resolve(verdict), await done), done };
}

test.each(["bbbgg", "bbgbg", "bgbgb", "ggbbb", "gbgbb"])("with six calls of ten failing (%s) it is down within twenty calls, whatever went well before", async (pattern) => {
  await calls("good", 500);
  expect(await callsUntilDown(pattern, 100)).toBeLessThanOrEqual(20);
  expect(changes.at(-1)).toBe("went_down");
});

test("after a quiet time it is down with the tenth call that fails, and not before", async () => {
  expect(await callsUntilDown("b", 100)).toBe(10);
});

test("with two calls of ten failing it is shaky and stays open", async () => {
  expect(await callsUntilDown("bgggg", 1_000)).toBe(Number.POSITIVE_INFINITY);
  expect(breaker.state).toBe("shaky");
  now += breakerLimits.shakyMilliseconds;
  expect(breaker.state).toBe("ok");
});

test("with one call of ten failing it is ok", async () => {
  expect(await callsUntilDown("bggggggggg", 1_000)).toBe(Number.POSITIVE_INFINITY);
  expect([breaker.state, changes]).toEqual(["ok", []]);
});

test("old failures are forgotten", async () => {
  await calls("bad", 9);
  now += breakerLimits.windowMilliseconds;
  await calls("bad", 9);
  expect([breaker.state, breaker.share]).toEqual(["ok", 0]);
});

test("calls that say nothing are not counted, neither for nor against", async () => {
  await calls("none", 100);
  await calls("bad", 9);
  await calls("none", 100);
  expect(breaker.state).toBe("ok");
  await call("bad");
  expect(breaker.state).toBe("down");
});

test("while it is down Amazon is not asked, and it is known for how long", async () => {
  await calls("bad", 10);
  expect(await call("good")).toBe("refused");
  expect(breaker.pauseLeft).toBe(breakerLimits.pauseMilliseconds);
  now += 4_000;
  expect([breaker.pauseLeft, await call("good")]).toEqual([6_000, "refused"]);
});

test("after the pause one call at a time is let through, and three that go well open it, shaky at first", async () => {
  await untilTrials();
  expect(breaker.state).toBe("shaky");
  const first = slow();
  expect(await call("good")).toBe("refused");
  expect(await first.end("good")).toBe("asked");
  for (const expected of ["down", "shaky"]) {
    expect(breaker.health.state).toBe("down");
    await call("good");
    expect(breaker.health.state).toBe(expected);
  }
  expect(changes).toEqual(["went_down", "came_back"]);
  const together = [slow(), slow(), slow()];
  expect(await Promise.all(together.map((one) => one.end("good")))).toEqual(["asked", "asked", "asked"]);
  now += breakerLimits.shakyMilliseconds;
  breaker.tick();
  expect([breaker.state, changes]).toEqual(["ok", ["went_down", "came_back", "calmed"]]);
});

test("one sign-in that goes well, of three calls in a row, opens it", async () => {
  await untilTrials();
  const conversation = breaker.conversation(true);
  for (let time = 0; time < 3; time += 1) await conversation(async () => ({ value: null, verdict: "good" }));
  expect(changes.at(-1)).toBe("came_back");
});

test("a trial that fails makes the next pause twice as long", async () => {
  await untilTrials();
  await call("good");
  await call("bad");
  expect(breaker.pauseLeft).toBe(20_000);
  now += 19_999;
  expect(await call("good")).toBe("refused");
  now += 1;
  expect(await call("good")).toBe("asked");
});

test("a trial that somebody gave up is none: neither does it open it, nor does the next pause grow", async () => {
  await untilTrials();
  await calls("none", 10);
  expect([breaker.health.state, changes]).toEqual(["down", ["went_down"]]);
  await calls("good", 2);
  await call("none");
  expect(breaker.health.state).toBe("down");
  await call("good");
  expect(breaker.health.state).toBe("shaky");
});

test("a conversation that was let through is finished, whatever becomes of it meanwhile", async () => {
  const conversation = breaker.conversation(false);
  await conversation(async () => ({ value: null, verdict: "good" }));
  await calls("bad", 20);
  expect(breaker.state).toBe("down");
  expect(await conversation(async () => ({ value: "asked", verdict: "good" }))).toBe("asked");
});

test("while it is down two people at a time who come back from Amazon are let through, and say nothing of it", async () => {
  await calls("bad", 10);
  const people = [slow(true), slow(true), slow(true)];
  expect(await people[2]?.done).toBe("refused");
  expect(await Promise.all(people.slice(0, 2).map((one) => one.end("good")))).toEqual(["asked", "asked"]);
  expect(await call("good", true)).toBe("asked");
  for (let time = 0; time < 5; time += 1) await call("good", true);
  expect([breaker.state, changes]).toEqual(["down", ["went_down"]]);
  expect(await call("good")).toBe("refused");
});

test("calls that began before it went down change nothing when they end later", async () => {
  const late = Array.from({ length: 15 }, () => slow());
  await calls("bad", 10);
  for (const one of late) await one.end("good");
  expect([breaker.state, changes]).toEqual(["down", ["went_down"]]);
  now += breakerLimits.pauseMilliseconds;
  const trial = slow();
  expect(await call("good")).toBe("refused");
  await trial.end("bad");
  expect(changes).toEqual(["went_down", "went_down"]);
});

test("the clock on the wall plays no part", async () => {
  await calls("bad", 10);
  const real = Date.now;
  Date.now = () => real() - 86_400_000;
  try {
    now += breakerLimits.pauseMilliseconds;
    expect(await call("good")).toBe("asked");
  } finally {
    Date.now = real;
  }
});

test("what another process found out is taken over: no calls, then trials, then everybody", async () => {
  const since = new Date();
  breaker.adopt({ state: "down", since, until: now + 5_000, tries: 1, incidentSince: since });
  expect(await call("good")).toBe("refused");
  now += 5_000;
  expect(await call("good")).toBe("asked");
  breaker.adopt({ state: "shaky", since, until: now + 60_000, tries: 0, incidentSince: since });
  expect(await Promise.all([slow(), slow()].map((one) => one.end("good")))).toEqual(["asked", "asked"]);
  expect([breaker.state, changes]).toEqual(["shaky", []]);
});

test("what was counted here is forgotten when another process says that all is well", async () => {
  await calls("bad", 9);
  breaker.adopt({ state: "ok", since: new Date(), until: now, tries: 0, incidentSince: null });
  await calls("bad", 9);
  expect(breaker.state).toBe("ok");
});

test("that another process found it shaky makes this one forget nothing", async () => {
  await calls("bad", 9);
  breaker.adopt({ state: "shaky", since: new Date(), until: now + 60_000, tries: 0, incidentSince: null });
  await call("bad");
  expect(breaker.state).toBe("down");
});
