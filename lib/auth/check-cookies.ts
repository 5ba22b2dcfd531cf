import { clearCookie, pathCookieName, type SetCookie } from "../http/cookies.ts";
import { isProviderName, type ProviderName } from "../sessions/methods.ts";

type Kind = "state" | "pkce" | "nonce";

/** What is checked at the callback of each provider; the configuration of Auth.js names the same. */
const kinds: Record<ProviderName, readonly Kind[]> = {
  amazon: ["state", "pkce"],
  google: ["state", "pkce", "nonce"],
  apple: ["state", "nonce"],
  facebook: ["state", "pkce"],
  oidc: ["state", "pkce", "nonce"],
};

/** Check cookies are sent to the callback only. */
export function callbackPath(provider: ProviderName): string {
  return `/api/auth/callback/${provider}`;
}

/** How many cookies an open attempt costs its browser. */
export function checkCookieCount(provider: ProviderName): number {
  return kinds[provider].length;
}

/** Each attempt has check cookies of its own, so that tabs do not overwrite one another. */
export function checkCookieName(provider: ProviderName, kind: Kind | "to", attemptId: string, secure: boolean): string {
  return pathCookieName(`${provider === "amazon" ? "lwa" : provider}.${kind}.${attemptId}`, secure);
}

/**
 * Auth.js's cookie options for one attempt. Its destination cookie (`to`) is never sent to the browser: the attempt's
 * record says where to land, and a cookie without an end would stay behind with every attempt that is given up.
 */
export function checkCookieOptions(provider: ProviderName, attemptId: string, secure: boolean) {
  const cookie = (kind: Kind | "to") => ({
    name: checkCookieName(provider, kind, attemptId, secure),
    options: { httpOnly: true, sameSite: "lax" as const, secure, path: callbackPath(provider) },
  });
  return { state: cookie("state"), pkceCodeVerifier: cookie("pkce"), nonce: cookie("nonce"), callbackUrl: cookie("to") };
}

/**
 * Of Auth.js's `Set-Cookie` lines, those that the browser of this attempt needs at the callback. Where a provider posts
 * its answer Auth.js marks them SameSite=None; we send such an answer on to ourselves by GET (`passPostOn`), so Lax is
 * enough for every one of them.
 */
export function checkCookiesOf(lines: readonly string[], provider: ProviderName, attemptId: string, secure: boolean): string[] {
  const own = lines.filter((line) => kinds[provider].some((kind) => line.startsWith(`${checkCookieName(provider, kind, attemptId, secure)}=`)));
  return own.map((line) => line.replace(/;\s*SameSite=None(?=;|$)/i, "; SameSite=Lax"));
}

/** Takes the check cookies of an attempt away from the browser. */
export function clearedCheckCookies({ id, method }: { id: string; method: string }, secure: boolean): SetCookie[] {
  if (!isProviderName(method)) return [];
  return kinds[method].map((kind) => clearCookie(checkCookieName(method, kind, id, secure), { secure, path: callbackPath(method) }));
}
