/** Every bound of the vault in one table. */
export const vaultLimits = {
  /** A token is renewed between one and five minutes before it ends, each account at a time of its own. */
  aheadSeconds: { least: 60, most: 300 },
  /** What lives shorter is renewed when a quarter of its life is left, or every use would renew it. */
  aheadShare: 0.25,
  /** A token that ends sooner is not handed out any more. */
  usableSeconds: 10,
  /** How long one process may refresh the tokens of an account: longer than its calls and their writing take. */
  leaseSeconds: 15,
  /** All calls of one refresh together, and the pauses between them. */
  callsMilliseconds: 10_000,
  /** Calls of one refresh that Amazon has answered with "later". */
  tries: 3,
  /** After a refresh that did not succeed, for whoever wants the same account next, in any process. */
  pauseMilliseconds: 2_000,
  /** No header keeps us away for longer. */
  mostPauseMilliseconds: 300_000,
  /** For all accounts of a process: what one of them met may not keep the others away for long. */
  sharedPauseMilliseconds: 30_000,
  /** A pause that a caller waits for. */
  waitedPauseMilliseconds: 3_000,
  /** While Amazon refuses us, each process asks it once in this time. */
  refusedMilliseconds: 60_000,
  /** How long somebody waits for a token unless they say otherwise, and how often they look whether another process is done. */
  waitMilliseconds: 8_000,
  /** The same for whoever could go on with the token that is there. */
  spareWaitMilliseconds: 1_000,
  pollMilliseconds: { least: 100, most: 400 },
  /** How long the work behind it goes on: until the lease of a process that died has run out, and a call of its own after that. */
  workMilliseconds: 28_000,
  /** In one process: who waits for a token, calls at once, reads at once. */
  callers: 1_000,
  calls: 8,
  reads: 5,
} as const;
