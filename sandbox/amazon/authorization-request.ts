import { z } from "zod";
import type { ClientList, SandboxClient } from "./clients.ts";
import { hasRepeatedParameter } from "./http.ts";
import type { Settings } from "./settings.ts";
import type { Challenge } from "./store.ts";

/** An authorization request that passed every check. */
export type AuthorizationRequest = {
  client: SandboxClient;
  redirectUri: string;
  scopes: string[];
  /** Those of the scopes that the person may leave out. */
  voluntary: string[];
  state?: string;
  challenge?: Challenge;
};

/** How a request is met: with Amazon's own error page, an error at the redirect URI, or the pages of the sandbox. */
export type AuthorizationCheck =
  | { kind: "error_page"; line: string }
  | { kind: "error_redirect"; location: string }
  | { kind: "accepted"; request: AuthorizationRequest };

const knownScopes = new Set(["profile", "profile:user_id", "postal_code"]);
const scopeDataSchema = z.record(z.string(), z.object({ essential: z.boolean().optional() }));
const unknownScope = "An unknown scope was requested";
// RFC 7636 section 4.2
const challengeForm = /^[A-Za-z0-9\-._~]{43,128}$/;

/** Checks the parameters of `/ap/oa`. A redirect URI that is not exactly one of the client's is never redirected to. */
export function checkAuthorizationRequest(
  { clients, settings }: { clients: Pick<ClientList, "get">; settings: { all: () => Pick<Settings, "unknownScope"> } },
  query: URLSearchParams,
): AuthorizationCheck {
  if (query.getAll("client_id").length > 1) return errorPage("The request has an invalid parameter : client_id");
  if (query.getAll("redirect_uri").length > 1) return errorPage("The request has an invalid parameter : redirect_uri");
  const clientId = query.get("client_id");
  if (!clientId) return errorPage("The request is missing a required parameter : client_id");
  const client = clients.get(clientId);
  // A client that Amazon has banned is told the same.
  if (!client || client.disabled) return errorPage("Unknown client_id");
  const redirectUri = query.get("redirect_uri");
  if (!redirectUri) return errorPage("The request is missing a required parameter : redirect_uri");
  if (!client.returnUrls.includes(redirectUri)) {
    return errorPage("The redirect URI you provided has not been whitelisted for your application");
  }
  const state = query.get("state") ?? undefined;
  const fault = findFault(query);
  if (fault?.[0] === "invalid_scope" && settings.all().unknownScope === "own_page") return errorPage(unknownScope);
  if (fault) return { kind: "error_redirect", location: errorLocation({ redirectUri, ...(state === undefined ? {} : { state }) }, ...fault) };
  const challenge = challengeOf(query);
  const scopes = scopesOf(query);
  return {
    kind: "accepted",
    request: {
      client,
      redirectUri,
      scopes,
      voluntary: voluntaryOf(query, client, scopes),
      ...(state === undefined ? {} : { state }),
      ...(challenge ? { challenge } : {}),
    },
  };
}

/**
 * Where a success goes: code, scope, state, in Amazon's order.
 *
 * @param granted the scopes that the person has let the client have, none at all included
 */
export function successLocation(request: AuthorizationRequest, code: string, granted: string[]): string {
  const fields: [string, string][] = [
    ["code", code],
    ["scope", granted.join(" ")],
  ];
  if (request.state !== undefined) fields.push(["state", request.state]);
  return withFields(request.redirectUri, fields);
}

/** Where "Cancel" goes. The full stop is Amazon's. */
export function cancelLocation(request: AuthorizationRequest): string {
  return errorLocation(request, "access_denied", "Access not permitted.");
}

/** Where an error goes: description, state, error, the order of real answers. */
export function errorLocation(
  { redirectUri, state }: Pick<AuthorizationRequest, "redirectUri" | "state">,
  error: string,
  description: string,
): string {
  const fields: [string, string][] = [["error_description", description]];
  if (state !== undefined) fields.push(["state", state]);
  return withFields(redirectUri, [...fields, ["error", error]]);
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
  if (!scopes.every((scope) => knownScopes.has(scope))) return ["invalid_scope", unknownScope];
  if (scopeDataOf(query) === undefined) return invalid("scope_data");
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

/** What `scope_data` says of each scope; undefined when it cannot be read. */
function scopeDataOf(query: URLSearchParams): z.infer<typeof scopeDataSchema> | undefined {
  try {
    return scopeDataSchema.parse(JSON.parse(query.get("scope_data") ?? "{}"));
  } catch {
    return undefined;
  }
}

function voluntaryOf(query: URLSearchParams, client: SandboxClient, scopes: string[]): string[] {
  const scopeData = scopeDataOf(query) ?? {};
  return scopes.filter((scope) => {
    const essential = Object.hasOwn(scopeData, scope) ? scopeData[scope]?.essential : undefined;
    return essential === false || client.voluntaryScopes?.includes(scope) === true;
  });
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

function withFields(redirectUri: string, fields: [string, string][]): string {
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${new URLSearchParams(fields)}`;
}
