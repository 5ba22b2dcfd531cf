import { clearCookie, hostCookieName, readCookie, type SetCookie, setCookie } from "../http/cookies.ts";
import { sessionLimits, sessionRowSeconds } from "./limits.ts";

/** What the cookie of a session is made of. */
export type SessionToken = { token: string; shared: boolean };

/** `__Host-authjs.session-token` on https, `authjs.session-token` on http. */
export function sessionCookieName(secure: boolean): string {
  return hostCookieName("authjs.session-token", secure);
}

/** A day longer than the session can live, as its row does: the browser that still asks is told why it ended. */
export const sessionCookieSeconds = sessionLimits.absoluteSeconds + sessionRowSeconds;

/**
 * The cookie lives longer than the session can, whose end is judged on the server. Of a session on a shared computer it
 * goes with the browser's window, whatever the browser says of itself by then.
 */
export function sessionCookie({ token, shared }: SessionToken, secure: boolean): SetCookie {
  return setCookie(sessionCookieName(secure), token, { maxAgeSeconds: shared ? null : sessionCookieSeconds, secure });
}

export function clearedSessionCookie(secure: boolean): SetCookie {
  return clearCookie(sessionCookieName(secure), { secure });
}

const tokenShape = /^[\w-]{43}$/;

/** The session token of a request if it has the shape of one of ours. */
export function sessionTokenFrom(cookieHeader: string | null, secure: boolean): string | undefined {
  const value = readCookie(cookieHeader, sessionCookieName(secure));
  return value !== undefined && tokenShape.test(value) ? value : undefined;
}
