import { randomToken, sha256 } from "../crypto/random.ts";
import { hostCookieName, readCookie, type SetCookie, setCookie } from "../http/cookies.ts";
import { attemptTimes } from "./times.ts";

/** The browser an attempt is bound to: a random cookie, of which only the hash is stored. */
export type Browser = { hash: string; token: string };

/** `__Host-siwa.browser` on https, `siwa.browser` on http. */
export function browserCookieName(secure: boolean): string {
  return hostCookieName("siwa.browser", secure);
}

/**
 * `__Host-siwa.passkey` on https: what a passkey's challenge is bound to. A cookie of its own, because the page asks for
 * a challenge while somebody may be pressing a button: two answers that both name a browser without a name would name it
 * twice, and the sign-in that was bound to the first name would be lost.
 */
export function challengeCookieName(secure: boolean): string {
  return hostCookieName("siwa.passkey", secure);
}

/** The browser of a request, or undefined when it brings no such cookie. */
export function browserFrom(cookieHeader: string | null, secure: boolean, cookieName: string = browserCookieName(secure)): Browser | undefined {
  const token = readCookie(cookieHeader, cookieName);
  return token !== undefined && /^[\w-]{43}$/.test(token) ? { token, hash: sha256(token) } : undefined;
}

/** The browser of a request, named now if it was not. Set the cookie with the answer either way: it renews the day. */
export function browserOf(cookieHeader: string | null, secure: boolean, cookieName: string = browserCookieName(secure)): { browser: Browser; isNew: boolean; cookie: SetCookie } {
  const known = browserFrom(cookieHeader, secure, cookieName);
  const token = known?.token ?? randomToken();
  return {
    browser: { token, hash: sha256(token) },
    isNew: known === undefined,
    cookie: setCookie(cookieName, token, { maxAgeSeconds: attemptTimes.browserCookieSeconds, secure }),
  };
}
