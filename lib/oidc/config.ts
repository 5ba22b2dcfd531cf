/** What is needed to speak to one OpenID provider. */
export type OidcConfig = {
  /** As the operator gave it; the provider's own document must name the same. */
  issuer: string;
  clientId: string;
  /** Only outside production. */
  allowHttp: boolean;
};

/** How long what a provider publishes about itself is believed, and what it may send. */
export const oidcLimits = {
  documentSeconds: 10 * 60,
  /** How often one that could not be read is asked for again while nobody waits for it. */
  documentRetrySeconds: 30,
  /** A key that is not known yet makes us ask again, but not more often. */
  keysCooldownSeconds: 30,
  clockToleranceSeconds: 30,
  /** ID tokens with groups and pictures in them are long. */
  maxTokenLength: 16_384,
} as const;
