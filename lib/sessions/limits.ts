/** How long a session lives. */
export const sessionLimits = {
  idleSeconds: 14 * 24 * 60 * 60,
  absoluteSeconds: 90 * 24 * 60 * 60,
  /** On a computer that others use too. */
  sharedIdleSeconds: 60 * 60,
  /** Last-seen is written at most this often for one session. */
  lastSeenStepSeconds: 10 * 60,
  sharedLastSeenStepSeconds: 60,
} as const;

/** For how long the row of a session outlives it, and its cookie: a page left open overnight is told why. */
export const sessionRowSeconds = 24 * 60 * 60;
