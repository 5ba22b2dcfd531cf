import { isLocale, type Locale } from "../i18n/locale.ts";
import { hostCookieName, readCookie, type SetCookie, setCookie } from "./cookies.ts";

/** The cookie that keeps a language which somebody chose. It names nobody, and stays when they sign out. */
export const languageCookieName = (secure: boolean): string => hostCookieName("siwa.language", secure);
/** For how long a browser keeps it. */
export const languageCookieSeconds = 365 * 24 * 60 * 60;

/** A header that says more than this is no browser's. */
const mostCharacters = 500;

type Wish = { tag: string; weight: number };

function wishOf(part: string): Wish {
  const [tag = "", ...parameters] = part.split(";").map((piece) => piece.trim());
  const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
  return { tag: tag.toLowerCase(), weight: weight === undefined ? 1 : /^[01](\.\d{0,3})?$/.test(weight) ? Number(weight) : 0 };
}

/**
 * The first language of ours that a browser asks for, by its weights; undefined when it asks for none of them.
 * `de-AT` asks for German, `*` for nothing in particular.
 * @see RFC 9110 section 12.5.4, RFC 4647 section 3.4
 */
export function acceptedLocale(header: string | undefined): Locale | undefined {
  if (!header || header.length > mostCharacters) return undefined;
  const wishes = header.split(",").map(wishOf).filter(({ weight }) => weight > 0);
  const primary = (tag: string) => tag.split("-")[0];
  return wishes.toSorted((one, other) => other.weight - one.weight).map(({ tag }) => primary(tag)).find(isLocale);
}

/**
 * The language of a request: the one that was chosen here, or else what the browser asks for.
 * @param secure whether the site is on https, where the cookie has another name
 */
export function requestLocale(headers: { cookie?: string | undefined; "accept-language"?: string | undefined }, secure: boolean): Locale | undefined {
  const chosen = headers.cookie === undefined ? undefined : readCookie(headers.cookie, languageCookieName(secure));
  return isLocale(chosen) ? chosen : acceptedLocale(headers["accept-language"]);
}

/** Keeps a choice for a year. */
export function languageCookie(locale: Locale, secure: boolean): SetCookie {
  return setCookie(languageCookieName(secure), locale, { maxAgeSeconds: languageCookieSeconds, secure });
}
