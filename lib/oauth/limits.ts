/** What one conversation with a provider may cost. */
export const providerLimits = {
  callMilliseconds: 5_000,
  /** All calls of one sign-in together. */
  flowMilliseconds: 10_000,
  maxBytes: 64 * 1024,
  /** How long a connection waits for the next call: shorter than the 5 s after which many servers close it. */
  idleMilliseconds: 4_000,
  /** An access token's life is taken from the provider's answer, but kept inside these bounds, in seconds. */
  minExpiresInSeconds: 60,
  maxExpiresInSeconds: 86_400,
  defaultExpiresInSeconds: 3_600,
} as const;
