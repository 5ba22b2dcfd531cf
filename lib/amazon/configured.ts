import { env } from "../env.ts";
import { type AmazonConfig, amazonConfig } from "./config.ts";

/** The configured security profile. */
export function configuredAmazon(): AmazonConfig {
  const { AUTH_AMAZON_ID, AUTH_AMAZON_SECRET, AUTH_AMAZON_AUTHORIZE_URL, AUTH_AMAZON_API_URL, AUTH_AMAZON_SCOPE, APP_ENV } = env();
  return amazonConfig({
    clientId: AUTH_AMAZON_ID,
    clientSecrets: AUTH_AMAZON_SECRET,
    authorizeUrl: AUTH_AMAZON_AUTHORIZE_URL,
    apiUrl: AUTH_AMAZON_API_URL,
    scope: AUTH_AMAZON_SCOPE,
    allowHttp: APP_ENV !== "production",
  });
}
