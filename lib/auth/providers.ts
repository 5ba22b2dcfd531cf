import type { Provider } from "next-auth/providers";
import { discover } from "../oidc/discovery.ts";
import { env } from "../env.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { amazonProvider, configuredAmazon } from "./amazon-provider.ts";
import { facebookAuthorizationUrl, facebookProvider } from "./facebook-provider.ts";
import { configuredOidc, type OidcName, oidcProvider } from "./oidc-provider.ts";

/** What one provider needs of us beyond its name. A new one is a line here and a definition of Auth.js's. */
export type ProviderEntry = {
  /** For Auth.js. */
  definition: () => Provider;
  /** Silence about scopes in an answer means these (RFC 6749 section 3.3). */
  requestedScopes: () => string[];
  /** Where the authorization request goes. */
  authorizationUrl: () => Promise<string>;
  /** The answer comes as a form that the provider's page posts. */
  answersByPost?: true;
};

const openid = (name: OidcName, requestedScopes: string[]): ProviderEntry => ({
  definition: () => oidcProvider(name),
  requestedScopes: () => requestedScopes,
  authorizationUrl: async () => (await discover(configuredOidc(name))).document.authorization_endpoint,
});

const registry: Record<ProviderName, ProviderEntry> = {
  amazon: { definition: () => amazonProvider(configuredAmazon()), requestedScopes: () => [env().AUTH_AMAZON_SCOPE], authorizationUrl: async () => env().AUTH_AMAZON_AUTHORIZE_URL },
  google: openid("google", ["openid", "profile", "email"]),
  apple: { ...openid("apple", ["name", "email"]), answersByPost: true },
  facebook: { definition: facebookProvider, requestedScopes: () => ["email"], authorizationUrl: async () => facebookAuthorizationUrl() },
  oidc: openid("oidc", ["openid", "profile", "email"]),
};

/** The entry of a provider, switched on or not. */
export function providerEntry(name: ProviderName): ProviderEntry {
  return registry[name];
}
