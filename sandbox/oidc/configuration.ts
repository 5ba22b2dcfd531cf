import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { ClientMetadata, Configuration, JWK, KoaContextWithOIDC } from "oidc-provider";
import { escapeHtml } from "../amazon/html.ts";
import type { People } from "./people.ts";
import type { TokenStore } from "./token-store.ts";

/** A shop that is registered at the upstream. */
export type OidcClient = { clientId: string; clientSecret: string; returnUrls: string[] };

export type OidcOptions = {
  /** A refresh token works once, its reuse ends the whole grant (RFC 9700 section 4.14). Off, it stays as it is. */
  rotateRefreshTokens: boolean;
  /** "amazon": the addresses and habits of LWA. "openid": an ordinary OpenID provider, without any of them. */
  dialect: "amazon" | "openid";
  /** Only for "openid": whether name and address are in the ID token, or at the userinfo endpoint alone. */
  claimsInIdToken: boolean;
};

/** Access and refresh tokens of 400 characters: as long as Amazon's, so that columns that are too short would show. */
const tokenBits = 400 * 6;
const lifetimes = { AccessToken: 3_600, AuthorizationCode: 300, RefreshToken: 30 * 86_400, Grant: 30 * 86_400, Session: 86_400, Interaction: 1_800, IdToken: 3_600 };

/** RS256, which every OpenID client must understand; nobody who asks for `profile` alone sees it. */
function signingKey(): JWK {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  return { ...privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig", kid: "upstream" } as JWK;
}

/** What oidc-provider knows of a client: code flow only, secret in the body, as Amazon's examples have it. */
export function clientMetadata({ clientId, clientSecret, returnUrls }: OidcClient, dialect: OidcOptions["dialect"] = "amazon"): ClientMetadata {
  return {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: returnUrls,
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: dialect === "amazon" ? "client_secret_post" : "client_secret_basic",
  };
}

function renderError(ctx: KoaContextWithOIDC, out: { error: string; error_description?: string | undefined }): void {
  ctx.type = "html";
  ctx.body = `<!doctype html><html lang="en"><title>Refused</title><h1>Refused</h1><p>${escapeHtml(out.error)}: ${escapeHtml(out.error_description ?? "")}</p></html>`;
}

const dialects: Record<OidcOptions["dialect"], Configuration> = {
  amazon: {
    routes: { authorization: "/ap/oa", token: "/auth/o2/token" },
    scopes: ["openid", "profile", "profile:user_id"],
    claims: { openid: ["sub"], profile: ["name", "email"] },
    clientAuthMethods: ["client_secret_post"],
  },
  openid: { claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] }, clientAuthMethods: ["client_secret_basic"] },
};

/**
 * oidc-provider with LWA's addresses and habits: plain OAuth 2.0 (`profile` without `openid` brings no ID token), PKCE
 * S256 always, a refresh token with every code. Who does ask for `openid` gets an ordinary OpenID provider.
 */
export function configuration(people: People, store: TokenStore, options: OidcOptions): Configuration {
  return {
    adapter: (kind) => store.adapter(kind),
    clients: [],
    ...dialects[options.dialect],
    conformIdTokenClaims: !options.claimsInIdToken,
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false }, resourceIndicators: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    pkce: { required: () => true },
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: options.rotateRefreshTokens,
    expiresWithSession: () => false,
    formats: { bitsOfOpaqueRandomness: (_ctx, { kind }) => (kind === "AccessToken" || kind === "RefreshToken" ? tokenBits : 256) },
    ttl: lifetimes,
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    jwks: { keys: [signingKey()] },
    findAccount: (_ctx, userId) => {
      const person = people.find(userId);
      return person && { accountId: userId, claims: () => ({ sub: userId, name: person.name, email: person.email, ...(person.emailVerified === undefined ? {} : { email_verified: person.emailVerified }) }) };
    },
    renderError,
  };
}
