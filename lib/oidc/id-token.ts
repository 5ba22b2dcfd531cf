import { errors, type JWTPayload, jwtVerify } from "jose";
import { AuthError } from "../errors.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { type OidcConfig, oidcLimits } from "./config.ts";
import type { OidcProvider } from "./discovery.ts";

/** Signatures that only the provider can make. `none` is none, and with HS* our own secret would be the key. */
const asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];

function algorithmsOf({ document }: OidcProvider): string[] {
  const announced = document.id_token_signing_alg_values_supported ?? ["RS256"];
  return asymmetric.filter((name) => announced.includes(name));
}

const claimOutcomes: Partial<Record<string, OutcomeCode>> = {
  iss: "id_token_issuer_mismatch",
  aud: "id_token_audience_mismatch",
  azp: "id_token_audience_mismatch",
  exp: "id_token_expired",
  iat: "id_token_expired",
  nbf: "id_token_expired",
  nonce: "id_token_nonce_mismatch",
};

/** The code for a claim that is missing, wrong, or of the wrong kind. */
export function outcomeOfClaim(claim: string): OutcomeCode {
  return claimOutcomes[claim] ?? "provider_answer_invalid";
}

/** What a failure of jose means here, by its stable code. */
function outcomeOfJose(error: unknown): OutcomeCode {
  if (error instanceof AuthError) return error.code;
  if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) return outcomeOfClaim(error.claim);
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return "id_token_signature_invalid";
  if (error instanceof errors.JOSEAlgNotAllowed) return "id_token_algorithm_refused";
  if (error instanceof errors.JWKSTimeout) return "provider_unavailable";
  return "provider_answer_invalid";
}

/**
 * Checks an ID token that came with a token response: signature by a key that the provider publishes, algorithm,
 * issuer, audience, time, and that it has a subject and a nonce. Auth.js would leave the signature out, because the
 * token came over TLS; it compares the nonce afterwards, with the one in this browser's check cookie.
 * @throws AuthError `id_token_signature_invalid`, `id_token_algorithm_refused`, `id_token_issuer_mismatch`,
 *   `id_token_audience_mismatch`, `id_token_expired`, `id_token_nonce_mismatch`, `provider_unavailable`,
 *   `provider_answer_invalid`
 * @see OpenID Connect Core 1.0 section 3.1.3.7
 */
export async function verifyIdToken(config: OidcConfig, provider: OidcProvider, idToken: string, now: Date): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(idToken, provider.keys, {
      algorithms: algorithmsOf(provider),
      issuer: provider.document.issuer,
      audience: config.clientId,
      requiredClaims: ["sub", "iss", "aud", "exp", "iat", "nonce"],
      clockTolerance: oidcLimits.clockToleranceSeconds,
      currentDate: now,
    });
    const several = Array.isArray(payload.aud) && payload.aud.length > 1;
    if ((several || payload.azp !== undefined) && payload.azp !== config.clientId) throw new AuthError("id_token_audience_mismatch", "the ID token was issued to another client");
    return payload;
  } catch (error) {
    if (error instanceof AuthError) throw error;
    throw new AuthError(outcomeOfJose(error), "the ID token was refused", { cause: error });
  }
}
