import { database } from "../db/client.ts";
import type { Watcher } from "../db/feed.ts";
import { AmazonBreaker } from "./breaker.ts";
import type { HealthState } from "./health.ts";
import { SharedHealth } from "./shared-state.ts";

type Own = { breaker: AmazonBreaker; shared: SharedHealth };

// Next bundles a module more than once and the listener loads it natively: one breaker a process lives on globalThis.
const slot = Symbol.for("siwa.amazon-health");
type Holder = { [slot]?: Own };

function own(): Own {
  const holder = globalThis as Holder;
  if (holder[slot]) return holder[slot];
  const breaker = new AmazonBreaker({ onChange: (change) => void shared.tell(change) });
  const shared = new SharedHealth(breaker, () => database().query);
  holder[slot] = { breaker, shared };
  return holder[slot];
}

/** The breaker of this process. */
export function amazonBreaker(): AmazonBreaker {
  return own().breaker;
}

/** What the feed of this process tells it. */
export function amazonHealthWatcher(): Watcher {
  return own().shared.watcher();
}

export type AmazonHealth = {
  state: HealthState;
  /** Since when, as whoever found it out wrote it down. */
  since: Date;
  /** Since when it is not well: from the first time it went down until it is `ok` again. */
  incidentSince: Date | null;
  /** The share of calls of this process that failed lately; 0 while there are too few to say. */
  share: number;
  /** When it may be worth trying again; 0 unless it is down. */
  retryAfterSeconds: number;
};

/** How Amazon fares, from memory: no statement, no call. */
export function amazonHealth(): AmazonHealth {
  const breaker = amazonBreaker();
  const { since, incidentSince } = breaker.health;
  return { state: breaker.state, since, incidentSince, share: breaker.share, retryAfterSeconds: Math.ceil(breaker.pauseLeft / 1_000) };
}
