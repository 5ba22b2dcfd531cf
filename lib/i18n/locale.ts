import { AsyncLocalStorage } from "node:async_hooks";
import { requestContext } from "../telemetry/request-context.ts";

/** The languages of the pages and mails; English first, which is also what everybody gets who asks for none of them. */
export const locales = ["en", "de", "fr", "es", "ja"] as const;
export type Locale = (typeof locales)[number];

export const defaultLocale: Locale = "en";

/** What each language calls itself. */
export const localeNames: Readonly<Record<Locale, string>> = { en: "English", de: "Deutsch", fr: "Français", es: "Español", ja: "日本語" };

/** Whether a word names a language of ours. */
export function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value);
}

// Next bundles a module more than once: they meet on globalThis.
const slot = Symbol.for("siwa.locale");
type Holder = { [slot]?: AsyncLocalStorage<Locale> };

function forced(): AsyncLocalStorage<Locale> {
  const holder = globalThis as Holder;
  holder[slot] ??= new AsyncLocalStorage<Locale>();
  return holder[slot];
}

/** Runs `work`, and everything it awaits, in a language: for what is written to somebody else than who asked. */
export function inLocale<T>(locale: Locale, work: () => T): T {
  return forced().run(locale, work);
}

/** The language of whoever is being answered; English outside a request, and under plain `next start`. */
export function currentLocale(): Locale {
  const locale = forced().getStore() ?? requestContext()?.locale;
  return isLocale(locale) ? locale : defaultLocale;
}

/**
 * A thing that is made once for each language, such as a format.
 * @returns what gives the one of the current language
 */
export function perLocale<T>(make: (locale: Locale) => T): () => T {
  const made = new Map<Locale, T>();
  return () => {
    const locale = currentLocale();
    const known = made.get(locale);
    if (known !== undefined) return known;
    const fresh = make(locale);
    made.set(locale, fresh);
    return fresh;
  };
}
