import { expect, test } from "vitest";
import { leftPath, timeOfGoodbye } from "./delete-account.ts";

const now = new Date("2026-11-27T10:42:31.500Z");
const dueAt = new Date("2026-12-04T10:42:31.500Z");

test("reads from the address of the goodbye the minute that was put into it, which is never after the time", () => {
  const value = new URL(leftPath(dueAt), "http://shop.example").searchParams.get("until") ?? "";
  expect(value).toBe("2026-12-04T10:42Z");
  expect(timeOfGoodbye(value, now)).toEqual(new Date("2026-12-04T10:42:00.000Z"));
});

test("takes a day alone, as addresses named it once, for its first minute", () => {
  expect(timeOfGoodbye("2026-12-04", now)).toEqual(new Date("2026-12-04T00:00:00.000Z"));
  expect(timeOfGoodbye("2026-11-27", now)).toEqual(new Date("2026-11-27T00:00:00.000Z"));
});

test.each([
  undefined,
  "",
  "x",
  "<b>",
  "2026-11-26",
  "2026-12-05",
  "2026-13-45",
  "2026-11-31",
  "2026-11-27T10:41Z",
  "2026-12-04T10:43Z",
  "2026-11-31T10:00Z",
  "2026-12-01T24:00Z",
  "2026-12-01T10:60Z",
  "2026-12-01T10:00",
  "2026-12-01T10:00:00Z",
  "2026-12-01T10:00+02:00",
  "2026-12-01T10:00Z\n",
  "2026-12-01 10:00Z",
])("names no time for %j", (value) => {
  expect(timeOfGoodbye(value, now)).toBeNull();
});
