import { expect, test } from "vitest";
import { heldData, heldSpans } from "../composition.ts";
import { inLocale, locales } from "../i18n/locale.ts";
import { heldWords } from "./held-words.ts";
import { spanInWords } from "./spans.ts";

test.each(locales)("has words in %s for everything that is held, with every duration that they name", (locale) => {
  inLocale(locale, () => {
    for (const { name } of heldData) expect(heldWords(name, heldSpans).keep).not.toMatch(/[{}]/);
  });
});

test("refuses what is held and has no words", () => {
  expect(() => heldWords("dreams", heldSpans)).toThrow("privacy.held.dreams");
});

test("refuses words that name a duration which nobody gave", () => {
  expect(() => heldWords("attempts", {})).toThrow(/attempts/);
});

test.each([
  [86_400, "1 day"],
  [30 * 86_400, "30 days"],
  [3_600, "1 hour"],
  [36 * 3_600, "36 hours"],
  [600, "10 minutes"],
  [90, "2 minutes"],
])("says %i seconds as %s", (seconds, words) => {
  expect(spanInWords(seconds)).toBe(words);
});
