import type { SandboxClient } from "./clients.ts";
import { hasRepeatedParameter } from "./http.ts";
import type { Challenge } from "./store.ts";

/** An authorization request that passed every check. */
export type AuthorizationRequest = {
  client: SandboxClient;
  redirectUri: string;
  scopes: string[];
  state?: string;
  challenge?: Challenge;
};

/** How a request is met: with Amazon's own error page, an error at the redirect URI, or the pages of the sandbox. */
export type AuthorizationCheck =
  | { kind: "error_page"; line: string }
  | { kind: "error_redirect"; location: string }
  | { kind: "accepted"; request: AuthorizationRequest };

const knownScopes = new Set(["profile", "profile:user_id", "postal_code"]);
// RFC 7636 section 4.2
const challengeForm = /^[A-Za-z0-9\-._~]{43,128}$/;

/**
 * Checks the parameters of `/ap/oa`. A redirect URI that is not exactly one of the client's is never redirected to.
 *
 * @param clients by client id
 */
export function checkAuthorizationRequest(
  clients: ReadonlyMap<string, SandboxClient>,
  query: URLSearchParams,
): AuthorizationCheck {
  if (query.getAll("client_id").length > 1) return errorPage("The request has an invalid parameter : client_id");
  if (query.getAll("redirect_uri").length > 1) return errorPage("The request has an invalid parameter : redirect_uri");
  const clientId = query.get("client_id");
  if (!clientId) return errorPage("The request is missing a required parameter : client_id");
  const client = clients.get(clientId);
  if (!client) return errorPage("Unknown client_id");
  const redirectUri = query.get("redirect_uri");
  if (!redirectUri) return errorPage("The request is missing a required parameter : redirect_uri");
  if (!client.returnUrls.includes(redirectUri)) {
    return errorPage("The redirect URI you provided has not been whitelisted for your application");
  }
  const state = query.get("state") ?? undefined;
  const fault = findFault(query);
  if (fault) return { kind: "error_redirect", location: errorLocation(redirectUri, state, ...fault) };
  const challenge = challengeOf(query);
  return {
    kind: "accepted",
    request: {
      client,
      redirectUri,
      scopes: scopesOf(query),
      ...(state === undefined ? {} : { state }),
      ...(challenge ? { challenge } : {}),
    },
  };
}

/** Where a success goes: code, scope, state, in Amazon's order. */
export function successLocation(request: AuthorizationRequest, code: string): string {
  const fields: [string, string][] = [
    ["code", code],
    ["scope", request.scopes.join(" ")],
  ];
  if (request.state !== undefined) fields.push(["state", request.state]);
  return withFields(request.redirectUri, fields);
}

/** Where "Cancel" goes. The full stop is Amazon's. */
export function cancelLocation(request: AuthorizationRequest): string {
  return errorLocation(request.redirectUri, request.state, "access_denied", "Access not permitted.");
}

function findFault(query: URLSearchParams): [error: string, description: string] | undefined {
  if (hasRepeatedParameter(query)) return ["invalid_request", "Malformed request"];
  const responseType = query.get("response_type");
  if (!responseType) return missing("response_type");
  if (responseType !== "code") {
    return ["unsupported_response_type", "The authorization server does not support this response type"];
  }
  const scopes = scopesOf(query);
  if (scopes.length === 0) return missing("scope");
  if (!scopes.every((scope) => knownScopes.has(scope))) return ["invalid_scope", "An unknown scope was requested"];
  return findChallengeFault(query);
}

function findChallengeFault(query: URLSearchParams): [string, string] | undefined {
  const challenge = query.get("code_challenge");
  const method = query.get("code_challenge_method");
  if (challenge === null) return method === null ? undefined : missing("code_challenge");
  if (!challengeForm.test(challenge)) return invalid("code_challenge");
  if (method !== null && method !== "S256" && method !== "plain") return invalid("code_challenge_method");
  return undefined;
}

function challengeOf(query: URLSearchParams): Challenge | undefined {
  const value = query.get("code_challenge");
  if (value === null) return undefined;
  // RFC 7636 section 4.3 and Amazon: plain when the method is absent.
  return { value, method: query.get("code_challenge_method") === "S256" ? "S256" : "plain" };
}

function scopesOf(query: URLSearchParams): string[] {
  return [...new Set((query.get("scope") ?? "").split(" ").filter(Boolean))];
}

function missing(parameter: string): [string, string] {
  return ["invalid_request", `The request is missing a required parameter : ${parameter}`];
}

function invalid(parameter: string): [string, string] {
  return ["invalid_request", `The request has an invalid parameter : ${parameter}`];
}

function errorPage(line: string): AuthorizationCheck {
  return { kind: "error_page", line };
}

// Description, state, error: the order of real answers.
function errorLocation(redirectUri: string, state: string | undefined, error: string, description: string): string {
  const fields: [string, string][] = [["error_description", description]];
  if (state !== undefined) fields.push(["state", state]);
  return withFields(redirectUri, [...fields, ["error", error]]);
}

function withFields(redirectUri: string, fields: [string, string][]): string {
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${new URLSearchParams(fields)}`;
}
