import { AuthError } from "../errors.ts";
import type { ProviderAnswer, ProviderFetch } from "../oauth/fetch.ts";
import { errorCodeOf } from "../oauth/json.ts";
import { type IssuedTokens, processTokenResponse } from "../oauth/token-response.ts";
import type { AmazonConfig } from "./config.ts";
import { tokenRequest } from "./token.ts";

/** What became of a refresh token that was sent. */
export type RefreshAnswer =
  | { kind: "tokens"; tokens: IssuedTokens }
  /** The consent is gone: this refresh token gives nothing any more. */
  | { kind: "grant_gone" }
  /** It is us whom Amazon refuses: id, secret, or what the client may do. Nobody's consent is in question. */
  | { kind: "client_refused"; error: string }
  /** Amazon said that it did nothing, and to come later. */
  | { kind: "busy"; retryAfter: string | undefined }
  /** Nobody knows whether the refresh token is spent. */
  | { kind: "unknown"; reason: string };

const oursToMend = new Set(["invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"]);

/** Spends a refresh token. @throws AuthError as the fetch does: then nobody knows what became of it */
export function refreshRequest(config: AmazonConfig, fetch: ProviderFetch, refreshToken: string, onSecretRefused?: (index: number) => void): Promise<ProviderAnswer> {
  return tokenRequest(config, fetch, new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken }), onSecretRefused);
}

/**
 * Judges the answer to a refresh (pure). Only `invalid_grant`, in an answer of a kind that Amazon gives, says that a
 * consent is gone: everything that is merely odd leaves the link as it is.
 * @see RFC 6749 sections 5.2 and 6
 */
export function processRefreshResponse(answer: ProviderAnswer): RefreshAnswer {
  if (answer.status === 429 || answer.status === 503) return { kind: "busy", retryAfter: answer.retryAfter };
  if (answer.status === 400 || answer.status === 401) {
    const error = errorCodeOf(answer);
    if (error === "invalid_grant") return { kind: "grant_gone" };
    if (error !== undefined && oursToMend.has(error)) return { kind: "client_refused", error };
  }
  if (answer.status !== 200) return { kind: "unknown", reason: `status_${answer.status}` };
  try {
    return { kind: "tokens", tokens: processTokenResponse(answer) };
  } catch (error) {
    if (error instanceof AuthError) return { kind: "unknown", reason: error.code };
    throw error;
  }
}
