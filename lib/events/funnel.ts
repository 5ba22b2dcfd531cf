import { bounded } from "../telemetry/label-sets.ts";
import { awayMethods } from "./cells.ts";
import { durationGrowth } from "./limits.ts";
import type { Total } from "./read.ts";

export const funnelSteps = ["shown", "clicked", "left", "returned", "resolved", "session", "landed"] as const;
export type FunnelStep = (typeof funnelSteps)[number];
/** How many got to each step; null where nobody can say: a page that shows all methods is of none of them. */
export type Steps = Record<FunnelStep, number | null>;

export const timedSteps = ["looked", "clicked", "away", "decided", "asked", "landed", "whole"] as const;
export type TimedStep = (typeof timedSteps)[number];
/** Milliseconds within which half, and all but a twentieth, were done. */
export type Percentiles = { p50: number; p95: number; count: number };

export type MethodFunnel = { method: string; steps: Steps; times: Partial<Record<TimedStep, Percentiles>> };

export type Funnel = {
  all: Steps;
  methods: MethodFunnel[];
  devices: { name: string; steps: Steps }[];
  browsers: { name: string; steps: Steps }[];
  /** Amazon's regions; attempts and pages that none was noted of are of none of them. */
  regions: { name: string; steps: Steps }[];
  times: Partial<Record<TimedStep, Percentiles>>;
  /** Ends of sign-ins, and starts that were refused, most frequent first. */
  outcomes: { code: string; count: number }[];
  /** What the operator looks for first. `left` is what shares are of; consent is asked at a provider alone. */
  facts: { consentDenied: number; leftForProvider: number; abandoned: number; superseded: number; collisions: number; underWay: number; left: number };
  /** Attempts that sign nobody in: linking, proving it again, and the like. */
  otherIntents: { intent: string; left: number; session: number }[];
  /** Tries that were not accepted while their attempt went on, such as a wrong code; and requests about attempts that had ended. */
  refusals: { code: string; count: number }[];
  refreshes: { result: string; count: number }[];
};

const sum = (totals: readonly Total[], match: (total: Total) => boolean) => totals.reduce((value, total) => value + (match(total) ? total.count : 0), 0);

/** The counts of totals by their labels, most frequent first; of equals, by name. */
function byLabel(totals: readonly Total[]): { label: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { label, count } of totals) counts.set(label, (counts.get(label) ?? 0) + count);
  return [...counts].map(([label, count]) => ({ label, count })).toSorted((one, two) => two.count - one.count || one.label.localeCompare(two.label));
}

/** The steps of a part of the totals. @param shown whether the pages that were shown are of this part */
function stepsOf(totals: readonly Total[], shown: boolean): Steps {
  const of = (kind: string) => sum(totals, (total) => total.kind === kind);
  const left = of("left");
  return { shown: shown ? of("shown") : null, clicked: left + of("start_refused"), left, returned: of("returned"), resolved: of("resolved"), session: of("session"), landed: of("landed") };
}

/** The middle of a class of durations, in milliseconds. */
const middle = (label: string) => Math.round(durationGrowth ** (Number(label) + 0.5));

/** Percentiles of durations that were counted in classes, each right within five per cent (pure). */
export function percentilesOf(classes: readonly { label: string; count: number }[]): Percentiles | undefined {
  const sorted = classes.toSorted((one, two) => Number(one.label) - Number(two.label));
  const count = sorted.reduce((value, one) => value + one.count, 0);
  if (count === 0) return undefined;
  const at = (share: number) => {
    let passed = 0;
    return middle((sorted.find((one) => (passed += one.count) >= share * count) ?? sorted.at(-1))?.label ?? "0");
  };
  return { p50: at(0.5), p95: at(0.95), count };
}

function timesOf(totals: readonly Total[]): Partial<Record<TimedStep, Percentiles>> {
  const found = timedSteps.flatMap((step) => {
    const times = percentilesOf(byLabel(totals.filter(({ kind }) => kind === `ms_${step}`)));
    return times ? [[step, times] as const] : [];
  });
  return Object.fromEntries(found);
}

/** The totals in groups, by the values of a column, largest group first. */
function groups(totals: readonly Total[], column: "method" | "device" | "browser" | "region" | "intent"): [string, Total[]][] {
  const found = new Map<string, Total[]>();
  for (const total of totals) if (total[column] !== "") found.set(total[column], [...(found.get(total[column]) ?? []), total]);
  const size = (rows: readonly Total[]) => sum(rows, ({ kind }) => kind === "left" || kind === "shown");
  return [...found].toSorted(([one, rows], [two, others]) => size(others) - size(rows) || one.localeCompare(two));
}

function factsOf(signIns: readonly Total[]): Funnel["facts"] {
  const ended = (code: string) => sum(signIns, ({ kind, label }) => kind === "ended" && label === code);
  const left = sum(signIns, ({ kind }) => kind === "left");
  return {
    consentDenied: ended("consent_denied"),
    leftForProvider: sum(signIns, ({ kind, method }) => kind === "left" && awayMethods.some((one) => one === method)),
    abandoned: ended("attempt_expired"),
    superseded: ended("attempt_superseded"),
    collisions: sum(signIns, ({ kind, label }) => kind === "asked" && (label === "email_in_use" || label === "email_claimed")),
    underWay: left - sum(signIns, ({ kind }) => kind === "ended"),
    left,
  };
}

/** What the counts of a range say of signing in (pure). */
export function funnelOf(totals: readonly Total[]): Funnel {
  const signIns = totals.filter(({ intent }) => intent === "sign_in" || intent === "");
  const parts = (column: "device" | "browser" | "region") => groups(signIns, column).map(([name, rows]) => ({ name, steps: stepsOf(rows, true) }));
  const codes = (...kinds: string[]) => byLabel(signIns.filter(({ kind }) => kinds.includes(kind))).map(({ label, count }) => ({ code: label, count }));
  return {
    all: stepsOf(signIns, true),
    methods: groups(signIns, "method").map(([method, rows]) => ({ method, steps: stepsOf(rows, false), times: timesOf(rows) })),
    devices: parts("device"),
    browsers: parts("browser"),
    regions: parts("region"),
    times: timesOf(signIns),
    outcomes: codes("ended", "start_refused"),
    facts: factsOf(signIns),
    otherIntents: groups(totals, "intent").flatMap(([intent, rows]) => {
      if (intent === "sign_in") return [];
      return [{ intent: bounded("intent", intent), left: sum(rows, ({ kind }) => kind === "left"), session: sum(rows, ({ kind }) => kind === "session") }];
    }),
    refusals: codes("refused"),
    refreshes: byLabel(totals.filter(({ kind }) => kind === "refresh")).map(({ label, count }) => ({ result: label, count })),
  };
}
