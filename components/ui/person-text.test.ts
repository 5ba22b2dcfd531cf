import { expect, test } from "vitest";
import { inSentence } from "./person-text.tsx";

test("isolates a name so that its direction stays its own", () => {
  expect(inSentence("Ada")).toBe("\u2068Ada\u2069");
});

test("takes away marks that would end the isolate or turn the letters", () => {
  expect(inSentence("\u202Eeve\u2069")).toBe("\u2068eve\u2069");
});

test("cuts a long name by what a reader counts as characters, never inside one", () => {
  expect(inSentence("👩‍👩‍👧".repeat(5), 2)).toBe("\u2068👩‍👩‍👧👩‍👩‍👧…\u2069");
});

test("cuts a name of ten thousand letters", () => {
  expect(inSentence("W".repeat(10_000))).toHaveLength(48 + 3);
});

test("drops a letter under ten thousand accents", () => {
  expect(inSentence(`Ada${"\u0301".repeat(10_000)}`)).toBe("\u2068Ad…\u2069");
});
