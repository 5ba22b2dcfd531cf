import { t } from "../i18n/index.ts";

/** Durations in seconds, each by the word that texts have for its place: `{idle}`. */
export type Spans = Readonly<Record<string, number>>;

const units = [
  ["days", 86_400],
  ["hours", 3_600],
  ["minutes", 60],
] as const;

/** A duration as words, in the largest unit that it is a whole number of; in minutes, rounded up, where there is none. */
export function spanInWords(seconds: number): string {
  const [unit, size] = units.find(([, length]) => seconds >= length && seconds % length === 0) ?? units[2];
  return t(`privacy.span.${unit}`, { count: Math.ceil(seconds / size) });
}

/** All of them as words, for the texts that name some. */
export function spansInWords(spans: Spans): Record<string, string> {
  return Object.fromEntries(Object.entries(spans).map(([name, seconds]) => [name, spanInWords(seconds)]));
}
