import type { RangeStep } from "#lib/events/ranges.ts";
import { defaultLocale as locale } from "#lib/i18n/locale.ts";

const formats: Readonly<Record<RangeStep, Intl.DateTimeFormat>> = {
  hour: new Intl.DateTimeFormat(locale, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }),
  day: new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" }),
  month: new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" }),
};

/** When a step of the time that is shown begins, in UTC and as short as can be. */
export function stepStart(at: Date, step: RangeStep): string {
  return formats[step].format(at);
}
