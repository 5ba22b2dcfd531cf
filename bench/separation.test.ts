import { expect, test } from "vitest";
import { separation } from "./separation.ts";

test.each<[string, number[], number[], number]>([
  ["times that never overlap", [1, 2, 3], [4, 5, 6], 1],
  ["the same the other way round", [4, 5, 6], [1, 2, 3], 1],
  ["equal times", [2, 2, 2], [2, 2, 2], 0.5],
  ["times that alternate", [1, 3, 5, 7], [2, 4, 6, 8], 0.625],
  ["half of a pair that is equal", [1, 2], [2, 3], 0.875],
])("tells %s apart as well as they can be", (_name, first, second, expected) => {
  expect(separation(first, second)).toBe(expected);
});
