/** How long what is counted is kept, and how fine. The one place for these numbers; rows of attempts go after 30 days (lib/attempts/sweep.ts). */
export const eventLimits = {
  /** What has no attempt is counted by the minute for so long, then by the hour. */
  minutesKeptHours: 3,
  /** Sums by the hour become sums by the day. */
  hoursKeptDays: 90,
  /** Then sums by the day go, too. */
  daysKept: 400,
  /** An hour of attempts is summed so long after its end: every attempt of it has ended by then, and been shown its first page. */
  settledMinutes: 60,
  /** A first page so long after the sign-in is no landing any more. */
  landingSeconds: 600,
  /** Most different counts that wait in memory; then new ones are dropped, known ones go on. */
  mostPending: 5_000,
  mostLandings: 10_000,
  flushMilliseconds: 5_000,
} as const;

/** Durations are counted in classes, each a tenth wider than the one before: a percentile is right within five per cent. */
export const durationGrowth = 1.1;
