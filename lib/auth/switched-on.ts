import { env } from "../env.ts";
import { knownAuthorizationEndpoint } from "../oidc/discovery.ts";
import { isSwitchedOn, labelOf } from "../accounts/usable-provider.ts";
import { isProviderName, type ProviderName } from "../sessions/methods.ts";

/** The issuers that Auth.js's own definitions name. */
const issuers = { google: "https://accounts.google.com", apple: "https://appleid.apple.com" } as const;
const facebookOrigin = "https://www.facebook.com";

/** The providers that are ways in here, in the operator's order. */
export function switchedOnProviders(): ProviderName[] {
  return env().AUTH_PROVIDER_ORDER.filter(isProviderName).filter(isSwitchedOn);
}

/** What people call a provider; Amazon for a word that names none. */
export function providerLabel(name: string | null | undefined): string {
  return labelOf(isProviderName(name) ? name : "amazon");
}

/** The issuer of a provider that is an OpenID provider; undefined for those that speak OAuth alone. */
export function issuerOf(name: ProviderName): string | undefined {
  return name === "oidc" ? env().AUTH_OIDC_ISSUER : name === "google" || name === "apple" ? issuers[name] : undefined;
}

function authorizationOrigins(name: ProviderName): string[] {
  if (name === "amazon") return [new URL(env().AUTH_AMAZON_AUTHORIZE_URL).origin];
  if (name === "facebook") return [facebookOrigin];
  const issuer = issuerOf(name) ?? "";
  const { APP_ENV, AUTH_OIDC_ID = "" } = env();
  // The sign-in page of the operator's own provider may live on another host than its issuer.
  const page = name === "oidc" ? knownAuthorizationEndpoint({ issuer, clientId: AUTH_OIDC_ID, allowHttp: APP_ENV !== "production" }) : undefined;
  return [issuer, page].flatMap((url) => (url === undefined ? [] : [new URL(url).origin]));
}

/** Where the buttons of the sign-in page may send a browser, for the pages' policy. Waits for nobody. */
export function formTargets(): string[] {
  return [...new Set(switchedOnProviders().flatMap(authorizationOrigins))];
}

/** The provider that a word of an address names, as the words on a page need it: undefined for Amazon and for no provider. */
export function viaOf(method: string | null | undefined): ProviderName | undefined {
  return isProviderName(method) && method !== "amazon" ? method : undefined;
}
