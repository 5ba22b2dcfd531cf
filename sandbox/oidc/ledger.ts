/** A code or token that was handed out. */
export type OidcIssued = { kind: "code" | "access_token" | "refresh_token"; value: string; clientId: string; userId: string };

/** A call at one of the endpoints that a client's server asks. */
export type OidcCall = {
  method: string;
  path: string;
  /** Query and form fields, as they came. */
  parameters: Record<string, string>;
  /** Only `authorization`. */
  headers: Record<string, string>;
  /** What was answered. */
  status: number;
};

/**
 * What the upstream issued, was asked and took back, oldest first. It holds secrets on purpose: a test searches the
 * shop's logs for them.
 */
export type OidcLedger = {
  issued: OidcIssued[];
  calls: OidcCall[];
  /** Grants that were revoked because a code or a rotated refresh token came a second time. */
  revokedGrants: string[];
};

export function createLedger(): OidcLedger {
  return { issued: [], calls: [], revokedGrants: [] };
}
