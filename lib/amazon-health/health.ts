import { breakerLimits } from "./limits.ts";

/** `ok`: as ever. `shaky`: it may not work, so other ways come first. `down`: nobody is sent to Amazon. */
export type HealthState = "ok" | "shaky" | "down";

/** How Amazon fares, as this process knows. */
export type Health = {
  state: HealthState;
  since: Date;
  /** When the state is over by itself, by a clock that never goes back; without a meaning for `ok`. */
  until: number;
  /** How many trials in a row have failed. */
  tries: number;
  /** When it went down first, until it is `ok` again. */
  incidentSince: Date | null;
};

/** What can happen to it. */
export type HealthChange =
  /** Too many calls failed: nobody is sent any more. Also after a trial that failed. */
  | "went_down"
  /** The trials went well: it is open to everybody, and not yet trusted. */
  | "came_back"
  /** Some calls fail. */
  | "shook"
  /** Nothing more was heard of trouble. */
  | "calmed";

/** How long nobody is sent after so many trials in a row have failed. */
export function pauseAfter(tries: number): number {
  return Math.min(breakerLimits.pauseMilliseconds * 2 ** Math.min(tries, 10), breakerLimits.longestPauseMilliseconds);
}

/** What becomes of it (pure). @param now the same clock as `until` has */
export function changed(health: Health, change: HealthChange, now: number, at: Date): Health {
  switch (change) {
    case "went_down": {
      const tries = health.state === "down" ? health.tries + 1 : 0;
      return { state: "down", since: at, until: now + pauseAfter(tries), tries, incidentSince: health.incidentSince ?? at };
    }
    case "came_back":
      return { ...health, state: "shaky", since: at, until: now + breakerLimits.shakyMilliseconds, tries: 0 };
    case "shook":
      return { ...health, state: "shaky", since: health.state === "shaky" ? health.since : at, until: now + breakerLimits.shakyMilliseconds };
    case "calmed":
      return { state: "ok", since: at, until: now, tries: 0, incidentSince: null };
    default:
      return change satisfies never;
  }
}

/**
 * What people are to be shown (pure). A pause that is over is shaky: the way is offered again, and the next one who takes
 * it is the trial. So nothing that nobody takes back stands for ever.
 */
export function stateAt({ state, until }: Pick<Health, "state" | "until">, now: number): HealthState {
  if (state === "ok" || now < until) return state;
  return state === "down" ? "shaky" : "ok";
}
