import { applicationIdOf } from "./clients.ts";
import { jsonAnswer } from "./http.ts";
import type { Answer, Call } from "./http.ts";
import type { Sandbox } from "./sandbox.ts";
import type { IssuedToken } from "./store.ts";

/** `GET /auth/o2/tokeninfo`. `exp` is the number of seconds left, not a time; `iat` is an epoch time in seconds. */
export function answerTokenInfo(sandbox: Sandbox, call: Call): Answer {
  const token = tokenOf(sandbox, call);
  const client = token && sandbox.clients.get(token.clientId);
  if (!token || !client) return refusal(call);
  return jsonAnswer(200, {
    aud: token.clientId,
    user_id: token.userId,
    iss: "https://www.amazon.com",
    exp: Math.floor((token.expiresAt - sandbox.now()) / 1_000),
    app_id: applicationIdOf(client),
    iat: Math.floor(token.issuedAt / 1_000),
  });
}

/** `GET /user/profile`: what the token's scopes cover and the persona has. A bad token is 400, as at Amazon. */
export function answerProfile(sandbox: Sandbox, call: Call): Answer {
  const token = tokenOf(sandbox, call);
  const persona = token && sandbox.personas.find(token.userId);
  if (!token || !persona) return refusal(call);
  const scopes = new Set(token.scopes);
  const full = scopes.has("profile");
  // JSON.stringify leaves out what is undefined: an absent name or e-mail is an absent field.
  return jsonAnswer(200, {
    user_id: full || scopes.has("profile:user_id") ? persona.userId : undefined,
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
