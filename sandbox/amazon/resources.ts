import { applicationIdOf, pairwiseUserId } from "./clients.ts";
import type { SandboxClient } from "./clients.ts";
import { jsonAnswer } from "./http.ts";
import type { Answer, Call } from "./http.ts";
import type { Sandbox } from "./sandbox.ts";
import type { IssuedToken } from "./store.ts";

/** `GET /auth/o2/tokeninfo`. `exp` is the number of seconds left, not a time; `iat` is an epoch time in seconds. */
export function answerTokenInfo(sandbox: Sandbox, call: Call): Answer {
  const token = tokenOf(sandbox, call);
  const client = token && clientOf(sandbox, token);
  if (!token || !client) return refusal(call);
  return jsonAnswer(200, {
    aud: token.clientId,
    user_id: pairwiseUserId(client, token.userId),
    iss: "https://www.amazon.com",
    exp: Math.floor((token.expiresAt - sandbox.now()) / 1_000),
    app_id: applicationIdOf(client),
    iat: Math.floor(token.issuedAt / 1_000),
  });
}

/**
 * `GET /user/profile`: what the token's scopes cover and the persona has. A bad token is 400, as at Amazon; so is one
 * without any scope, which is a guess.
 */
export function answerProfile(sandbox: Sandbox, call: Call): Answer {
  const token = tokenOf(sandbox, call);
  const persona = token && sandbox.personas.find(token.userId);
  const client = token && clientOf(sandbox, token);
  if (!token || !persona || !client) return refusal(call);
  if (token.scopes.length === 0) {
    const description = "The access token does not have the scope that this resource needs";
    return jsonAnswer(400, { error_description: description, error: "insufficient_scope" });
  }
  const scopes = new Set(token.scopes);
  const full = scopes.has("profile");
  // JSON.stringify leaves out what is undefined: an absent name or e-mail is an absent field.
  return jsonAnswer(200, {
    user_id: full || scopes.has("profile:user_id") ? pairwiseUserId(client, persona.userId) : undefined,
    email: full ? persona.email : undefined,
    name: full ? persona.name : undefined,
    postal_code: scopes.has("postal_code") ? persona.postalCode : undefined,
  });
}

/** The user whose token a call carries; for faults bound to a user. */
export function userOfResourceRequest(sandbox: Sandbox, call: Call): string | undefined {
  return tokenOf(sandbox, call)?.userId;
}

function tokenOf(sandbox: Sandbox, call: Call): IssuedToken | undefined {
  return sandbox.store.findAccessToken(tokenText(call) ?? "");
}

// The tokens of a client that is known no more are good for nothing.
function clientOf(sandbox: Sandbox, token: IssuedToken): SandboxClient | undefined {
  const client = sandbox.clients.get(token.clientId);
  return client?.disabled ? undefined : client;
}

function tokenText(call: Call): string | undefined {
  const bearer = /^bearer (.+)$/i.exec(call.header("authorization") ?? "")?.[1];
  return bearer ?? call.header("x-amz-access-token") ?? call.query.get("access_token") ?? undefined;
}

function refusal(call: Call): Answer {
  if (!tokenText(call)) {
    const description = "The request is missing a required parameter : access_token";
    return jsonAnswer(400, { error_description: description, error: "invalid_request" });
  }
  const description = "The request has an invalid parameter : access_token";
  return jsonAnswer(400, { error_description: description, error: "invalid_token" });
}
