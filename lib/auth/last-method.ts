import { env } from "../env.ts";
import type { WayName } from "../env-providers.ts";
import { clearCookie, hostCookieName, isSecure, readCookie, type SetCookie, setCookie } from "../http/cookies.ts";
import type { SignInMethodName } from "../sessions/methods.ts";

/** For how long a browser remembers it. */
export const lastMethodSeconds = 365 * 24 * 60 * 60;
/** `__Host-siwa.last` on https. */
export const lastMethodCookieName = (secure: boolean): string => hostCookieName("siwa.last", secure);

/** What the sign-in page calls a method. */
function wayOf(method: SignInMethodName): WayName {
  return method === "email_code" || method === "email_link" ? "email" : method;
}

/** Remembers in this browser how somebody signed in last: the name of the way and nothing of the person. Sign-out keeps it. */
export function lastMethodCookie(method: SignInMethodName, secure: boolean): SetCookie {
  return setCookie(lastMethodCookieName(secure), wayOf(method), { maxAgeSeconds: lastMethodSeconds, secure });
}

/**
 * Forgets the way that somebody signed in by last.
 * @param method only when it was this one
 */
export function forgottenMethod({ cookieHeader, secure }: { cookieHeader: string | null; secure: boolean }, method?: SignInMethodName): SetCookie[] {
  const last = readCookie(cookieHeader, lastMethodCookieName(secure));
  const forget = last !== undefined && (method === undefined || last === wayOf(method));
  return forget ? [clearCookie(lastMethodCookieName(secure), { secure })] : [];
}

/** The way that was used in this browser last, if the cookie names one. */
export function lastWay(cookieHeader: string | null): WayName | undefined {
  const value = readCookie(cookieHeader, lastMethodCookieName(isSecure(env().AUTH_URL)));
  return env().AUTH_PROVIDER_ORDER.find((name) => name === value);
}
