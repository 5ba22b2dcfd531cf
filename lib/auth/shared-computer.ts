import { clearCookie, hostCookieName, readCookie, type SetCookie, setCookie } from "../http/cookies.ts";

/** `__Host-siwa.shared` on https. */
export const sharedCookieName = (secure: boolean): string => hostCookieName("siwa.shared", secure);

/** Whether the person at this browser said that others use it, too. */
export function isSharedComputer(cookieHeader: string | null, secure: boolean): boolean {
  return readCookie(cookieHeader, sharedCookieName(secure)) === "1";
}

/** Remembers that, until the browser's window is closed, or forgets it. */
export function sharedComputerCookie(shared: boolean, secure: boolean): SetCookie {
  return shared ? setCookie(sharedCookieName(secure), "1", { maxAgeSeconds: null, secure }) : clearCookie(sharedCookieName(secure), { secure });
}
