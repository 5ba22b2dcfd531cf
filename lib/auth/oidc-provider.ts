import { customFetch } from "next-auth";
import type { OIDCConfig } from "next-auth/providers";
import Apple from "next-auth/providers/apple";
import Google from "next-auth/providers/google";
import { sha256 } from "../crypto/random.ts";
import { env } from "../env.ts";
import { AuthError } from "../errors.ts";
import type { ProviderProfile } from "../oauth/profile.ts";
import { processTokenResponse } from "../oauth/token-response.ts";
import { processUserinfoResponse, profileOfClaims } from "../oidc/claims.ts";
import { type OidcConfig, oidcLimits } from "../oidc/config.ts";
import { discover, documentUrl, type OidcProvider } from "../oidc/discovery.ts";
import { verifyIdToken } from "../oidc/id-token.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { callbackOf, currentFlow, type Flow, noting } from "./flow.ts";
import { issuerOf } from "./switched-on.ts";

export type OidcName = Extract<ProviderName, "google" | "apple" | "oidc">;

function credentials(name: OidcName): { clientId: string; clientSecret: string } {
  const { AUTH_GOOGLE_ID, AUTH_GOOGLE_SECRET, AUTH_APPLE_ID, AUTH_APPLE_SECRET, AUTH_OIDC_ID, AUTH_OIDC_SECRET } = env();
  const all = { google: [AUTH_GOOGLE_ID, AUTH_GOOGLE_SECRET], apple: [AUTH_APPLE_ID, AUTH_APPLE_SECRET], oidc: [AUTH_OIDC_ID, AUTH_OIDC_SECRET] };
  const [clientId = "", clientSecret = ""] = all[name];
  return { clientId, clientSecret };
}

/** The configured OpenID provider of a name. */
export function configuredOidc(name: OidcName): OidcConfig {
  return { issuer: issuerOf(name) ?? "", clientId: credentials(name).clientId, allowHttp: env().APP_ENV !== "production" };
}

/** Asks userinfo only where the ID token has no address: many providers keep the claims there. */
async function wholeProfile(flow: Flow, { document }: OidcProvider, accessToken: string, profile: ProviderProfile): Promise<ProviderProfile> {
  if (profile.email !== undefined || document.userinfo_endpoint === undefined) return profile;
  const answer = await callbackOf(flow).fetch(document.userinfo_endpoint, { headers: { authorization: `Bearer ${accessToken}`, accept: "application/json" } });
  return processUserinfoResponse(answer, profile);
}

/**
 * Under which key a person of a provider is known. The operator's own provider may be another one some day, and the
 * subjects of two issuers may be the same word, so the issuer is part of it there.
 */
export function accountKeyOf(name: OidcName, { issuer }: Pick<OidcConfig, "issuer">, subject: string): string {
  return name === "oidc" ? `${sha256(issuer).slice(0, 16)}:${subject}` : subject;
}

/** Spends the code and judges everything that came for it, before Auth.js gets to see it. */
async function tokenAnswer(name: OidcName, flow: Flow, config: OidcConfig, provider: OidcProvider, init: RequestInit | undefined): Promise<Response> {
  const answer = await callbackOf(flow).fetch(provider.document.token_endpoint, { method: "POST", headers: new Headers(init?.headers), body: new URLSearchParams(init?.body as URLSearchParams).toString() });
  const { accessToken, refreshToken, expiresInSeconds, idToken, scope } = processTokenResponse(answer, { maxTokenLength: oidcLimits.maxTokenLength });
  if (idToken === undefined) throw new AuthError("provider_answer_invalid", "there is no ID token");
  const claims = await verifyIdToken(config, provider, idToken, new Date());
  const profile = await wholeProfile(flow, provider, accessToken, profileOfClaims(claims));
  flow.profile = { ...profile, id: accountKeyOf(name, config, profile.id) };
  flow.tokens = { accessToken, refreshToken, expiresInSeconds };
  if (scope !== undefined) callbackOf(flow).grantedScopes = scope.split(" ").filter((one) => one !== "").slice(0, 20);
  return Response.json({ access_token: accessToken, token_type: "bearer", expires_in: expiresInSeconds, id_token: idToken });
}

/** Everything that Auth.js asks an OpenID provider goes through our own door. */
async function oidcFetch(name: OidcName, input: URL | RequestInfo, init: RequestInit | undefined): Promise<Response> {
  const flow = currentFlow();
  return await noting(flow, async () => {
    const config = configuredOidc(name);
    const provider = await discover(config);
    const url = input instanceof Request ? input.url : String(input);
    if (url === provider.document.token_endpoint) return await tokenAnswer(name, flow, config, provider, init);
    if (url !== documentUrl(config.issuer)) throw new Error("Auth.js asked an endpoint that nobody expected");
    // Auth.js wants every provider to have this endpoint, Apple has none; it never asks it.
    return Response.json({ userinfo_endpoint: provider.document.token_endpoint, ...provider.document });
  });
}

/** `profile()` must never throw: Auth.js would redirect to the callback with code and state in the address. */
const profile = ({ sub }: { sub?: string }) => ({ id: sub ?? "" });

function definitionOf(name: OidcName): OIDCConfig<{ sub: string }> {
  const shared = { ...credentials(name), profile };
  const checks: ("pkce" | "state" | "nonce")[] = ["pkce", "state", "nonce"];
  switch (name) {
    case "google":
      return Google({ ...shared, checks }) as OIDCConfig<{ sub: string }>;
    case "apple":
      // Its own checks: state and nonce. Apple documents no PKCE.
      return Apple(shared) as unknown as OIDCConfig<{ sub: string }>;
    case "oidc":
      return { ...shared, id: name, name: env().AUTH_OIDC_NAME ?? name, type: "oidc", issuer: issuerOf(name) ?? "", checks };
    default:
      return name satisfies never;
  }
}

/** Google, Apple, or the operator's own OpenID provider, as Auth.js defines them, with our door in place of `fetch`. */
export function oidcProvider(name: OidcName): OIDCConfig<{ sub: string }> {
  return Object.assign(definitionOf(name), { [customFetch]: (input: URL | RequestInfo, init?: RequestInit) => oidcFetch(name, input, init) });
}
