import { expect, test } from "vitest";
import { roughStrength } from "./rough-strength.ts";

test("grows with length and variety, and never says good below the length that is asked for", () => {
  const levels = ["", "bramble", "bramble otter", "bramble otters!", "bramble otter teacup", "bramble otter teacup kite"].map((text) => roughStrength(text, 15));
  expect(levels).toEqual([0, 0, 1, 3, 4, 4]);
});

test.each(["aaaaaaaaaaaaaaaaaaaa", "12345678901234567890", "abcdefghijklmnopqrst", "abababababababababab"])("is not taken in by %s", (text) => {
  expect(roughStrength(text, 15)).toBeLessThan(3);
});
