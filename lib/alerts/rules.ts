/**
 * Everything that the operator is told of without being asked, in one table. An alert fires when its value was at or above
 * `fires` in `looks` looks in a row, a minute apart, and is over when it was below `over` as often: between the two nothing
 * changes, so that a value on the edge does not write a mail a minute.
 */
export type AlertRule = {
  fires: number;
  over: number;
  looks: number;
};

const table = {
  /** Ends that are our fault or a provider's, as a share of a hundred of all ends of the last ten minutes, where there were ten of them. */
  error_spike: { fires: 20, over: 10, looks: 2 },
  /** Ends of the last hour, and forms that failed, that are our doing: in a small shop there are never ten ends in ten minutes, and each of these is one too many. */
  our_fault: { fires: 3, over: 1, looks: 1 },
  /** Accounts that lost their consent in the last hour: one by one is ordinary, many at once are a mistake of somebody's. */
  revocation_spike: { fires: 20, over: 5, looks: 1 },
  /** Refreshes that failed for another reason than a lost consent, in the last ten minutes. */
  refresh_failures: { fires: 10, over: 3, looks: 2 },
  /** Refreshes of the last hour that failed likewise, where none got an answer: a small shop has no ten in ten minutes. */
  refresh_outage: { fires: 3, over: 1, looks: 1 },
  /** Whether the breaker over Amazon is open, or not yet trusted after it was: one, or nought. */
  amazon_down: { fires: 1, over: 1, looks: 1 },
  /** Mails that have waited for the mail server for more than five minutes. */
  mail_failures: { fires: 1, over: 1, looks: 2 },
  /** The middle one of five plain statements, in milliseconds: the first thing that people feel. */
  database_slow: { fires: 250, over: 100, looks: 3 },
  /** Days since the oldest of the keys and secrets that are used first was seen first. */
  secret_old: { fires: 365, over: 365, looks: 1 },
} as const satisfies Record<string, AlertRule>;

export type AlertName = keyof typeof table;
export const alertRules: Readonly<Record<AlertName, AlertRule>> = table;
export const alertNames = Object.keys(table) as AlertName[];
