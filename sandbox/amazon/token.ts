import { createHash } from "node:crypto";
import type { SandboxClient } from "./clients.ts";
import type { Fault } from "./faults.ts";
import { hasContentType, hasRepeatedParameter, jsonAnswer, splitOnce } from "./http.ts";
import type { Answer, Call } from "./http.ts";
import type { Sandbox } from "./sandbox.ts";
import { accessTokenLifetimeSeconds } from "./store.ts";
import type { Challenge, Grant } from "./store.ts";

type Credentials = { clientId: string | null; clientSecret: string | null };
type Authenticated = { client: SandboxClient; withSecret: boolean };

const codeForm = /^AN[A-Za-z0-9]{8,126}$/;

/**
 * `POST /auth/o2/token`: trades a code or a refresh token, with Amazon's error codes and texts. Only a failed client
 * authentication is 401; every other refusal is 400.
 *
 * @param fault may say what becomes of the refresh token
 */
export function answerTokenRequest(sandbox: Sandbox, call: Call, fault?: Fault): Answer {
  if (!hasContentType(call, "application/x-www-form-urlencoded")) return unsupportedGrantType();
  const form = new URLSearchParams(call.body);
  const credentials = credentialsOf(call, form);
  if (hasRepeatedParameter(form) || !credentials) return oauthError(400, "invalid_request", "Malformed request");
  const grantType = form.get("grant_type");
  if (!grantType) return missing("grant_type");
  if (grantType !== "authorization_code" && grantType !== "refresh_token") return unsupportedGrantType();
  if (!credentials.clientId) return missing("client_id");
  const authenticated = authenticate(sandbox, credentials);
  if (!authenticated) return clientRefused();
  const refreshToken = fault?.refreshToken ?? "same";
  return grantType === "authorization_code"
    ? answerCodeGrant(sandbox, form, { ...authenticated, withRefreshToken: authenticated.withSecret && refreshToken !== "none" })
    : answerRefreshGrant(sandbox, form, authenticated, refreshToken);
}

/** The user a token request is about, as far as it names one; for faults bound to a user. */
export function userOfTokenRequest(sandbox: Sandbox, call: Call): string | undefined {
  const form = new URLSearchParams(call.body);
  const code = sandbox.store.findCode(form.get("code") ?? "");
  return (code ?? sandbox.store.findRefreshToken(form.get("refresh_token") ?? ""))?.userId;
}

function answerCodeGrant(
  sandbox: Sandbox,
  form: URLSearchParams,
  { client, withSecret, withRefreshToken }: Authenticated & { withRefreshToken: boolean },
): Answer {
  const value = form.get("code");
  const redirectUri = form.get("redirect_uri");
  const verifier = form.get("code_verifier");
  // A client without its secret has to prove with the verifier that it began the flow.
  if (!withSecret && !verifier) return clientRefused();
  if (!value) return missing("code");
  if (!redirectUri) return missing("redirect_uri");
  if (!codeForm.test(value)) return oauthError(400, "invalid_request", "The request has an invalid parameter : code");
  const code = sandbox.store.findCode(value);
  if (code?.clientId !== client.clientId) return invalidGrant("code");
  if (code.redirectUri !== redirectUri) return invalidGrant("redirect_uri");
  const refusal = refuseVerifier(sandbox, code.challenge, verifier);
  if (refusal) return refusal;
  sandbox.store.useCode(value);
  return tokenAnswer(sandbox, code, withRefreshToken ? sandbox.store.issueRefreshToken(code) : undefined);
}

function refuseVerifier(sandbox: Sandbox, challenge: Challenge | undefined, verifier: string | null): Answer | undefined {
  const { pkce, verifierMismatchDescription } = sandbox.settings.all();
  if (pkce === "ignored") return undefined;
  if (challenge && !verifier) return missing("code_verifier");
  const isGood = challenge ? provesChallenge(challenge, verifier ?? "") : verifier === null;
  return isGood ? undefined : oauthError(400, "invalid_grant", verifierMismatchDescription);
}

function answerRefreshGrant(
  sandbox: Sandbox,
  form: URLSearchParams,
  { client, withSecret }: Authenticated,
  next: NonNullable<Fault["refreshToken"]>,
): Answer {
  if (!withSecret) return clientRefused();
  const value = form.get("refresh_token");
  if (!value) return missing("refresh_token");
  const grant = sandbox.store.findRefreshToken(value);
  if (grant?.clientId !== client.clientId) return invalidGrant("refresh_token");
  if (next === "single_use") sandbox.store.endRefreshToken(value);
  if (next === "none") return tokenAnswer(sandbox, grant, undefined);
  // Amazon's refresh tokens are reported not to rotate: the same one comes back.
  return tokenAnswer(sandbox, grant, next === "same" ? value : sandbox.store.issueRefreshToken(grant));
}

function tokenAnswer(sandbox: Sandbox, grant: Grant, refreshToken: string | undefined): Answer {
  return jsonAnswer(200, {
    access_token: sandbox.store.issueAccessToken(grant),
    token_type: "bearer",
    expires_in: accessTokenLifetimeSeconds,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  });
}

// Body or HTTP Basic (RFC 6749 section 2.3.1), not both; undefined when the header or the mix cannot be read.
function credentialsOf(call: Call, form: URLSearchParams): Credentials | undefined {
  const header = call.header("authorization");
  const inBody = { clientId: form.get("client_id"), clientSecret: form.get("client_secret") };
  if (header === undefined) return inBody;
  const encoded = /^basic ([A-Za-z0-9+/=]+)$/i.exec(header)?.[1];
  const [id, secret] = splitOnce(Buffer.from(encoded ?? "", "base64").toString("utf8"), ":");
  if (!encoded || secret === undefined || inBody.clientSecret !== null) return undefined;
  try {
    return { clientId: formDecode(id), clientSecret: formDecode(secret) };
  } catch {
    return undefined;
  }
}

function authenticate(sandbox: Sandbox, { clientId, clientSecret }: Credentials): Authenticated | undefined {
  const client = sandbox.clients.get(clientId ?? "");
  if (!client || client.disabled) return undefined;
  if (clientSecret === null) return { client, withSecret: false };
  return [client.clientSecret, client.secondSecret].includes(clientSecret) ? { client, withSecret: true } : undefined;
}

function provesChallenge(challenge: Challenge, verifier: string): boolean {
  if (challenge.method === "plain") return verifier === challenge.value;
  return createHash("sha256").update(verifier).digest("base64url") === challenge.value;
}

function formDecode(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}

function unsupportedGrantType(): Answer {
  const description = "The authorization grant type is not supported by the authorization server";
  return oauthError(400, "unsupported_grant_type", description);
}

function clientRefused(): Answer {
  return oauthError(401, "invalid_client", "Client authentication failed");
}

function missing(parameter: string): Answer {
  return oauthError(400, "invalid_request", `The request is missing a required parameter : ${parameter}`);
}

function invalidGrant(parameter: string): Answer {
  return oauthError(400, "invalid_grant", `The request has an invalid grant parameter : ${parameter}`);
}

// The description comes first, as in real bodies.
function oauthError(status: 400 | 401, error: string, description: string): Answer {
  return jsonAnswer(status, { error_description: description, error });
}
