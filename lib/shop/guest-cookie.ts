import { env } from "../env.ts";
import { guestCookieName, isSecure, type SetCookie, setCookie } from "../http/cookies.ts";
import { guestMaxAgeSeconds } from "./guest-session.ts";

/** The cookie that remembers a guest for 90 days. */
export function guestCookie(token: string): SetCookie {
  const secure = isSecure(env().AUTH_URL);
  return setCookie(guestCookieName(secure), token, { maxAgeSeconds: guestMaxAgeSeconds, secure });
}
