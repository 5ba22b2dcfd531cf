import { outcomeCodes } from "../outcomes.ts";

/**
 * Every word that a label of a metric or a column of a count may hold. What somebody else made up (an address, an
 * error's text, an agent) never becomes one: it is `other`, so that there are no more of them than stand here.
 */
export const labelSets = {
  method: ["amazon", "google", "apple", "facebook", "oidc", "email_code", "email_link", "password", "passkey"],
  intent: ["sign_in", "link", "reconnect", "reauthenticate", "add_first_method", "prove_email", "merge", "unlock"],
  device: ["computer", "phone", "tablet"],
  browser: ["Edge", "Opera", "Samsung Internet", "Vivaldi", "Firefox", "Chrome", "Safari"],
  region: ["na", "eu", "fe"],
  outcome: outcomeCodes,
  event: ["attempt.ended", "attempt.waiting", "attempt.refused", "attempt.answered"],
  /** What became of a wish for a fresh token (lib/token-vault). */
  refresh: ["refreshed", "raced", "revoked", "interrupted", "unavailable", "misconfigured"],
  mail: ["sent", "failed", "refused", "dropped"],
} as const satisfies Record<string, readonly string[]>;

export type LabelSet = keyof typeof labelSets;
export type RefreshResult = (typeof labelSets.refresh)[number];
export const other = "other";

const known = new Map(Object.entries(labelSets).map(([name, values]) => [name, new Set<string>(values)]));

/** The word itself if it is one of a set, else `other`. */
export function bounded(set: LabelSet, word: string | null | undefined): string {
  return word !== null && word !== undefined && known.get(set)?.has(word) ? word : other;
}
