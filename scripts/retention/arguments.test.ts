import { expect, test } from "vitest";
import { RemedyError } from "../process/remedy.ts";
import { readArguments } from "./arguments.ts";
import { appliedLines, reviewedLines } from "./words.ts";

test("looks and removes nothing, unless it is told to", () => {
  expect(readArguments([])).toEqual({ apply: false, json: false });
  expect(readArguments(["--apply", "--json"])).toEqual({ apply: true, json: true });
});

test.each([["--aply"], ["apply"], ["--apply=yes"]])("refuses %j, so that a slip removes nothing", (argument) => {
  expect(() => readArguments([argument])).toThrow(RemedyError);
});

test("says how many and since when, and that it stopped counting", () => {
  const oldest = new Date("2026-01-02T03:04:05.000Z");
  expect(reviewedLines([{ kind: "attempts", count: 100_000, more: true, oldest }, { kind: "guests", count: 0, more: false, oldest: null }])).toEqual(["  attempts             100000+, the oldest from 2026-01-02T03:04:05.000Z", "  guests               0"]);
  expect(appliedLines([{ kind: "attempts", removed: 7 }])).toEqual(["  attempts             7"]);
});
