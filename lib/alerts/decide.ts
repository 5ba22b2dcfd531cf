import type { AlertRule } from "./rules.ts";

/** An alert as it is stored. `streak`: how many looks in a row said that it should be otherwise. */
export type AlertState = { firing: boolean; since: Date; streak: number };

export type AlertDecision = { next: AlertState; tell: "fired" | "over" | null };

/**
 * What a new value makes of an alert (pure). A value that could not be had changes nothing: silence is no recovery.
 * @param value null when it could not be measured
 */
export function decideAlert(state: AlertState, rule: AlertRule, value: number | null, now: Date): AlertDecision {
  if (value === null) return { next: state, tell: null };
  const otherwise = state.firing ? value < rule.over : value >= rule.fires;
  if (!otherwise) return { next: { ...state, streak: 0 }, tell: null };
  const streak = state.streak + 1;
  if (streak < rule.looks) return { next: { ...state, streak }, tell: null };
  const firing = !state.firing;
  return { next: { firing, since: now, streak: 0 }, tell: firing ? "fired" : "over" };
}
