import { expect, test } from "vitest";
import { runInRequestContext } from "../telemetry/request-context.ts";
import { dayInWords, eitherOf, listed } from "./format.ts";
import { currentLocale, inLocale, locales, perLocale } from "./locale.ts";

const context = { requestId: "r", clientAddress: "::1", databaseUnavailable: false };

test("is English outside a request, and where a request names no language of ours", () => {
  expect(currentLocale()).toBe("en");
  expect(runInRequestContext({ ...context, locale: "xx" }, currentLocale)).toBe("en");
});

test.each(locales)("is that of the request: %s", async (locale) => {
  expect(await runInRequestContext({ ...context, locale }, async () => currentLocale())).toBe(locale);
});

test("is another one for what is written to somebody else, and only there", async () => {
  const seen = await runInRequestContext({ ...context, locale: "fr" }, async () => [await inLocale("ja", async () => currentLocale()), currentLocale()]);
  expect(seen).toEqual(["ja", "fr"]);
});

test("makes a thing once for each language", () => {
  let made = 0;
  const thing = perLocale((locale) => `${locale}${(made += 1)}`);
  expect([thing(), inLocale("de", thing), thing(), inLocale("de", thing)]).toEqual(["en1", "de2", "en1", "de2"]);
});

test("writes days and lists as each language does", () => {
  const day = new Date("2026-03-09T23:30:00Z");
  const inAll = (work: () => string) => Object.fromEntries(locales.map((locale) => [locale, inLocale(locale, work)]));
  expect(inAll(() => dayInWords(day))).toEqual({ en: "March 9, 2026", de: "9. März 2026", fr: "9 mars 2026", es: "9 de marzo de 2026", ja: "2026年3月9日" });
  expect(inAll(() => listed(["a", "b", "c"]))).toEqual({ en: "a, b, and c", de: "a, b und c", fr: "a, b et c", es: "a, b y c", ja: "a、b、c" });
  expect(inAll(() => eitherOf(["a", "b"]))).toEqual({ en: "a or b", de: "a oder b", fr: "a ou b", es: "a o b", ja: "aまたはb" });
});
