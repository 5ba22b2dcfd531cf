import { env } from "../../env.ts";

/**
 * Whom browsers tie passkeys to: the host of the canonical address, never that of the request.
 * @see WebAuthn Level 3, section 5.1.2
 */
export function relyingParty(): { id: string; name: string; origin: string } {
  const { AUTH_URL, SITE_NAME } = env();
  return { id: new URL(AUTH_URL).hostname, name: SITE_NAME, origin: AUTH_URL };
}

/** What we take, best first: EdDSA, ES256, RS256. */
export const algorithms = [-8, -7, -257];

export const passkeyLimits = {
  mostForOneUser: 20,
  nameCharacters: 60,
  /** Of the answer that a browser sends; those without an attestation have one or two thousand. */
  answerCharacters: 16_384,
} as const;
