import { expect, test } from "vitest";
import { readArguments } from "./arguments.ts";

const now = new Date("2026-11-26T10:00:00Z");
const read = (...args: string[]) => readArguments(args, now);

test("takes one address or id, with or without a moment", () => {
  expect(read("vera@shop.example")).toEqual({ who: "vera@shop.example", since: undefined, unlock: false, yes: false });
  expect(read("--yes", "--unlock", "vera@shop.example")).toMatchObject({ unlock: true, yes: true });
});

test.each([
  ["2026-11-20", "2026-11-20T00:00:00.000Z"],
  ["2026-11-20T08:00:00Z", "2026-11-20T08:00:00.000Z"],
  ["2026-11-20T08:00:00+01:00", "2026-11-20T07:00:00.000Z"],
])("reads %s as a moment", (text, moment) => {
  expect(read("x", "--since", text).since?.toISOString()).toBe(moment);
  expect(read("x", `--since=${text}`).since?.toISOString()).toBe(moment);
});

test.each(["yesterday", "", "2026-11-20T08:00:00", "20.11.2026", "2026-02-31", "1700000000"])("refuses %j as a moment: it may mean another one elsewhere", (text) => {
  expect(() => read("x", `--since=${text}`)).toThrow("--since is not a time.");
});

test("refuses a moment that is still to come", () => {
  expect(() => read("x", "--since", "2026-11-26T10:00:01Z")).toThrow("--since is in the future.");
});

test.each([
  ["nobody", [], "Whose account?"],
  ["a blank", [" "], "Whose account?"],
  ["two", ["a", "b"], "Whose account?"],
  ["an option that it does not have", ["a", "--force"], "That is not how it is used."],
  ["a moment for opening", ["a", "--unlock", "--since", "2026-11-20"], "Opening an account brings nothing back"],
])("refuses %s", (_name, args, words) => {
  expect(() => read(...args)).toThrow(words);
});
