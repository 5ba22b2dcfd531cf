import { z } from "zod";
import { AuthError } from "../errors.ts";
import type { AmazonConfig } from "./config.ts";
import type { AmazonAnswer, AmazonFetch } from "./fetch.ts";
import { errorCodeOf, isUnavailableStatus, parseAnswer } from "./json.ts";
import { amazonLimits } from "./limits.ts";

/** Tokens as Amazon issues them; documented to be 2,048 bytes at most. */
export type TokenSet = { accessToken: string; refreshToken: string | undefined; expiresInSeconds: number };

const token = z.string().min(1).max(2_048).regex(/^[\u0021-\u007e]+$/);
const tokenResponse = z.object({
  access_token: token,
  token_type: z.string().regex(/^bearer$/i),
  refresh_token: token.optional(),
  expires_in: z.unknown().optional(),
});

/**
 * A lifetime that can be worked with, whatever was sent: number or numeric text, clamped to one minute and one day.
 * Absent or senseless values become an hour, Amazon's documented lifetime.
 */
export function saneExpiresIn(value: unknown): number {
  const seconds = typeof value === "string" && /^\d{1,10}$/.test(value.trim()) ? Number(value) : value;
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) return amazonLimits.defaultExpiresInSeconds;
  return Math.min(Math.max(Math.floor(seconds), amazonLimits.minExpiresInSeconds), amazonLimits.maxExpiresInSeconds);
}

/**
 * Sends a token request with the client's secret in the body. The next secret is tried only after `invalid_client`:
 * Amazon refuses the client before it looks at the code, so the code is still unspent then.
 * @param body the parameters of RFC 6749 section 4.1.3, without client authentication
 * @see https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html
 */
export async function tokenRequest(config: AmazonConfig, fetch: AmazonFetch, body: URLSearchParams, onSecretRefused?: (index: number) => void): Promise<AmazonAnswer> {
  let answer: AmazonAnswer | undefined;
  for (const [index, secret] of config.clientSecrets.entries()) {
    const parameters = new URLSearchParams(body);
    parameters.set("client_id", config.clientId);
    parameters.set("client_secret", secret);
    answer = await fetch(config.tokenUrl, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded;charset=UTF-8", accept: "application/json" },
      body: parameters.toString(),
    });
    if (answer.status !== 401 || errorCodeOf(answer) !== "invalid_client") return answer;
    onSecretRefused?.(index);
  }
  if (!answer) throw new AuthError("client_rejected", "no client secret is configured");
  return answer;
}

/**
 * Judges a token response.
 * @throws AuthError `grant_rejected` (code spent, expired or foreign), `client_rejected` (our id, secret or rights),
 *   `provider_unavailable` (429, 5xx), `provider_answer_invalid` (anything else)
 * @see RFC 6749 sections 5.1 and 5.2
 */
export function processTokenResponse(answer: AmazonAnswer): TokenSet {
  if (answer.status === 200) {
    const parsed = parseAnswer(answer, tokenResponse, "token response");
    return { accessToken: parsed.access_token, refreshToken: parsed.refresh_token, expiresInSeconds: saneExpiresIn(parsed.expires_in) };
  }
  if (isUnavailableStatus(answer.status)) throw new AuthError("provider_unavailable", `token endpoint answered ${answer.status}`);
  const code = errorCodeOf(answer);
  // A code of impossible form is answered with invalid_request: it came from the visitor's address bar, not from us.
  if (code === "invalid_grant" || code === "invalid_request") throw new AuthError("grant_rejected", `token endpoint answered ${code}`);
  if (code === "invalid_client" || code === "unauthorized_client" || code === "unsupported_grant_type" || code === "invalid_scope") {
    throw new AuthError("client_rejected", `token endpoint answered ${code}`);
  }
  throw new AuthError("provider_answer_invalid", `token endpoint answered ${answer.status}`);
}
