import { locale } from "#lib/i18n/index.ts";

const formats = {
  day: new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }),
  minute: new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC", timeZoneName: "short" }),
} as const;

type MomentProps = { value: Date | string; precision?: keyof typeof formats };

/** A point in time, in UTC and saying so where the hour is shown: without script the server cannot know the shopper's zone. */
export function Moment({ value, precision = "minute" }: MomentProps) {
  const date = new Date(value);
  return <time dateTime={date.toISOString()}>{formats[precision].format(date)}</time>;
}

/**
 * Words and a point in time after them. The space is part of the words: one that stands alone between two texts does not
 * reach a screen reader, which then says “untilDecember 26”.
 */
export function Dated({ words, ...moment }: MomentProps & { words: string }) {
  return (
    <>
      {`${words} `}
      <Moment {...moment} />
    </>
  );
}

/** A day as words, for a sentence. */
export function dayInWords(value: Date): string {
  return formats.day.format(value);
}
