import { randomToken, sha256 } from "../crypto/random.ts";
import { hostCookieName, readCookie, type SetCookie, setCookie } from "../http/cookies.ts";
import { attemptTimes } from "./times.ts";

/** The browser an attempt is bound to: a random cookie, of which only the hash is stored. */
export type Browser = { hash: string; token: string };

/** `__Host-siwa.browser` on https, `siwa.browser` on http. */
export function browserCookieName(secure: boolean): string {
  return hostCookieName("siwa.browser", secure);
}

/** The browser of a request, or undefined when it brings no such cookie. */
export function browserFrom(cookieHeader: string | null, secure: boolean): Browser | undefined {
  const token = readCookie(cookieHeader, browserCookieName(secure));
  return token !== undefined && /^[\w-]{43}$/.test(token) ? { token, hash: sha256(token) } : undefined;
}

/** The browser of a request, named now if it was not. Set the cookie with the answer either way: it renews the day. */
export function browserOf(cookieHeader: string | null, secure: boolean): { browser: Browser; cookie: SetCookie } {
  const token = browserFrom(cookieHeader, secure)?.token ?? randomToken();
  return {
    browser: { token, hash: sha256(token) },
    cookie: setCookie(browserCookieName(secure), token, { maxAgeSeconds: attemptTimes.browserCookieSeconds, secure }),
  };
}
