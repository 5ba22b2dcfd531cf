/** Amazon's regional hosts. @see https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html */
export const regions = ["na", "eu", "fe"] as const;
export type Region = (typeof regions)[number];

const hosts: Record<Region, { authorizeUrl: string; apiUrl: string }> = {
  na: { authorizeUrl: "https://www.amazon.com/ap/oa", apiUrl: "https://api.amazon.com" },
  eu: { authorizeUrl: "https://eu.account.amazon.com/ap/oa", apiUrl: "https://api.amazon.co.uk" },
  fe: { authorizeUrl: "https://apac.account.amazon.com/ap/oa", apiUrl: "https://api.amazon.co.jp" },
};

/** Where a region's authorization page and API live. */
export function endpointsForRegion(region: Region): { authorizeUrl: string; apiUrl: string } {
  return hosts[region];
}

/** Host names that only ever belong to a sandbox. */
export const sandboxHosts = /^(localhost|127(\.\d+){3}|\[?::1\]?|0\.0\.0\.0)$|\.(localhost|test|invalid|example)$/i;
