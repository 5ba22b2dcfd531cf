import { expect, test } from "vitest";
import { timeOrderedId } from "./random.ts";

test("is a UUID of version 7 that begins with the time", () => {
  const id = timeOrderedId(Date.UTC(2099, 0, 1));
  expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(Date.UTC(2099, 0, 1));
});

test("sorts by the order in which they were made: within a millisecond, beyond 4,096 of them, and when the clock is set back", () => {
  const now = Date.UTC(2099, 0, 2);
  const ids = [...Array.from({ length: 10_000 }, () => timeOrderedId(now)), ...Array.from({ length: 10 }, () => timeOrderedId(now - 60_000)), timeOrderedId(now + 1_000)];
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});
