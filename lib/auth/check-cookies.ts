import { clearCookie, type SetCookie } from "../http/cookies.ts";

/** Check cookies are sent to the callback only. */
export const callbackPath = "/api/auth/callback/amazon";
const kinds = ["state", "pkce", "to"] as const;

/** Each attempt has check cookies of its own, so that tabs do not overwrite one another. `__Host-` would need `Path=/`. */
export function checkCookieName(kind: (typeof kinds)[number], attemptId: string, secure: boolean): string {
  return `${secure ? "__Secure-" : ""}lwa.${kind}.${attemptId}`;
}

/** Auth.js's cookie options for the check cookies of one attempt. */
export function checkCookieOptions(attemptId: string, secure: boolean) {
  const cookie = (kind: (typeof kinds)[number]) => ({
    name: checkCookieName(kind, attemptId, secure),
    options: { httpOnly: true, sameSite: "lax" as const, secure, path: callbackPath },
  });
  return { state: cookie("state"), pkceCodeVerifier: cookie("pkce"), callbackUrl: cookie("to") };
}

/** Takes the check cookies of an attempt away from the browser. */
export function clearedCheckCookies(attemptId: string, secure: boolean): SetCookie[] {
  return kinds.map((kind) => clearCookie(checkCookieName(kind, attemptId, secure), { secure, path: callbackPath }));
}
