import { clearCookie, pathCookieName, readCookie, type SetCookie, setCookie } from "../http/cookies.ts";
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

/** The names of all check cookies of an attempt. */
export function checkCookieNames(provider: ProviderName, attemptId: string, secure: boolean): string[] {
  return kinds[provider].map((kind) => checkCookieName(provider, kind, attemptId, secure));
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

/** A cookie as Auth.js makes it. */
export type AuthCookie = { name: string; value: string; options: { expires?: Date } };

/**
 * Of Auth.js's cookies, those that the browser of this attempt needs at the callback, each until Auth.js says that it
 * ends. Where a provider posts its answer Auth.js wants them SameSite=None; we send such an answer on to ourselves by GET
 * (`passPostOn`), so Lax, as all of ours are, is enough for every one of them.
 */
export function checkCookiesOf(cookies: readonly AuthCookie[], provider: ProviderName, attemptId: string, secure: boolean, now: Date): SetCookie[] {
  const own = new Set(checkCookieNames(provider, attemptId, secure));
  return cookies
    .filter(({ name }) => own.has(name))
    .map(({ name, value, options: { expires } }) => setCookie(name, value, { maxAgeSeconds: expires ? Math.ceil((expires.getTime() - now.getTime()) / 1_000) : null, secure, path: callbackPath(provider) }));
}

/** The check cookies of an attempt among those of a browser, as a `Cookie` header: nothing else of it is Auth.js's business. */
export function checkCookieHeader(cookieHeader: string | null, provider: ProviderName, attemptId: string, secure: boolean): string {
  return checkCookieNames(provider, attemptId, secure)
    .flatMap((name) => {
      const value = readCookie(cookieHeader, name);
      return value === undefined ? [] : [`${name}=${value}`];
    })
    .join("; ");
}

/** Takes the check cookies of an attempt away from the browser. */
export function clearedCheckCookies({ id, method }: { id: string; method: string }, secure: boolean): SetCookie[] {
  if (!isProviderName(method)) return [];
  return checkCookieNames(method, id, secure).map((name) => clearCookie(name, { secure, path: callbackPath(method) }));
}
