import type { AmazonConfig } from "./config.ts";
import type { ProviderFetch } from "../oauth/fetch.ts";
import { type AmazonProfile, processProfileResponse, profileRequest } from "./profile.ts";
import { processTokenInfoResponse, tokenInfoRequest } from "./token-info.ts";

/**
 * Who an access token speaks for: tokeninfo must name our client, and the profile the same person.
 * @throws AuthError as `processTokenInfoResponse` and `processProfileResponse` do
 */
export async function identityOf(config: AmazonConfig, fetch: ProviderFetch, accessToken: string): Promise<AmazonProfile> {
  const info = processTokenInfoResponse(await tokenInfoRequest(config, fetch, accessToken), config.clientId);
  return processProfileResponse(await profileRequest(config, fetch, accessToken), info.userId);
}
