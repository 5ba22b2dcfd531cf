import { clearCookie, hostCookieName, readCookie, type SetCookie, setCookie } from "../http/cookies.ts";
import { sessionLimits } from "./limits.ts";

/** `__Host-authjs.session-token` on https, `authjs.session-token` on http. */
export function sessionCookieName(secure: boolean): string {
  return hostCookieName("authjs.session-token", secure);
}

/**
 * The cookie lives as long as the session can; idleness is judged on the server. On a shared computer it goes with the
 * browser's window.
 */
export function sessionCookie(token: string, { secure, shared }: { secure: boolean; shared: boolean }): SetCookie {
  return setCookie(sessionCookieName(secure), token, { maxAgeSeconds: shared ? null : sessionLimits.absoluteSeconds, secure });
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
