/** What one conversation with Amazon may cost. */
export const amazonLimits = {
  callMilliseconds: 5_000,
  /** Token, tokeninfo and profile together. */
  flowMilliseconds: 10_000,
  maxBytes: 64 * 1024,
  /** An access token's life is taken from Amazon's answer, but kept inside these bounds, in seconds. */
  minExpiresInSeconds: 60,
  maxExpiresInSeconds: 86_400,
  defaultExpiresInSeconds: 3_600,
} as const;
