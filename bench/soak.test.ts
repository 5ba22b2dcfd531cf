import { expect, test } from "vitest";
import { growthOf, slopeOf } from "./soak.ts";

test("what is flat after the warm-up does not grow, whatever the warm-up was", () => {
  const held = [200, 250, 300, 302, 298, 300, 301, 299, 300, 300];
  expect(growthOf(held)).toBeCloseTo(1, 2);
  expect(Math.abs(slopeOf(held, 6))).toBeLessThan(2);
});

test("a leak of ten megabytes a tenth shows in both", () => {
  const held = Array.from({ length: 10 }, (_, tenth) => 300 + 10 * tenth);
  expect(growthOf(held)).toBeCloseTo(380 / 330, 5);
  expect(slopeOf(held, 6)).toBeCloseTo(100, 5);
});

test("one tenth with a peak is no growth", () => {
  expect(growthOf([300, 300, 300, 300, 300, 300, 300, 300, 420, 300])).toBe(1);
});
