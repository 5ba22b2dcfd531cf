/**
 * How an attempt can end. One row per end: every redirect to the recovery page, every refusal and every log line of
 * an attempt uses a code from here, and a test fails when one has no row or no words.
 */
export type Outcome = {
  /** Who can do something about it. */
  whose: "nobody" | "shopper" | "amazon" | "us" | "attacker" | "time";
  /** Whether starting again can help. */
  retryable: boolean;
  level: "info" | "warn" | "error";
  /** Whether the operator is to be told when it happens often. */
  alert: boolean;
  /** Whether /help/sign-in explains it. */
  help: boolean;
  /** Status of a page that shows it in answer to a form; the recovery page itself is always 200. */
  status: 200 | 400 | 403 | 404 | 409 | 410 | 422 | 429 | 500 | 503;
};

const row = (whose: Outcome["whose"], status: Outcome["status"], rest: Partial<Outcome> = {}): Outcome => ({
  whose,
  status,
  retryable: true,
  level: "info",
  alert: false,
  help: false,
  ...rest,
});

const table = {
  // Good ends.
  signed_in: row("nobody", 200),
  signed_up: row("nobody", 200),
  account_linked: row("nobody", 200),
  already_signed_in: row("nobody", 200),
  already_linked: row("nobody", 200),
  account_replaced: row("nobody", 200),
  account_reconnected: row("nobody", 200),
  postal_code_fetched: row("nobody", 200),
  postal_code_declined: row("shopper", 200),
  postal_code_missing: row("shopper", 200),
  profile_up_to_date: row("nobody", 200),
  profile_changed: row("nobody", 200),
  email_proved: row("nobody", 200),
  // The shopper decides.
  consent_denied: row("shopper", 200, { help: true }),
  email_in_use: row("shopper", 409, { help: true }),
  email_claimed: row("shopper", 409),
  switch_asked: row("shopper", 409),
  switch_declined: row("shopper", 200),
  collision_declined: row("shopper", 200),
  link_asked: row("shopper", 409),
  link_declined: row("shopper", 200),
  keep_asked: row("shopper", 409),
  keep_declined: row("shopper", 200),
  signed_out: row("shopper", 410),
  email_code_incomplete: row("shopper", 422),
  email_code_wrong: row("shopper", 422, { help: true }),
  email_code_spent: row("shopper", 422, { level: "warn", help: true }),
  email_code_superseded: row("shopper", 410, { help: true }),
  email_address_invalid: row("shopper", 422),
  // Passwords.
  password_wrong: row("shopper", 422, { help: true }),
  password_missing: row("shopper", 422),
  password_too_short: row("shopper", 422),
  password_too_long: row("shopper", 422),
  password_too_easy: row("shopper", 422, { help: true }),
  password_needs_address: row("shopper", 409),
  password_busy: row("us", 503, { level: "error", alert: true }),
  // Passkeys.
  passkey_needs_script: row("shopper", 422),
  passkey_refused: row("attacker", 422, { level: "warn" }),
  passkey_expired: row("time", 410),
  passkey_used: row("time", 409),
  passkey_unknown: row("shopper", 422, { help: true }),
  passkey_cloned: row("attacker", 403, { level: "error", alert: true }),
  passkey_known: row("shopper", 409),
  passkey_limit: row("shopper", 409),
  passkey_name_invalid: row("shopper", 422),
  proof_of_other_user: row("shopper", 409),
  // Proving it again.
  identity_confirmed: row("nobody", 200),
  step_up_other_session: row("shopper", 409),
  step_up_method_gone: row("shopper", 409),
  step_up_other_account: row("shopper", 409, { level: "warn" }),
  // Addresses and ways in.
  email_address_same: row("shopper", 422),
  email_owned_by_other: row("shopper", 409, { help: true }),
  email_undo_unknown: row("attacker", 404, { level: "warn" }),
  email_undo_used: row("shopper", 409),
  email_undo_expired: row("time", 410),
  email_undo_taken: row("shopper", 409),
  email_link_malformed: row("shopper", 400),
  email_link_unknown: row("attacker", 404, { level: "warn" }),
  email_link_used: row("shopper", 409, { help: true }),
  email_link_superseded: row("shopper", 410),
  email_link_expired: row("time", 410),
  email_link_elsewhere: row("shopper", 409, { help: true }),
  // Two accounts that are to become one.
  merge_proved: row("nobody", 200),
  accounts_merged: row("nobody", 200),
  merge_no_account: row("shopper", 409),
  merge_own_way: row("shopper", 409),
  merge_one_must_count: row("shopper", 409),
  merge_proof_expired: row("time", 410),
  // Time.
  attempt_expired: row("time", 410, { help: true }),
  attempt_used: row("time", 409, { help: true }),
  attempt_superseded: row("time", 410),
  email_code_expired: row("time", 410, { help: true }),
  // Somebody else's browser, or a broken one.
  attempt_unknown: row("attacker", 404, { level: "warn" }),
  state_mismatch: row("attacker", 400, { level: "warn", help: true }),
  origin_refused: row("attacker", 403, { level: "warn" }),
  input_invalid: row("attacker", 400, { level: "warn" }),
  // Amazon.
  grant_rejected: row("amazon", 409, { level: "warn", help: true }),
  provider_unavailable: row("amazon", 503, { level: "error", alert: true, help: true }),
  provider_answer_invalid: row("amazon", 503, { level: "error", alert: true, help: true }),
  token_audience_mismatch: row("attacker", 400, { level: "error", alert: true, retryable: false }),
  identity_mismatch: row("attacker", 400, { level: "error", alert: true, retryable: false }),
  // Other providers.
  id_token_signature_invalid: row("attacker", 400, { level: "error", alert: true, retryable: false }),
  id_token_algorithm_refused: row("attacker", 400, { level: "error", alert: true, retryable: false }),
  id_token_issuer_mismatch: row("attacker", 400, { level: "error", alert: true, retryable: false }),
  id_token_audience_mismatch: row("attacker", 400, { level: "error", alert: true, retryable: false }),
  id_token_nonce_mismatch: row("attacker", 400, { level: "error", alert: true }),
  id_token_expired: row("amazon", 409, { level: "warn" }),
  // Us.
  client_rejected: row("us", 503, { level: "error", alert: true, retryable: false, help: true }),
  database_unavailable: row("us", 503, { level: "error", alert: true, help: true }),
  mail_unavailable: row("us", 503, { level: "error", alert: true }),
  rate_limited: row("shopper", 429, { level: "warn", help: true }),
  unexpected: row("us", 500, { level: "error", alert: true }),
  // The user's record.
  user_suspended: row("us", 403, { level: "warn", retryable: false }),
  user_locked: row("us", 403, { level: "warn", retryable: false }),
  unlock_no_account: row("shopper", 409, { retryable: false }),
  compromise_no_way: row("shopper", 409, { retryable: false }),
  not_me_link_no_way: row("shopper", 409, { retryable: false }),
  not_me_link_unknown: row("time", 410, { retryable: false }),
  // A copy of what is held.
  copy_used: row("shopper", 410, { retryable: false }),
  copy_over: row("time", 410, { retryable: false }),
  keep_over: row("time", 410),
  deletion_begun: row("time", 410, { retryable: false }),
  deletion_pending: row("shopper", 409, { retryable: false }),
  user_merged: row("shopper", 409),
  // Putting two users together, and taking that back.
  merge_same_user: row("shopper", 409),
  merge_user_suspended: row("us", 403, { level: "warn", retryable: false }),
  merge_user_locked: row("us", 403, { level: "warn", retryable: false }),
  merge_deletion_pending: row("shopper", 409, { retryable: false }),
  merge_user_gone: row("time", 410),
  address_released: row("shopper", 409),
  merge_address_undo: row("shopper", 409, { retryable: false }),
  merge_undo_unknown: row("shopper", 404),
  merge_undo_used: row("shopper", 409),
  merge_undo_expired: row("time", 410, { retryable: false }),
  merge_link_expired: row("time", 410, { retryable: false }),
  merge_undo_later_first: row("shopper", 409),
  merge_undo_last_way: row("shopper", 409, { retryable: false }),
  // Linking and unlinking in the settings.
  link_owned_by_other: row("shopper", 409, { help: true }),
  link_other_session: row("shopper", 409),
  reconnect_other_account: row("shopper", 409),
  last_sign_in_method: row("shopper", 409, { retryable: false }),
  reauthentication_required: row("shopper", 403),
  // Asking Amazon for somebody who is signed in.
  consent_needed: row("shopper", 409),
  profile_unavailable: row("amazon", 503, { level: "error", alert: true }),
  profile_answer_invalid: row("amazon", 503, { level: "error", alert: true }),
  profile_misconfigured: row("us", 503, { level: "error", alert: true, retryable: false }),
  profile_other_person: row("attacker", 409, { level: "error", alert: true, retryable: false }),
} as const satisfies Record<string, Outcome>;

export type OutcomeCode = keyof typeof table;

export const outcomes: Readonly<Record<OutcomeCode, Outcome>> = table;
export const outcomeCodes = Object.keys(table) as OutcomeCode[];

/** The code if we own it, else `unexpected`: whatever a query says, the recovery page has words for it. */
export function knownOutcome(value: unknown): OutcomeCode {
  return typeof value === "string" && Object.hasOwn(table, value) ? (value as OutcomeCode) : "unexpected";
}
