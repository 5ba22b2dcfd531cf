import { expect, test } from "vitest";
import { cleanText, clipText } from "./clean-text.ts";

test.each([
  ["  Ada \t\n Lovelace ", "Ada Lovelace"],
  ["a\u0000b\u0007c\u009fd", "a b c d"],
  ["\u202eevil\u2066name\u200f", "evil name"],
  ["\ufeffAda", "Ada"],
  ["e\u0301", "é"],
  ["lone \ud800 half", "lone \ufffd half"],
  ["<b>bold</b> & \"quoted\"", "<b>bold</b> & \"quoted\""],
  ["👩\u200d👧", "👩\u200d👧"],
])("makes one clean line of %j", (value, text) => {
  expect(cleanText(value)).toBe(text);
});

test.each(["", " ", "\u200b\u200d", "\u202e", "\u0000", "\u00ad\u2060", "\u3164"])("leaves nothing of %j, in which nothing can be seen", (value) => {
  expect(cleanText(value)).toBe("");
});

test("cuts after whole characters", () => {
  expect(clipText("ab👩cd", 3)).toBe("ab👩");
  expect(clipText("ab cd", 3)).toBe("ab");
  expect(clipText("ab", 3)).toBe("ab");
});
