import { z } from "zod";
import { AuthError } from "../errors.ts";
import type { ProviderAnswer } from "../oauth/fetch.ts";
import { isUnavailableStatus, parseAnswer } from "../oauth/json.ts";
import { cleanName, type ProviderProfile } from "../oauth/profile.ts";

// What we cannot use is treated as missing: nobody is locked out for what a provider stores.
const optionalText = z.string().optional().catch(undefined);
/** Apple sends "true" as text. Anything else says nothing. */
const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((value) => value === "true")]).optional().catch(undefined);
/** 255 characters of ASCII at most, never reassigned. @see OpenID Connect Core 1.0 section 2 */
const subject = z.string().min(1).max(255).regex(/^[\u0021-\u007e]+$/).refine((value) => value !== "undefined" && value !== "null");
const claims = z.object({ sub: subject, name: optionalText, email: optionalText, email_verified: flag });

/**
 * Who the claims of a checked ID token, or a userinfo answer, speak of.
 * @throws AuthError `provider_answer_invalid` without a subject that can be a key
 * @see OpenID Connect Core 1.0 section 5.1
 */
export function profileOfClaims(value: unknown): ProviderProfile {
  const parsed = claims.safeParse(value);
  if (!parsed.success) throw new AuthError("provider_answer_invalid", "the claims have no usable subject");
  const { sub, name, email, email_verified } = parsed.data;
  return { id: sub, name: cleanName(name), email, emailVerified: email_verified };
}

/**
 * Completes the claims of an ID token with those of the userinfo endpoint, where many providers keep name and address.
 * @throws AuthError `identity_mismatch` when it speaks of somebody else, `provider_unavailable`,
 *   `provider_answer_invalid`
 * @see OpenID Connect Core 1.0 section 5.3.2
 */
export function processUserinfoResponse(answer: ProviderAnswer, profile: ProviderProfile): ProviderProfile {
  if (isUnavailableStatus(answer.status)) throw new AuthError("provider_unavailable", `userinfo answered ${answer.status}`);
  if (answer.status !== 200) throw new AuthError("provider_answer_invalid", `userinfo answered ${answer.status}`);
  const more = profileOfClaims(parseAnswer(answer, z.looseObject({ sub: z.string() }), "userinfo"));
  if (more.id !== profile.id) throw new AuthError("identity_mismatch", "ID token and userinfo name different people");
  return { id: profile.id, name: profile.name ?? more.name, ...(profile.email === undefined ? { email: more.email, emailVerified: more.emailVerified } : { email: profile.email, emailVerified: profile.emailVerified }) };
}
