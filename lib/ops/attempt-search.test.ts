import { expect, test } from "vitest";
import { readReference, readSearch } from "./attempt-search.ts";

test.each(["7KQF2-M9XTB", " 7kqf2-m9xtb ", "7KQF2M9XTB", "7kqf2 m9xtb", "\u201C7KQF2\u2013M9XTB\u201D.", "(7 K Q F 2 - M 9 X T B)"])("reads the reference in %j", (text) => expect(readReference(text)).toBe("7KQF2-M9XTB"));

test.each(["", "7KQF2-M9XT", "7KQF2-M9XTBB", "0KQF2-M9XTB", "IKQF2-M9XTB", "vera@shop.example", "\u0000", "x".repeat(8_000), undefined])("reads no reference in %j", (text) => expect(readReference(text)).toBeUndefined());

const query = { outcome: undefined, method: undefined, from: undefined, to: undefined, before: undefined };

test("takes what can be looked for, and leaves out everything else", () => {
  expect(readSearch({ outcome: "email_in_use", method: "amazon", from: "2026-11-01", to: "2026-11-30", before: "7KQF2-M9XTB" })).toEqual({ outcome: "email_in_use", method: "amazon", from: "2026-11-01", to: "2026-11-30", before: "7KQF2-M9XTB" });
  expect(readSearch({ ...query, outcome: "under_way" })).toEqual({ outcome: "under_way" });
  for (const hostile of ["__proto__", "constructor", "' OR 1=1", "\u0000", "2026-02-31", "2026-13-01", "1700000000", "x".repeat(8_000)]) {
    expect(readSearch({ outcome: hostile, method: hostile, from: hostile, to: hostile, before: hostile })).toEqual({});
  }
});
