import { t } from "#lib/i18n/index.ts";
import { defaultLocale as locale } from "#lib/i18n/locale.ts";
import { durationInWords } from "../words.ts";

const whole = new Intl.NumberFormat(locale);
const share = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });

/** A count as people read it; a dash where nobody can say. */
export function countInWords(count: number | null): string {
  return count === null ? t("funnel.nothing") : whole.format(count);
}

/** A part of a whole; a dash where there is no whole. */
export function shareInWords(part: number | null, all: number | null): string {
  return part === null || all === null || all === 0 ? t("funnel.nothing") : share.format(part / all);
}

/** A duration; a dash for none. */
export function timeInWords(milliseconds: number | undefined): string {
  return milliseconds === undefined ? t("funnel.nothing") : durationInWords(milliseconds < 10_000 ? milliseconds : Math.round(milliseconds / 1_000) * 1_000);
}
