import { dayInWords, minuteInWords, secondInWords } from "#lib/i18n/format.ts";

const inWords = { day: dayInWords, minute: minuteInWords, second: secondInWords } as const;

type MomentProps = { value: Date | string; precision?: keyof typeof inWords };

/** A point in time, in UTC and saying so where the hour is shown: without script the server cannot know the shopper's zone. */
export function Moment({ value, precision = "minute" }: MomentProps) {
  const date = new Date(value);
  return <time dateTime={date.toISOString()}>{inWords[precision](date)}</time>;
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
