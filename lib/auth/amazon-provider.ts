import { customFetch } from "next-auth";
import type { OAuthConfig } from "next-auth/providers";
import type { AmazonConfig } from "../amazon/config.ts";
import { identityOf } from "../amazon/identity.ts";
import type { AmazonProfile } from "../amazon/profile.ts";
import { tokenRequest } from "../amazon/token.ts";
import { processTokenResponse } from "../oauth/token-response.ts";
import { logEvent } from "../telemetry/log.ts";
import { callbackOf, currentFlow, noting } from "./flow.ts";

/** An answer that has been read: written as text, it would be a stream that is parsed again. */
function readAnswer(value: object): Response {
  return Object.assign(new Response(null, { headers: { "content-type": "application/json" } }), { json: async () => value });
}

/**
 * Auth.js makes the token request; we send it through our own door and hand back a checked, normalised answer, so
 * that nothing odd reaches its parser (it stores an `expires_in` of 1e18 as it is).
 */
async function tokenFetch(config: AmazonConfig, init: RequestInit | undefined): Promise<Response> {
  const flow = currentFlow();
  return await noting(flow, async () => {
    const body = new URLSearchParams(init?.body as URLSearchParams);
    const answer = await tokenRequest(config, callbackOf(flow).fetch, body, (index) => logEvent("amazon.secret_refused", { index }, "warn"));
    const { accessToken, refreshToken, expiresInSeconds } = processTokenResponse(answer);
    flow.tokens = { accessToken, refreshToken, expiresInSeconds };
    return readAnswer({
      access_token: accessToken,
      token_type: "bearer",
      expires_in: expiresInSeconds,
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    });
  });
}

/**
 * Login with Amazon as an Auth.js provider: OAuth 2.0 code flow with PKCE S256, state, and the secret in the body.
 * `profile()` never throws (Auth.js would redirect to the callback with code and state in the address); everything is
 * checked in `userinfo.request`.
 */
export function amazonProvider(config: AmazonConfig): OAuthConfig<AmazonProfile> {
  return {
    id: "amazon",
    name: "Amazon",
    type: "oauth",
    clientId: config.clientId,
    clientSecret: config.clientSecrets[0] ?? "",
    client: { token_endpoint_auth_method: "client_secret_post" },
    checks: ["pkce", "state"],
    authorization: { url: config.authorizeUrl, params: { scope: config.scope } },
    token: { url: config.tokenUrl },
    userinfo: {
      url: config.profileUrl,
      async request({ tokens }: { tokens: { access_token?: string } }) {
        const flow = currentFlow();
        const profile = await noting(flow, () => identityOf(config, callbackOf(flow).fetch, tokens.access_token ?? ""));
        flow.profile = { id: profile.userId, name: profile.name, email: profile.email, emailVerified: undefined, postalCode: profile.postalCode };
        return profile;
      },
    },
    profile: (profile) => ({ id: profile.userId, name: profile.name ?? null, email: profile.email ?? null }),
    [customFetch]: (_url: URL | RequestInfo, init?: RequestInit) => tokenFetch(config, init),
  };
}
