import type { OutcomeCode } from "../outcomes.ts";

/** What came back on the redirect URI, judged by its form alone. */
export type AuthorizationResponse =
  /** `grantedScopes` is undefined when the provider said nothing, and empty when the shopper declined every scope. */
  | { kind: "code"; state: string; code: string; grantedScopes: string[] | undefined }
  | { kind: "error"; state: string; outcome: OutcomeCode }
  | { kind: "invalid"; outcome: OutcomeCode; state: string | undefined };

const knownParameters = ["code", "state", "scope", "error", "error_description", "error_uri", "iss"] as const;
const visibleAscii = /^[\u0020-\u007e]+$/;
const maxCodeLength = 2_048;
const maxStateLength = 1_024;

/** What an `error` of RFC 6749 section 4.1.2.1 means here. */
function outcomeOfError(error: string): OutcomeCode {
  // The second is Apple's word for it.
  if (error === "access_denied" || error === "user_cancelled_authorize") return "consent_denied";
  if (error === "server_error" || error === "temporarily_unavailable") return "provider_unavailable";
  if (["invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope"].includes(error)) return "client_rejected";
  return "provider_answer_invalid";
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
  if (error !== undefined) return { kind: "error", state, outcome: outcomeOfError(error) };
  if (code === undefined || code.length === 0 || code.length > maxCodeLength || !visibleAscii.test(code)) return invalid("input_invalid");
  return { kind: "code", state, code, grantedScopes: scopesOf(single("scope")) };
}

function scopesOf(text: string | undefined): string[] | undefined {
  const scopes = text?.split(" ").filter((scope) => /^[\w:.-]{1,64}$/.test(scope));
  return scopes && [...new Set(scopes)].slice(0, 10);
}
