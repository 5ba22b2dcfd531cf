/** Every limit, in one table: how many points a key may spend in how many seconds. */
export const rateLimits = {
  /** Mails with a code to one address. */
  email_code_to_address: { points: 5, durationSeconds: 15 * 60 },
  /** The same over a day: it bounds what patience can guess. */
  email_code_to_address_per_day: { points: 30, durationSeconds: 24 * 60 * 60 },
  /** Mails with a code that somebody who is signed in asks for, to prove themselves again. */
  step_up_code_to_user: { points: 5, durationSeconds: 15 * 60 },
  /** The same over a day: it bounds what patience can guess. */
  step_up_code_to_user_per_day: { points: 30, durationSeconds: 24 * 60 * 60 },
  /** Mails with a code that one client address causes. A family or an office shares one. */
  email_code_from_client: { points: 60, durationSeconds: 15 * 60 },
  /** Wrong codes from one client address, over all attempts. */
  wrong_code_from_client: { points: 50, durationSeconds: 15 * 60 },
} as const;

export type RateLimitName = keyof typeof rateLimits;
