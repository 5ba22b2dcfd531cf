/** The numbers of the breaker over calls to Amazon, each with its reason. docs/decisions/0018-breaker.md says what follows from them. */
export const breakerLimits = {
  /** The latest calls of one process that count. A number and not a time, so that a flip takes as many calls at noon as at night. */
  windowCalls: 20,
  /** Older calls say nothing about now; long enough for ten calls in a small shop. */
  windowMilliseconds: 120_000,
  /** Fewer say nothing: two or three people with bad luck are no outage. */
  leastCalls: 10,
  /** From here on the other ways come first: one call in five fails, so every second sign-in, of three calls each, does. */
  shakyShare: 0.2,
  /** From here on nobody is sent: seven sign-ins in eight fail. */
  downShare: 0.5,
  /** Nobody is sent for so long; after each trial that fails twice as long, up to the second number. */
  pauseMilliseconds: 10_000,
  longestPauseMilliseconds: 60_000,
  /** Trials in a row that must go well before it is open to everybody: as many as one sign-in makes. One at a time. */
  goodTrials: 3,
  /** How long "shaky" stands after the last sign of trouble, or after the trials went well. */
  shakyMilliseconds: 60_000,
  /** While it is down, so many calls at once are let through for people who are on their way back from Amazon. */
  onTheirWay: 2,
  /** A call that its caller gave up sooner than this says nothing about Amazon. */
  patienceMilliseconds: 2_000,
} as const;
