export type RateLimit = {
  points: number;
  durationSeconds: number;
  /** The operator is told in the log when it is reached, once in each of its windows. */
  alert?: true;
};

/**
 * Every limit, in one table: how many points a key may spend in how many seconds. By whose doing they are counted:
 * `…_to_address` and `…_to_user` whoever asks, `…_from_client` whatever is asked for. A whole office stands behind one
 * client address, so bounds by client stop a flood, never a crowd. No limit closes more than the way that it counts.
 */
const table = {
  /** Mails with a code to one address, by whoever never proved it from where they are. */
  email_code_to_address: { points: 5, durationSeconds: 15 * 60 },
  /** The same over a day: it bounds what patience can guess. */
  email_code_to_address_per_day: { points: 30, durationSeconds: 24 * 60 * 60 },
  /** Mails with a code to one address, by all its known clients together: what strangers ask for does not count here. */
  email_code_to_address_by_known_client: { points: 5, durationSeconds: 15 * 60 },
  /** The same over a day: it bounds what somebody guesses who sits at a client that the owner uses. */
  email_code_to_address_by_known_client_per_day: { points: 30, durationSeconds: 24 * 60 * 60 },
  /**
   * Mails with a code to people who are not signed in, over the whole installation: against many clients that ask for
   * many addresses, each below its own limits. Known clients count, and are heard all the same.
   */
  email_code_from_anybody: { points: 3_000, durationSeconds: 60 * 60, alert: true },
  /** Mails with a code to one address that people who are signed in type, to prove it or to merge accounts; all of them together, each below their own limit. */
  email_code_to_address_by_users: { points: 10, durationSeconds: 15 * 60 },
  /** The same over a day: it bounds what somebody guesses who signs up often. */
  email_code_to_address_by_users_per_day: { points: 30, durationSeconds: 24 * 60 * 60 },
  /** Mails with a code that somebody who is signed in asks for: to prove themselves again, to prove an address, to merge accounts. */
  step_up_code_to_user: { points: 5, durationSeconds: 15 * 60 },
  /** The same over a day: it bounds what patience can guess. */
  step_up_code_to_user_per_day: { points: 30, durationSeconds: 24 * 60 * 60 },
  /** Mails with a code that one client address causes. A family or an office shares one. */
  email_code_from_client: { points: 60, durationSeconds: 15 * 60 },
  /** The same for a whole IPv6 network (/48), which one customer may have, for who is not signed in. Known clients count, and are heard all the same. */
  email_code_from_network: { points: 240, durationSeconds: 15 * 60 },
  /** Sign-ins that one client address starts at a provider; each provider has its own bucket. */
  sign_in_from_client: { points: 1_000, durationSeconds: 15 * 60 },
  /** Forms of signing in and of proving it again that one client address sends; each form has its own bucket. */
  sign_in_form_from_client: { points: 3_000, durationSeconds: 15 * 60 },
  /** Times that somebody who is signed in has us ask Amazon about them. */
  profile_update_by_user: { points: 10, durationSeconds: 15 * 60 },
  /** Copies of everything that is held about them that somebody asks for. */
  copy_by_user_per_day: { points: 5, durationSeconds: 24 * 60 * 60 },
  /** Times that an operator has the doctor ask Amazon: two or three calls each, which nobody waits for in the way of a shopper. */
  live_doctor_by_operator: { points: 10, durationSeconds: 15 * 60 },
  /** New guests, each with a bag that is kept for 90 days, that one client address makes. */
  guest_from_client: { points: 1_000, durationSeconds: 60 * 60 },
  /** Wrong codes from one client address, over all attempts. */
  wrong_code_from_client: { points: 50, durationSeconds: 15 * 60 },
  /** Wrong passwords for one address from one client address: whoever guesses at somebody locks only themselves out. */
  wrong_password_from_client_for_address: { points: 10, durationSeconds: 15 * 60 },
  /** Wrong passwords from one client address, over all addresses. */
  wrong_password_from_client: { points: 50, durationSeconds: 15 * 60 },
  /** Wrong passwords for one address from everywhere, against many clients that guess slowly. Known clients are still heard. */
  wrong_password_for_address_per_day: { points: 100, durationSeconds: 24 * 60 * 60 },
  /** No limit but a mark: from this client address somebody proved this address, by code, link or password. */
  known_client: { points: 1, durationSeconds: 30 * 24 * 60 * 60 },
  /** New passwords that one client address has us look at, good or not. */
  new_password_from_client: { points: 120, durationSeconds: 15 * 60 },
  /** Messages to the shop's support that one client address sends. A family or an office shares one. */
  support_mail_from_client: { points: 10, durationSeconds: 60 * 60 },
  /** The same over the whole installation: people read them. */
  support_mail_from_anybody: { points: 300, durationSeconds: 60 * 60, alert: true },
  /** Challenges for passkeys that one client address is given: the sign-in page asks for one each time it is opened. */
  passkey_options_from_client: { points: 3_000, durationSeconds: 15 * 60 },
} as const satisfies Record<string, RateLimit>;

export type RateLimitName = keyof typeof table;

/** For how long a count may stay; a mark (`known_client`) is none. */
export const longestLimitSeconds: number = Math.max(...Object.entries(table).map(([name, { durationSeconds }]) => (name === "known_client" ? 0 : durationSeconds)));

export const rateLimits: Readonly<Record<RateLimitName, RateLimit>> = table;
