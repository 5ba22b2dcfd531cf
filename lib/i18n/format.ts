import { perLocale } from "./locale.ts";

const conjunction = perLocale((locale) => new Intl.ListFormat(locale, { type: "conjunction" }));
const disjunction = perLocale((locale) => new Intl.ListFormat(locale, { type: "disjunction" }));
const day = perLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }));
const minute = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC", timeZoneName: "short" }),
);

const second = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: "UTC", timeZoneName: "short" }),
);

/** Things in a row, such as “one, two and three”. */
export function listed(words: Iterable<string>): string {
  return conjunction().format(words);
}

/** Things to choose from, such as “one, two or three”. */
export function eitherOf(words: Iterable<string>): string {
  return disjunction().format(words);
}

/** A day as words, for a sentence. In UTC: without script the server cannot know the shopper's zone. */
export function dayInWords(value: Date): string {
  return day().format(value);
}

/** A point in time as words, in UTC and saying so. */
export function minuteInWords(value: Date): string {
  return minute().format(value);
}

/** The same to the second. */
export function secondInWords(value: Date): string {
  return second().format(value);
}

const kilobytes = perLocale((locale) => new Intl.NumberFormat(locale, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 }));
const megabytes = perLocale((locale) => new Intl.NumberFormat(locale, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }));

/** The size of a file, as a browser would show it. */
export function sizeInWords(bytes: number): string {
  return bytes < 1_000_000 ? kilobytes().format(Math.max(1, Math.round(bytes / 1_000))) : megabytes().format(bytes / 1_000_000);
}
