import { RetryBudget } from "../oauth/retry.ts";
import { Limiter } from "./limiter.ts";
import { vaultLimits as limits } from "./limits.ts";
import type { TokenUse } from "./token-use.ts";

/** What the callers in one process share. */
export type VaultState = {
  /** Work for an account that is under way, by account and wish. */
  flights: Map<string, Promise<TokenUse>>;
  callers: number;
  calls: Limiter;
  reads: Limiter;
  budget: RetryBudget;
  /** Until when Amazon is not asked, by `performance.now()`, and why. */
  pause: { until: number; why: "busy" | "refused" };
  /** The process is about to end: nothing new begins. */
  closing: boolean;
};

// Next bundles a module more than once: one vault a process lives on globalThis.
const slot = Symbol.for("siwa.token-vault");
type Holder = { [slot]?: VaultState | undefined };

export function vaultState(): VaultState {
  const holder = globalThis as Holder;
  holder[slot] ??= { flights: new Map(), callers: 0, calls: new Limiter(limits.calls), reads: new Limiter(limits.reads), budget: new RetryBudget(), pause: { until: 0, why: "busy" }, closing: false };
  return holder[slot];
}

/** What is left of the pause, in milliseconds; 0 when there is none. */
export function pauseLeft({ pause }: VaultState): number {
  return Math.max(0, pause.until - performance.now());
}

/** Keeps this process away from Amazon's token endpoint. @returns whether it was not kept away before */
export function startPause(state: VaultState, why: VaultState["pause"]["why"], milliseconds: number): boolean {
  const before = pauseLeft(state) > 0 && state.pause.why === why;
  const until = performance.now() + milliseconds;
  if (until > state.pause.until || (why === "refused" && state.pause.why !== why)) state.pause = { until, why };
  return !before;
}

/** Lets what is under way end and begins nothing new. For the end of the process, before its database is closed. */
export async function finishRefreshes(): Promise<void> {
  const holder = globalThis as Holder;
  const state = holder[slot];
  if (!state) return;
  state.closing = true;
  await Promise.allSettled(state.flights.values());
  holder[slot] = undefined;
}
