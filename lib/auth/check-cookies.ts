import { clearCookie, type SetCookie } from "../http/cookies.ts";

/** Check cookies are sent to the callback only. */
export const callbackPath = "/api/auth/callback/amazon";
const kinds = ["state", "pkce"] as const;

/** Each attempt has check cookies of its own, so that tabs do not overwrite one another. `__Host-` would need `Path=/`. */
export function checkCookieName(kind: (typeof kinds)[number] | "to", attemptId: string, secure: boolean): string {
  return `${secure ? "__Secure-" : ""}lwa.${kind}.${attemptId}`;
}

/**
 * Auth.js's cookie options for one attempt. Its destination cookie (`to`) is never sent to the browser: the attempt's
 * record says where to land, and a cookie without an end would stay behind with every attempt that is given up.
 */
export function checkCookieOptions(attemptId: string, secure: boolean) {
  const cookie = (kind: (typeof kinds)[number] | "to") => ({
    name: checkCookieName(kind, attemptId, secure),
    options: { httpOnly: true, sameSite: "lax" as const, secure, path: callbackPath },
  });
  return { state: cookie("state"), pkceCodeVerifier: cookie("pkce"), callbackUrl: cookie("to") };
}

/** True for a `Set-Cookie` line of Auth.js that the browser of this attempt needs at the callback. */
export function isCheckCookie(line: string, attemptId: string, secure: boolean): boolean {
  return kinds.some((kind) => line.startsWith(`${checkCookieName(kind, attemptId, secure)}=`));
}

/** Takes the check cookies of an attempt away from the browser. */
export function clearedCheckCookies(attemptId: string, secure: boolean): SetCookie[] {
  return kinds.map((kind) => clearCookie(checkCookieName(kind, attemptId, secure), { secure, path: callbackPath }));
}
