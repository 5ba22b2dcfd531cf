import type { OutcomeCode } from "../outcomes.ts";

/** What came back on the redirect URI, judged by its form alone. */
export type AuthorizationResponse =
  /** `grantedScopes` is undefined when the provider said nothing, and empty when the shopper declined every scope. */
  | { kind: "code"; state: string; code: string; grantedScopes: string[] | undefined }
  /** `reason` is for the log: which error it was, where it is one that the standard knows. */
  | { kind: "error"; state: string; outcome: OutcomeCode; reason: string }
  | { kind: "invalid"; outcome: OutcomeCode; state: string | undefined };

const knownParameters = ["code", "state", "scope", "error", "error_description", "error_uri", "iss"] as const;
const visibleAscii = /^[\u0020-\u007e]+$/;
const maxCodeLength = 2_048;
const maxStateLength = 1_024;

/** What each `error` of RFC 6749 section 4.1.2.1 means here. */
const outcomeOfError = new Map<string, OutcomeCode>([
  ["access_denied", "consent_denied"],
  // Apple's word for it.
  ["user_cancelled_authorize", "consent_denied"],
  ["server_error", "provider_unavailable"],
  ["temporarily_unavailable", "provider_unavailable"],
  ["invalid_request", "client_rejected"],
  ["unauthorized_client", "client_rejected"],
  ["unsupported_response_type", "client_rejected"],
  ["invalid_scope", "client_rejected"],
]);

/** An answer that is an error. Anybody can write into the address: what we do not know is not repeated. */
function refusalOf(state: string, error: string): AuthorizationResponse {
  const outcome = outcomeOfError.get(error);
  return { kind: "error", state, outcome: outcome ?? "provider_answer_invalid", reason: `the authorization was answered with ${outcome ? error : "an error that nobody knows"}` };
}

/**
 * Reads an authorization response. Repeated parameters, `code` together with `error`, an `iss` of another server and
 * oversized values are refused.
 * @param issuer what `iss` may say; undefined for Amazon and others who send none
 * @see RFC 6749 section 4.1.2, RFC 9207 section 2.4
 */
export function parseAuthorizationResponse(query: URLSearchParams, issuer?: string): AuthorizationResponse {
  const single = (name: string) => query.get(name) ?? undefined;
  const stateValue = single("state");
  const state = stateValue !== undefined && stateValue.length <= maxStateLength && visibleAscii.test(stateValue) ? stateValue : undefined;
  const invalid = (outcome: OutcomeCode): AuthorizationResponse => ({ kind: "invalid", outcome, state });
  if (knownParameters.some((name) => query.getAll(name).length > 1)) return { kind: "invalid", outcome: "input_invalid", state: undefined };
  if (!state) return invalid("state_mismatch");
  const [code, error] = [single("code"), single("error")];
  const named = single("iss");
  if ((named !== undefined && named !== issuer) || (code !== undefined && error !== undefined)) return invalid("provider_answer_invalid");
  if (error !== undefined) return refusalOf(state, error);
  if (code === undefined || code.length === 0 || code.length > maxCodeLength || !visibleAscii.test(code)) return invalid("input_invalid");
  return { kind: "code", state, code, grantedScopes: scopesOf(single("scope")) };
}

function scopesOf(text: string | undefined): string[] | undefined {
  const scopes = text?.split(" ").filter((scope) => /^[\w:.-]{1,64}$/.test(scope));
  return scopes && [...new Set(scopes)].slice(0, 10);
}
