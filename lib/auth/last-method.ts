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

/** Forgets the way that somebody signed in by last, when it is this one: it leads to another account now. */
export function forgottenMethod(cookieHeader: string | null, method: SignInMethodName, secure: boolean): SetCookie[] {
  return readCookie(cookieHeader, cookieName(secure)) === wayOf(method) ? [clearCookie(cookieName(secure), { secure })] : [];
}

/** Forgets it: whoever leaves an account for another is not pointed back to the way into the one they left. */
export function forgottenLastMethodCookie(secure: boolean): SetCookie {
  return clearCookie(cookieName(secure), { secure });
}

/** The way that was used in this browser last, if the cookie names one. */
export function lastWay(cookieHeader: string | null): WayName | undefined {
  const value = readCookie(cookieHeader, cookieName(isSecure(env().AUTH_URL)));
  return env().AUTH_PROVIDER_ORDER.find((name) => name === value);
}
