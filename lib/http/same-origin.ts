/**
 * True when a state-changing request was sent by a page of this site.
 *
 * With `Sec-Fetch-Site` (every current browser) that header decides, and it must say `same-origin`; `Origin` may then
 * be absent, equal, or `null`: Chromium sends `Origin: null` with a same-origin form post from a page whose
 * Referrer-Policy is `no-referrer`, which our callback, our recovery pages and those of mailed links have. Script cannot
 * set or forge `Sec-Fetch-Site`. Without it (older browsers) `Origin` must be exactly ours; without both the request is
 * refused.
 *
 * @param canonicalOrigin origin of AUTH_URL, never taken from the request
 * @see https://www.w3.org/TR/fetch-metadata/ and RFC 6454 section 7
 */
export function isSameOrigin(request: Request, canonicalOrigin: string): boolean {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" && (origin === null || origin === "null" || origin === canonicalOrigin);
  return origin === canonicalOrigin;
}
