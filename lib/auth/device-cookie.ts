import { randomToken, sha256 } from "../crypto/random.ts";
import { hostCookieName, readCookie, type SetCookie, setCookie } from "../http/cookies.ts";

/** For how long the browser keeps it. */
export const deviceCookieSeconds = 365 * 24 * 60 * 60;
/** `__Host-siwa.device` on https. */
export const deviceCookieName = (secure: boolean): string => hostCookieName("siwa.device", secure);

/**
 * The name by which a browser is known to have been used before, or a fresh one. Unlike the name that binds attempts it
 * lasts; it opens nothing, and tells of nobody.
 */
export function deviceToken(cookieHeader: string | null, secure: boolean): string {
  const value = readCookie(cookieHeader, deviceCookieName(secure));
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : randomToken();
}

/** What is stored of it. */
export function deviceHash(token: string): string {
  return sha256(token);
}

/** Given with a sign-in, and not on a computer that others use too. */
export function deviceCookie(token: string, secure: boolean): SetCookie {
  return setCookie(deviceCookieName(secure), token, { maxAgeSeconds: deviceCookieSeconds, secure });
}
