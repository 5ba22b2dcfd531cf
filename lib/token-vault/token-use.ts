/**
 * Why an account needs a new consent of its owner before there is another token: Amazon said that the consent is gone
 * (`revoked`); a process died while it was refreshing, so that nobody knows whether the refresh token is spent, or an
 * answer was lost and Amazon refuses that token since (`interrupted`); the key that sealed the tokens is lost (`key_lost`); or there never was a refresh token (`none`).
 */
export const consentLostReasons = ["revoked", "interrupted", "key_lost", "none"] as const;
export type ConsentLostReason = (typeof consentLostReasons)[number];

/** What whoever wants to use an access token gets. */
export type TokenUse =
  | { kind: "token"; accessToken: string; scopes: readonly string[] }
  /** Only the owner can help, by connecting again. Nothing was called, or is going to be. */
  | { kind: "needs_consent"; reason: ConsentLostReason }
  /** Amazon, or whoever is refreshing, did not answer in time: later it may work. The link is untouched. */
  | { kind: "unavailable"; retryAfterSeconds: number }
  /** Amazon refuses us, not the person: the operator is alerted and nobody is marked. */
  | { kind: "misconfigured" }
  /** There is no such account any more. */
  | { kind: "gone" };
