import fc from "fast-check";
import { expect, test } from "vitest";
import { funnelOf, percentilesOf } from "./funnel.ts";
import { durationGrowth } from "./limits.ts";
import { boundsOf, rangeFrom, ranges, stepsOf } from "./ranges.ts";

const classOf = (milliseconds: number) => String(Math.floor(Math.log(milliseconds) / Math.log(durationGrowth)));

test("percentiles of any durations are right within five per cent", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 100, max: 1_800_000 }), { minLength: 1, maxLength: 300 }), (durations) => {
      const found = percentilesOf(durations.map((one) => ({ label: classOf(one), count: 1 })));
      const sorted = durations.toSorted((one, two) => one - two);
      for (const [share, value] of [[0.5, found?.p50], [0.95, found?.p95]] as const) {
        const right = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        expect(Math.abs((value ?? 0) - right) / right).toBeLessThan(0.055);
      }
    }),
    { seed: 20_261_126 },
  );
});

test("of no durations there are no percentiles, and of no counts a funnel of nobody", () => {
  expect(percentilesOf([])).toBeUndefined();
  expect(funnelOf([])).toMatchObject({ all: { shown: 0, clicked: 0, left: 0, session: 0 }, methods: [], devices: [], browsers: [], regions: [], times: {}, outcomes: [] });
});

test("an intent that this version does not know is something else", () => {
  const total = { kind: "left", method: "amazon", device: "phone", browser: "Safari", region: "eu", label: "", count: 3 };
  expect(funnelOf([{ ...total, intent: "of_another_version" }]).otherIntents).toEqual([{ intent: "other", left: 3, session: 0 }]);
});

test.each([["day", "2026-11-25T13:00:00.000Z", 24], ["week", "2026-11-20T00:00:00.000Z", 7], ["month", "2026-10-28T00:00:00.000Z", 30], ["year", "2025-12-01T00:00:00.000Z", 12]] as const)("a %s begins at %s and has %i steps, of which the last is now", (range, from, count) => {
  const now = new Date("2026-11-26T12:20:00.000Z");
  expect(boundsOf(range, now).from.toISOString()).toBe(from);
  const steps = stepsOf(range, now);
  expect(steps).toHaveLength(count);
  expect(steps[0]?.toISOString()).toBe(from);
  expect(steps.at(-1)?.getTime()).toBeLessThanOrEqual(now.getTime());
});

test("an address names a range, or a week is meant", () => {
  for (const range of ranges) expect(rangeFrom(range)).toBe(range);
  for (const word of [undefined, "", "Day", "decade", "__proto__"]) expect(rangeFrom(word)).toBe("week");
});
