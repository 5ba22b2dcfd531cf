/** How long things wait for a person, in seconds. One table; nothing else in the code names a duration of a journey. */
export const attemptTimes = {
  /** From the start until the provider's answer. */
  providerLegSeconds: 15 * 60,
  attemptSeconds: 30 * 60,
  parkedIdentitySeconds: 15 * 60,
  emailCodeSeconds: 10 * 60,
  passkeyChallengeSeconds: 5 * 60,
  /** From the proof of the other account until the two are put together. */
  mergeProofSeconds: 10 * 60,
  /** From the proof of somebody who waits to be deleted until they say whether they keep the account. */
  keepProofSeconds: 15 * 60,
  /** How long a second, identical callback waits for the first to finish. */
  claimSeconds: 12,
  /** How long after a good end a second send of the same form counts as a double click. */
  twinSeconds: 15,
  /** From the decision of a sign-in until its answer, with the cookie, is at the browser. */
  answerMilliseconds: 500,
  browserCookieSeconds: 24 * 60 * 60,
} as const;

/** Most attempts that one browser keeps open: each costs it 1.6 kB of cookies, and servers refuse headers over 16 kB. */
export const mostOpenAttempts = 8;
/** The same where an attempt costs three cookies: with a nonce. */
export const mostOpenAttemptsWithNonce = 5;
