import type { Provider } from "next-auth/providers";
import { configuredAmazon } from "../amazon/configured.ts";
import { type ExtraScope, requestedScopes } from "../amazon/scopes.ts";
import { type AmazonFetchOptions, amazonFetch } from "../amazon-health/fetch.ts";
import { createProviderFetch, type ProviderFetch } from "../oauth/fetch.ts";
import { discover } from "../oidc/discovery.ts";
import { env } from "../env.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { amazonProvider } from "./amazon-provider.ts";
import { facebookAuthorizationUrl, facebookProvider } from "./facebook-provider.ts";
import { configuredOidc, type OidcName, oidcProvider } from "./oidc-provider.ts";

/** What one provider needs of us beyond its name. A new one is a line here and a definition of Auth.js's. */
export type ProviderEntry = {
  /** For Auth.js. */
  definition: () => Provider;
  /** Silence about scopes in an answer means these (RFC 6749 section 3.3). */
  requestedScopes: (extra?: ExtraScope) => string[];
  /** Where the authorization request goes. */
  authorizationUrl: () => Promise<string>;
  /** Makes what calls it. */
  createFetch: (options: AmazonFetchOptions) => ProviderFetch;
  /** The answer comes as a form that the provider's page posts. */
  answersByPost?: true;
};

const openid = (name: OidcName, scopes: string[]): ProviderEntry => ({
  definition: () => oidcProvider(name),
  requestedScopes: () => scopes,
  authorizationUrl: async () => (await discover(configuredOidc(name))).document.authorization_endpoint,
  createFetch: createProviderFetch,
});

const registry: Record<ProviderName, ProviderEntry> = {
  amazon: { definition: () => amazonProvider(configuredAmazon()), requestedScopes: (extra) => requestedScopes(env().AUTH_AMAZON_SCOPE, extra), authorizationUrl: async () => env().AUTH_AMAZON_AUTHORIZE_URL, createFetch: amazonFetch },
  google: openid("google", ["openid", "profile", "email"]),
  apple: { ...openid("apple", ["name", "email"]), answersByPost: true },
  facebook: { definition: facebookProvider, requestedScopes: () => ["email"], authorizationUrl: async () => facebookAuthorizationUrl(), createFetch: createProviderFetch },
  oidc: openid("oidc", ["openid", "profile", "email"]),
};

/** The entry of a provider, switched on or not. */
export function providerEntry(name: ProviderName): ProviderEntry {
  return registry[name];
}
