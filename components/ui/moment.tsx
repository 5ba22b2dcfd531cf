import { locale } from "#lib/i18n/index.ts";

const formats = {
  day: new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }),
  minute: new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC", timeZoneName: "short" }),
} as const;

/** A point in time, in UTC and saying so where the hour is shown: without script the server cannot know the shopper's zone. */
export function Moment({ value, precision = "minute" }: { value: Date | string; precision?: keyof typeof formats }) {
  const date = new Date(value);
  return <time dateTime={date.toISOString()}>{formats[precision].format(date)}</time>;
}

/** A day as words, for a sentence. */
export function dayInWords(value: Date): string {
  return formats.day.format(value);
}
