import { z } from "zod";
import { AuthError } from "../errors.ts";
import type { ProviderAnswer } from "./fetch.ts";
import { errorCodeOf, isUnavailableStatus, parseAnswer } from "./json.ts";
import { providerLimits } from "./limits.ts";

/** Tokens as a provider issues them. */
export type TokenSet = { accessToken: string; refreshToken: string | undefined; expiresInSeconds: number };

/** A token response: what is stored of it, and what only this sign-in needs. */
export type IssuedTokens = TokenSet & { idToken?: string; scope?: string };

const documentedTokenLength = 2_048;
const built = new Map<number, ReturnType<typeof buildTokenResponse>>();

/** Kept once built: zod compiles a schema when it is used first, which costs more than all its other uses. */
function tokenResponse(maxTokenLength: number) {
  const known = built.get(maxTokenLength) ?? buildTokenResponse(maxTokenLength);
  built.set(maxTokenLength, known);
  return known;
}

function buildTokenResponse(maxTokenLength: number) {
  const token = z.string().min(1).max(maxTokenLength).regex(/^[\u0021-\u007e]+$/);
  return z.object({
    access_token: token,
    token_type: z.string().regex(/^bearer$/i),
    refresh_token: token.optional(),
    expires_in: z.unknown().optional(),
    id_token: z.unknown().optional(),
    scope: z.unknown().optional(),
  });
}

/**
 * A lifetime that can be worked with, whatever was sent: number or numeric text, clamped to one minute and one day.
 * Absent or senseless values become an hour.
 */
export function saneExpiresIn(value: unknown): number {
  const seconds = typeof value === "string" && /^\d{1,10}$/.test(value.trim()) ? Number(value) : value;
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) return providerLimits.defaultExpiresInSeconds;
  return Math.min(Math.max(Math.floor(seconds), providerLimits.minExpiresInSeconds), providerLimits.maxExpiresInSeconds);
}

/**
 * Judges a token response.
 * @param options.maxTokenLength Amazon documents 2,048 bytes, others more
 * @throws AuthError `grant_rejected` (code spent, expired or foreign), `client_rejected` (our id, secret or rights),
 *   `provider_unavailable` (429, 5xx), `provider_answer_invalid` (anything else)
 * @see RFC 6749 sections 5.1 and 5.2
 */
export function processTokenResponse(answer: ProviderAnswer, options: { maxTokenLength?: number } = {}): IssuedTokens {
  if (answer.status === 200) {
    const { access_token, refresh_token, expires_in, id_token, scope } = parseAnswer(answer, tokenResponse(options.maxTokenLength ?? documentedTokenLength), "token response");
    return {
      accessToken: access_token,
      refreshToken: refresh_token,
      expiresInSeconds: saneExpiresIn(expires_in),
      ...(typeof id_token === "string" ? { idToken: id_token } : {}),
      ...(typeof scope === "string" ? { scope } : {}),
    };
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
