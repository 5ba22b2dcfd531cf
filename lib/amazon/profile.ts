import { z } from "zod";
import { AuthError } from "../errors.ts";
import { cleanName, cleanPostalCode } from "../oauth/profile.ts";
import type { AmazonConfig } from "./config.ts";
import type { ProviderAnswer, ProviderFetch } from "../oauth/fetch.ts";
import { errorCodeOf, isUnavailableStatus, parseAnswer } from "../oauth/json.ts";
import { refusesToken, TokenRefusedError } from "./refused-token.ts";

/** The permanent id of a person for one developer company. */
export const userId = z.string().max(200).regex(/^amzn1\.account\.[A-Za-z0-9._-]+$/);

/**
 * What Amazon says about a person; all but the id may be missing. There is no verified flag for the address. The postal
 * code is that of their first delivery address, and comes only with the scope of its name.
 */
export type AmazonProfile = { userId: string; name: string | undefined; email: string | undefined; postalCode?: string | undefined };

// A name or address that we cannot use is treated as missing: nobody is locked out for what Amazon stores.
const optionalText = z.string().optional().catch(undefined);
const flatProfile = z.object({ user_id: userId, name: optionalText, email: optionalText, postal_code: optionalText });
/** The old form, of which nobody knows whether Amazon still sends it. */
const nestedProfile = z
  .object({ Profile: z.object({ CustomerId: userId, Name: optionalText, PrimaryEmail: optionalText, PostalCode: optionalText }) })
  .transform(({ Profile }) => ({ user_id: Profile.CustomerId, name: Profile.Name, email: Profile.PrimaryEmail, postal_code: Profile.PostalCode }));
const profile = z.union([flatProfile, nestedProfile]);

/** Asks Amazon for the profile that belongs to an access token. */
export function profileRequest(config: AmazonConfig, fetch: ProviderFetch, accessToken: string): Promise<ProviderAnswer> {
  return fetch(config.profileUrl, { headers: { authorization: `Bearer ${accessToken}`, accept: "application/json" } });
}

/** A token that carries no scope of the profile at all: the shopper shared nothing but the sign-in itself. */
function isDeclined(answer: ProviderAnswer): boolean {
  return (answer.status === 400 || answer.status === 403) && errorCodeOf(answer) === "insufficient_scope";
}

/**
 * Judges a profile answer, flat or of the old nested form. A shopper who declined the profile gets one without name and
 * e-mail: tokeninfo has said who they are.
 * @param expectedUserId the id that tokeninfo named for the same token
 * @throws AuthError `identity_mismatch`, `provider_unavailable`, `provider_answer_invalid`; TokenRefusedError
 * @see https://developer.amazon.com/docs/login-with-amazon/obtain-customer-profile.html
 */
export function processProfileResponse(answer: ProviderAnswer, expectedUserId: string): AmazonProfile {
  if (isUnavailableStatus(answer.status)) throw new AuthError("provider_unavailable", `profile answered ${answer.status}`);
  if (isDeclined(answer)) return { userId: expectedUserId, name: undefined, email: undefined };
  if (refusesToken(answer)) throw new TokenRefusedError("profile");
  if (answer.status !== 200) throw new AuthError("provider_answer_invalid", `profile answered ${answer.status}`);
  const parsed = parseAnswer(answer, profile, "profile");
  if (parsed.user_id !== expectedUserId) throw new AuthError("identity_mismatch", "tokeninfo and profile name different people");
  return { userId: parsed.user_id, name: cleanName(parsed.name), email: parsed.email, postalCode: cleanPostalCode(parsed.postal_code) };
}
