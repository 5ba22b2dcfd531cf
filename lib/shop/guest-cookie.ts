import { env } from "../env.ts";
import { clearCookie, hostCookieName, isSecure, type SetCookie, setCookie } from "../http/cookies.ts";
import { guestMaxAgeSeconds } from "./guest-session.ts";

/** `__Host-guest` on https, so that no other host and no plain connection can plant one; `guest` on http. */
export function guestCookieName(): string {
  return hostCookieName("guest", isSecure(env().AUTH_URL));
}

/** The cookie that remembers a guest for 90 days. */
export function guestCookie(token: string): SetCookie {
  return setCookie(guestCookieName(), token, { maxAgeSeconds: guestMaxAgeSeconds, secure: isSecure(env().AUTH_URL) });
}

/** Makes the browser forget its guest; for the answer to a sign-in that joined one. */
export function clearedGuestCookie(): SetCookie {
  return clearCookie(guestCookieName(), { secure: isSecure(env().AUTH_URL) });
}
