/** How long a deletion takes. One table; pages and mails name the days from here. */
export const deletionTimes = {
  /** From the wish until everything is erased; so long the person may keep the account. */
  coolingOffDays: 7,
  /** How long one process has an erasure in hand before another may take it over. */
  holdSeconds: 5 * 60,
} as const;

/** When a wish of now is carried out. */
export function dueAt(now: Date): Date {
  return new Date(now.getTime() + deletionTimes.coolingOffDays * 86_400_000);
}
