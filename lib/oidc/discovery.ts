import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { AuthError } from "../errors.ts";
import { createProviderFetch, type ProviderAnswer } from "../oauth/fetch.ts";
import { isUnavailableStatus, parseAnswer } from "../oauth/json.ts";
import { type OidcConfig, oidcLimits } from "./config.ts";

const endpoint = z.url({ protocol: /^https?$/ });
const discovered = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  userinfo_endpoint: endpoint.optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
});

/** What a provider publishes about itself. */
export type OidcDocument = z.output<typeof discovered>;

/** What is kept of a provider while it is believed. */
export type OidcProvider = { document: OidcDocument; keys: JWTVerifyGetKey; readAt: number };

// Next bundles a module more than once: what was read lives on globalThis.
const slot = Symbol.for("siwa.oidc-providers");

function cache(): Map<string, OidcProvider> {
  const holder = globalThis as { [slot]?: Map<string, OidcProvider> };
  holder[slot] ??= new Map();
  return holder[slot];
}

/** Where a provider publishes what it is. @see OpenID Connect Discovery 1.0 section 4 */
export function documentUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

/**
 * Judges the document of a provider.
 * @throws AuthError `provider_unavailable`, `provider_answer_invalid` (also when it names another issuer, or an http
 *   endpoint where only https is allowed)
 */
export function processDocument(config: OidcConfig, answer: ProviderAnswer): OidcDocument {
  if (isUnavailableStatus(answer.status)) throw new AuthError("provider_unavailable", `the OpenID document answered ${answer.status}`);
  if (answer.status !== 200) throw new AuthError("provider_answer_invalid", `the OpenID document answered ${answer.status}`);
  const document = parseAnswer(answer, discovered, "OpenID document");
  if (URL.parse(document.issuer)?.href !== new URL(config.issuer).href) throw new AuthError("provider_answer_invalid", "the OpenID document names another issuer");
  const endpoints = [document.authorization_endpoint, document.token_endpoint, document.jwks_uri];
  if (!config.allowHttp && endpoints.some((url) => new URL(url).protocol !== "https:")) throw new AuthError("provider_answer_invalid", "the OpenID document names an endpoint that is not https");
  return document;
}

function keysOf(config: OidcConfig, document: OidcDocument): JWTVerifyGetKey {
  const fetch = createProviderFetch({ allowHttp: config.allowHttp });
  return createRemoteJWKSet(new URL(document.jwks_uri), {
    cooldownDuration: oidcLimits.keysCooldownSeconds * 1_000,
    cacheMaxAge: oidcLimits.documentSeconds * 1_000,
    [customFetch]: async (url: string, init: RequestInit) => {
      const { method, headers } = init;
      const answer = await fetch(url, { ...(method === undefined ? {} : { method }), ...(headers === undefined ? {} : { headers }) });
      if (answer.status !== 200) throw new AuthError(isUnavailableStatus(answer.status) ? "provider_unavailable" : "provider_answer_invalid", `the keys answered ${answer.status}`);
      return new Response(answer.body, { headers: { "content-type": answer.contentType } });
    },
  });
}

/**
 * What a provider publishes about itself, read when it is first needed and again every 10 minutes.
 * @throws AuthError as `processDocument` does; `provider_unavailable` when it cannot be reached
 */
export async function discover(config: OidcConfig): Promise<OidcProvider> {
  const known = cache().get(config.issuer);
  if (known && Date.now() - known.readAt < oidcLimits.documentSeconds * 1_000) return known;
  const answer = await createProviderFetch({ allowHttp: config.allowHttp })(documentUrl(config.issuer), { headers: { accept: "application/json" } });
  const document = processDocument(config, answer);
  const same = known?.document.jwks_uri === document.jwks_uri;
  const provider = { document, keys: same ? known.keys : keysOf(config, document), readAt: Date.now() };
  cache().set(config.issuer, provider);
  return provider;
}

const triedAt = new Map<string, number>();

/**
 * Where a provider's sign-in page lives, if it has been asked already. If not, it is asked in the background, seldom, so
 * that a later call knows: nobody waits for it here, and nobody minds when it is away.
 */
export function knownAuthorizationEndpoint(config: OidcConfig): string | undefined {
  const known = cache().get(config.issuer);
  if (!known && Date.now() - (triedAt.get(config.issuer) ?? 0) > oidcLimits.documentRetrySeconds * 1_000) {
    triedAt.set(config.issuer, Date.now());
    void discover(config).catch(() => undefined);
  }
  return known?.document.authorization_endpoint;
}
