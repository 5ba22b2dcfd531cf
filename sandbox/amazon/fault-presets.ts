import type { Fault } from "./faults.ts";

/** A fault that the control room offers ready-made. */
export type FaultPreset = { label: string; fault: Omit<Fault, "endpoint"> };

const megabytes = 1024 * 1024;

/** Ready-made faults, by the name that the form sends. Between them they use every switch. */
export const faultPresets: Readonly<Record<string, FaultPreset>> = {
  unavailable: {
    label: "503 with Retry-After",
    fault: { status: 503, body: `{"error":"ServerError"}`, headers: { "retry-after": "30" } },
  },
  often_unavailable: { label: "503 for three calls of five", fault: { share: 0.6, status: 503, body: `{"error":"ServerError"}` } },
  too_many: { label: "429 with Retry-After", fault: { status: 429, body: "{}", headers: { "retry-after": "30" } } },
  server_error: { label: "500", fault: { status: 500, body: "" } },
  elsewhere: {
    label: "Redirect to another host",
    fault: { status: 302, body: "", headers: { location: "https://elsewhere.example/" } },
  },
  slow: { label: "3 seconds late", fault: { delayMilliseconds: 3_000 } },
  very_slow: { label: "A minute late", fault: { delayMilliseconds: 60_000 } },
  drip: { label: "One byte a second", fault: { dripMillisecondsPerByte: 1_000 } },
  hang: { label: "No answer at all", fault: { hang: true } },
  reset: { label: "Connection cut at once", fault: { reset: true } },
  reset_in_body: { label: "Connection cut in the body", fault: { resetAfterBytes: 10 } },
  lost: { label: "Work done, answer lost", fault: { loseAnswer: true } },
  html: { label: "A page instead of JSON", fault: { html: true } },
  wrong_type: { label: "JSON declared as HTML", fault: { contentType: "text/html" } },
  broken_json: { label: "Broken JSON", fault: { mangle: "broken_json" } },
  cut_off: { label: "JSON cut off", fault: { mangle: "cut_off" } },
  byte_order_mark: { label: "JSON with a byte order mark", fault: { mangle: "byte_order_mark" } },
  duplicate_keys: { label: "JSON with every key twice", fault: { mangle: "duplicate_keys" } },
  oversized: { label: "200 MB", fault: { oversizedBytes: 200 * megabytes } },
  bomb: { label: "200 MB in a small gzip", fault: { oversizedBytes: 200 * megabytes, gzip: true } },
  other_audience: {
    label: "tokeninfo: for another client",
    fault: { aud: "amzn1.application-oa2-client.somebodyelse" },
  },
  other_user: {
    label: "tokeninfo, profile: about somebody else",
    fault: { otherUserId: "amzn1.account.SANDBOXSOMEBODYELSE0000000" },
  },
  no_user: { label: "tokeninfo, profile: no user_id", fault: { omitUserId: true } },
  legacy: { label: "profile: the old nested form", fault: { legacyProfile: true } },
  expires_text: { label: "token: expires_in as text", fault: { expiresIn: "3600" } },
  expires_huge: { label: "token: expires_in of 1e18", fault: { expiresIn: 1e18 } },
  expires_absent: { label: "token: no expires_in", fault: { omit: ["expires_in"] } },
  rotate: { label: "token: a new refresh token beside the old one", fault: { refreshToken: "rotate" } },
  single_use: { label: "token: a new refresh token, the old one spent", fault: { refreshToken: "single_use" } },
  rotate_lost: {
    label: "token: refresh token spent, answer lost",
    fault: { refreshToken: "single_use", loseAnswer: true },
  },
  no_refresh_token: { label: "token: no refresh token", fault: { refreshToken: "none" } },
  error_back: {
    label: "authorize: server_error at the return URL",
    fault: { authorizationError: "server_error", errorDescription: "The sandbox was told to fail" },
  },
  busy_back: {
    label: "authorize: temporarily_unavailable at the return URL",
    fault: { authorizationError: "temporarily_unavailable" },
  },
  scope_page: {
    label: "authorize: invalid_scope on Amazon's own page",
    fault: { authorizationError: "invalid_scope", errorDescription: "An unknown scope was requested", onOwnPage: true },
  },
};
