import { env } from "../env.ts";
import type { WayName } from "../env-providers.ts";
import { clearCookie, hostCookieName, isSecure, readCookie, type SetCookie, setCookie } from "../http/cookies.ts";
import type { SignInMethodName } from "../sessions/methods.ts";

const maxAgeSeconds = 365 * 24 * 60 * 60;
const cookieName = (secure: boolean) => hostCookieName("siwa.last", secure);

/** What the sign-in page calls a method. */
function wayOf(method: SignInMethodName): WayName {
  return method === "email_code" || method === "email_link" ? "email" : method;
}

/** Remembers in this browser how somebody signed in last: the name of the way and nothing of the person. Sign-out keeps it. */
export function lastMethodCookie(method: SignInMethodName, secure: boolean): SetCookie {
  return setCookie(cookieName(secure), wayOf(method), { maxAgeSeconds, secure });
}

/**
 * Forgets the way that somebody signed in by last.
 * @param method only when it was this one
 */
export function forgottenMethod({ cookieHeader, secure }: { cookieHeader: string | null; secure: boolean }, method?: SignInMethodName): SetCookie[] {
  const last = readCookie(cookieHeader, cookieName(secure));
  const forget = last !== undefined && (method === undefined || last === wayOf(method));
  return forget ? [clearCookie(cookieName(secure), { secure })] : [];
}

/** The way that was used in this browser last, if the cookie names one. */
export function lastWay(cookieHeader: string | null): WayName | undefined {
  const value = readCookie(cookieHeader, cookieName(isSecure(env().AUTH_URL)));
  return env().AUTH_PROVIDER_ORDER.find((name) => name === value);
}
