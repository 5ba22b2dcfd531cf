import { expect, test } from "vitest";
import { mostReasonCharacters, readReason } from "./reason.ts";

test.each([
  ["  ticket 4711  ", "ticket 4711"],
  ["two\r\nlines\tand a tab", "two lines and a tab"],
  ["red \u001B[31mtext\u202E turned", "red [31mtext turned"],
  ["asked by <Vera.Summer@shop.example> on Monday", "asked by <[address]> on Monday"],
  ["a@b, c@d", "[address] [address]"],
])("keeps %j as one plain line without addresses", (text, reason) => expect(readReason(text)).toEqual({ ok: true, reason }));

test.each(["", "   ", "\r\n", "\u200B\u202E"])("refuses %j, which says nothing", (text) => expect(readReason(text)).toEqual({ ok: false, problem: "reason_missing" }));

test("refuses what is longer than the audit keeps", () => {
  expect(readReason("x".repeat(mostReasonCharacters))).toMatchObject({ ok: true });
  expect(readReason("x".repeat(mostReasonCharacters + 1))).toEqual({ ok: false, problem: "reason_long" });
});
