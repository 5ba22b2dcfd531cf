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

const regionOfHost: Readonly<Record<string, Region>> = {
  "www.amazon.com": "na",
  "na.account.amazon.com": "na",
  "api.amazon.com": "na",
  "eu.account.amazon.com": "eu",
  "api.amazon.co.uk": "eu",
  "api.amazon.de": "eu",
  "apac.account.amazon.com": "fe",
  "api.amazon.co.jp": "fe",
};

/** The region that a host of Amazon's belongs to; undefined for anybody else's. */
export function amazonRegionOf(hostname: string): Region | undefined {
  return regionOfHost[hostname];
}

/** Host names that only ever belong to a sandbox. */
export const sandboxHosts = /^(localhost|127(\.\d+){3}|\[?::1\]?|0\.0\.0\.0)$|\.(localhost|test|invalid|example)$/i;

/** Whether an address of the site is one on this machine, or one that only tests have. */
export function isLocalSite(address: string): boolean {
  return /^localhost$|^127(\.\d+){3}$|^\[::1\]$|\.(localhost|test)$/i.test(new URL(address).hostname);
}
