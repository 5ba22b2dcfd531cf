/** How copies are made, and for how long they are there. Units are in the names. */
export const copyNumbers = {
  /** Rows that are in memory at once. */
  pageRows: 500,
  /** What the archive is cut into: so much of it is in memory at once, of whoever makes it and whoever sends it. */
  pieceBytes: 256 * 1_024,
  /** From when it is ready until it goes, fetched or not. */
  liveSeconds: 24 * 60 * 60,
  /** A transfer that broke off can be begun again for so long. */
  againSeconds: 10 * 60,
  /** How often making one is begun before it is given up. */
  mostRuns: 4,
  /** Whoever makes one and has not said so for this long is gone. Longer than any one statement may take. */
  silentSeconds: 60,
  /** One page may take so long, in PostgreSQL: it is nobody's page that waits. */
  statementMilliseconds: 30_000,
  /** Nobody does the jobs of this installation: it is said, instead of letting people wait for ever. */
  waitSeconds: 7 * 24 * 60 * 60,
  /** That somebody asked is kept for so long, after its archive is gone. */
  rowSeconds: 30 * 24 * 60 * 60,
} as const;

/** A moment so many seconds before another. */
export const before = (now: Date, seconds: number): Date => new Date(now.getTime() - seconds * 1_000);
/** A moment so many seconds after another. */
export const after = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1_000);
