import { AuthError } from "../../errors.ts";

/** Lets so many run at once. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * A gate for work that takes much memory and time: what comes while it is full waits its turn, and what comes while
 * the queue is full is sent away, so that a flood costs its senders the answer and nobody else the site.
 * @throws AuthError `password_busy` when too many wait
 */
export function createGate({ atOnce, mostWaiting }: { atOnce: number; mostWaiting: number }): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < atOnce) running += 1;
    else if (waiting.length < mostWaiting) await new Promise<void>((resolve) => waiting.push(resolve));
    else throw new AuthError("password_busy", "too many passwords wait to be hashed");
    try {
      return await work();
    } finally {
      // Whoever waits takes this place over; only an empty queue frees it.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
