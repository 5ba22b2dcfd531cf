import { z } from "zod";
import { AuthError } from "../errors.ts";
import type { AmazonConfig } from "./config.ts";
import type { ProviderAnswer, ProviderFetch } from "../oauth/fetch.ts";
import { isUnavailableStatus, parseAnswer } from "../oauth/json.ts";
import { userId } from "./profile.ts";
import { refusesToken, TokenRefusedError } from "./refused-token.ts";

const tokenInfo = z.object({ aud: z.string().min(1).max(200), user_id: userId });

/** Asks Amazon for whom and for which client an access token was issued. */
export function tokenInfoRequest(config: AmazonConfig, fetch: ProviderFetch, accessToken: string): Promise<ProviderAnswer> {
  // In the query, because that is the only documented form of this endpoint; our own logs never hold the address.
  const url = new URL(config.tokenInfoUrl);
  url.searchParams.set("access_token", accessToken);
  return fetch(url.href, { headers: { accept: "application/json" } });
}

/**
 * Refuses a token that was issued to another client: it would be a valid token at the profile endpoint all the same.
 * @returns the user's id at Amazon
 * @throws AuthError `token_audience_mismatch`, `provider_unavailable`, `provider_answer_invalid`; TokenRefusedError
 * @see https://developer.amazon.com/docs/login-with-amazon/verify-tokens.html
 */
export function processTokenInfoResponse(answer: ProviderAnswer, clientId: string): { userId: string } {
  if (isUnavailableStatus(answer.status)) throw new AuthError("provider_unavailable", `tokeninfo answered ${answer.status}`);
  if (refusesToken(answer)) throw new TokenRefusedError("tokeninfo");
  if (answer.status !== 200) throw new AuthError("provider_answer_invalid", `tokeninfo answered ${answer.status}`);
  const parsed = parseAnswer(answer, tokenInfo, "tokeninfo");
  if (parsed.aud !== clientId) throw new AuthError("token_audience_mismatch", "the access token was issued to another client");
  return { userId: parsed.user_id };
}
