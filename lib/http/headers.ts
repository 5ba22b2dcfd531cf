/** Amazon moves the browser between these during one sign-in, and Chromium checks `form-action` on every hop. */
const amazonAuthorizationHosts = [
  "https://www.amazon.com",
  "https://na.account.amazon.com",
  "https://eu.account.amazon.com",
  "https://apac.account.amazon.com",
] as const;

/** Where browsers report what the policy stopped. */
export const cspReportPath = "/api/csp-report";
const reportGroup = "csp";

/** For answers that are not pages: nothing in them may load or be framed. */
export const contentSecurityPolicyOfData = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** For pages that were rendered without a nonce (Next's own fallbacks): shown, but their script does not run. */
export const contentSecurityPolicyWithoutNonce =
  "default-src 'self'; script-src 'none'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const oneYearSeconds = 31_536_000;
const oneDaySeconds = 86_400;

/** The headers every answer carries, pages and files, 404 and 500 included. */
const always: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy":
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)",
};

const onHttps: Readonly<Record<string, string>> = {
  "Strict-Transport-Security": `max-age=${oneYearSeconds}; includeSubDomains`,
  "Reporting-Endpoints": `${reportGroup}="${cspReportPath}"`,
};

/** Addresses whose own URL holds a code, a reference, or the token of a mailed link, that no other site may learn. */
const withoutReferrer = /^\/(api\/auth\/callback\/|account\/privacy\/copy\/download|signin\/(error|verify|undo-change|undo-merge)(\/|$))/;

/**
 * The security headers of an answer, without CSP and caching, which depend on its content.
 * @param path path of the request, without query
 * @param secure true when the canonical address is https
 * @see OWASP ASVS 5.0 sections 3.4 and 14.3
 */
export function securityHeaders(path: string, secure: boolean): Record<string, string> {
  return {
    ...always,
    "Referrer-Policy": withoutReferrer.test(path) ? "no-referrer" : "strict-origin-when-cross-origin",
    ...(secure ? onHttps : {}),
  };
}

/**
 * The policy of one page answer.
 * @param options.nonce fresh for this answer, base64
 * @param options.formTargets origins of the configured authorization addresses, of which one may be a sandbox's
 * @param options.secure true when the canonical address is https
 * @param options.development Next's hot reload needs eval, inline styles and a websocket
 * @see https://www.w3.org/TR/CSP3/
 */
export function contentSecurityPolicy(options: { nonce: string; formTargets: readonly string[]; secure: boolean; development: boolean }): string {
  const { nonce, development } = options;
  const formTargets = new Set<string>([...amazonAuthorizationHosts, ...options.formTargets]);
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "object-src 'none'",
    "frame-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${[...formTargets].join(" ")}`,
    `report-uri ${cspReportPath}`,
  ];
  // Chromium ignores report-uri where it sees report-to, and keeps the endpoints of report-to on https only.
  if (options.secure) directives.push(`report-to ${reportGroup}`, "upgrade-insecure-requests");
  return directives.join("; ");
}

/** The policy for an answer whose maker set none. */
export function fallbackContentSecurityPolicy(contentType: string): string {
  return contentType.startsWith("text/html") ? contentSecurityPolicyWithoutNonce : contentSecurityPolicyOfData;
}

const publicFile = /^\/((brand|products)\/.+|[^/]+\.(ico|svg|png|jpg|webp|txt|xml|webmanifest))$/;

/**
 * How long an answer may be kept: hashed build files for ever, files of `public/` for a day, anything else not at all.
 * The path alone never decides, so that a page cannot be cached by adding `.png` to its address (cache deception).
 * @param path path of the request, without query
 * @param status of the answer
 * @param current what Next set; it calls only real files `public`
 */
export function cacheControl(path: string, status: number, current: string | undefined): string {
  const served = status === 200 || status === 206 || status === 304;
  if (served && path.startsWith("/_next/static/") && current !== undefined) return current;
  if (served && publicFile.test(path) && current?.startsWith("public")) return `public, max-age=${oneDaySeconds}`;
  return current?.includes("no-store") ? current : "no-store";
}
