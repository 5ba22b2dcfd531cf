import type { AmazonConfig } from "./config.ts";

/** What can be asked for beyond the usual: only where the person asks us to, each with its reason. */
export const extraScopes = ["postal_code"] as const;
export type ExtraScope = (typeof extraScopes)[number];

/** The extra that a word names, which may come from anywhere. */
export function knownExtraScope(word: unknown): ExtraScope | undefined {
  return extraScopes.find((one) => one === word);
}

/** All scopes of one authorization request. */
export function requestedScopes(base: AmazonConfig["scope"], extra?: ExtraScope): string[] {
  return extra === undefined ? [base] : [base, extra];
}

/**
 * The parameters of an authorization request that asks for an extra beside the usual. Amazon's page then offers a box
 * for it: whoever unticks it comes back all the same, and the granted scopes say so.
 * @see https://developer.amazon.com/docs/login-with-amazon/customer-profile.html
 */
export function extraScopeParameters(base: AmazonConfig["scope"], extra: ExtraScope): { scope: string; scope_data: string } {
  return { scope: requestedScopes(base, extra).join(" "), scope_data: JSON.stringify({ [extra]: { essential: false } }) };
}
