/** What is needed to speak to Amazon for one security profile. */
export type AmazonConfig = {
  clientId: string;
  /** Newest first; the next one is tried when Amazon answers `invalid_client`. */
  clientSecrets: string[];
  authorizeUrl: string;
  tokenUrl: string;
  tokenInfoUrl: string;
  profileUrl: string;
  scope: "profile" | "profile:user_id";
  /** Only outside production. */
  allowHttp: boolean;
};

/**
 * Derives the endpoints from the API's base address.
 * @see https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html
 */
export function amazonConfig(input: {
  clientId: string;
  clientSecrets: string[];
  authorizeUrl: string;
  apiUrl: string;
  scope: AmazonConfig["scope"];
  allowHttp: boolean;
}): AmazonConfig {
  const { apiUrl, ...rest } = input;
  const endpoint = (path: string) => new URL(path, apiUrl).href;
  return { ...rest, tokenUrl: endpoint("/auth/o2/token"), tokenInfoUrl: endpoint("/auth/o2/tokeninfo"), profileUrl: endpoint("/user/profile") };
}
