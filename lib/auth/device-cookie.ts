import { randomToken, sha256 } from "../crypto/random.ts";
import { hostCookieName, readCookie, type SetCookie, setCookie } from "../http/cookies.ts";

const maxAgeSeconds = 365 * 24 * 60 * 60;
const cookieName = (secure: boolean) => hostCookieName("siwa.device", secure);

/**
 * The name by which a browser is known to have been used before, or a fresh one. Unlike the name that binds attempts it
 * lasts; it opens nothing, and tells of nobody.
 */
export function deviceToken(cookieHeader: string | null, secure: boolean): string {
  const value = readCookie(cookieHeader, cookieName(secure));
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : randomToken();
}

/** What is stored of it. */
export function deviceHash(token: string): string {
  return sha256(token);
}

/** Given with a sign-in, and not on a computer that others use too. */
export function deviceCookie(token: string, secure: boolean): SetCookie {
  return setCookie(cookieName(secure), token, { maxAgeSeconds, secure });
}
