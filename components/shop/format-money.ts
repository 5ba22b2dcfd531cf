import { perLocale } from "#lib/i18n/locale.ts";
import type { Money } from "#lib/shop/products.ts";

const formats = perLocale((locale) => ({ locale, known: new Map<string, { format: Intl.NumberFormat; digits: number }>() }));

/** An amount as people write it, such as `$58.00`. */
export function formatMoney({ minor, currency }: Money): string {
  const { locale, known: ofLocale } = formats();
  let known = ofLocale.get(currency);
  if (!known) {
    const format = new Intl.NumberFormat(locale, { style: "currency", currency });
    known = { format, digits: format.resolvedOptions().maximumFractionDigits ?? 2 };
    ofLocale.set(currency, known);
  }
  return known.format.format(minor / 10 ** known.digits);
}
