import { browserCookieName, challengeCookieName } from "../attempts/browser.ts";
import { attemptTimes } from "../attempts/times.ts";
import { checkCookieNames } from "../auth/check-cookies.ts";
import { deviceCookieName, deviceCookieSeconds } from "../auth/device-cookie.ts";
import { lastMethodCookieName, lastMethodSeconds } from "../auth/last-method.ts";
import { postedNameCookieName, postedNameSeconds } from "../auth/posted-callback.ts";
import { sharedCookieName } from "../auth/shared-computer.ts";
import { guestCookieName } from "../http/cookies.ts";
import { languageCookieName, languageCookieSeconds } from "../http/language.ts";
import { sessionCookieName, sessionCookieSeconds } from "../sessions/cookie.ts";
import type { ProviderName } from "../sessions/methods.ts";

/** What a cookie is for; its words are at `privacy.cookies.<use>`. */
export type CookieUse = "session" | "browser" | "passkey" | "check" | "postedName" | "last" | "device" | "shared" | "language" | "guest";

/** Cookies of one use: their names, with `…` for what differs each time, and for how long; null: until the window is closed. */
export type CookieFact = { use: CookieUse; names: readonly string[]; seconds: number | null };

/** In the place of what is another one in each attempt. */
const each = "…";

/**
 * Every cookie that the site sets in a visitor's browser, by the names and times that the code sets them with.
 * @param guestSeconds how long a guest's bag is kept: the shop knows
 */
export function cookieFacts({ providers, secure, guestSeconds }: { providers: readonly ProviderName[]; secure: boolean; guestSeconds: number }): CookieFact[] {
  const checks = providers.flatMap((provider) => checkCookieNames(provider, each, secure));
  return [
    { use: "session", names: [sessionCookieName(secure)], seconds: sessionCookieSeconds },
    { use: "browser", names: [browserCookieName(secure)], seconds: attemptTimes.browserCookieSeconds },
    { use: "check", names: checks, seconds: attemptTimes.providerLegSeconds },
    ...(providers.includes("apple") ? [{ use: "postedName" as const, names: [postedNameCookieName(each, secure)], seconds: postedNameSeconds }] : []),
    { use: "passkey", names: [challengeCookieName(secure)], seconds: attemptTimes.browserCookieSeconds },
    { use: "last", names: [lastMethodCookieName(secure)], seconds: lastMethodSeconds },
    { use: "device", names: [deviceCookieName(secure)], seconds: deviceCookieSeconds },
    { use: "shared", names: [sharedCookieName(secure)], seconds: null },
    { use: "language", names: [languageCookieName(secure)], seconds: languageCookieSeconds },
    { use: "guest", names: [guestCookieName(secure)], seconds: guestSeconds },
  ];
}
