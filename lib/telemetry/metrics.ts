import { Counter, Histogram, Registry } from "prom-client";
import { bounded, type LabelSet } from "./label-sets.ts";

/** Seconds; from what takes no time to what a person takes a while for. */
const attemptBuckets = [0.1, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300, 900, 1_800];

const counters = {
  siwa_attempts_started_total: { help: "Attempts that began.", labels: ["method", "intent", "device"] },
  siwa_attempts_ended_total: { help: "Attempts that ended, by how.", labels: ["method", "outcome"] },
  siwa_refusals_total: { help: "Tries and starts that were refused, and answers to requests about attempts that had ended, by why.", labels: ["outcome"] },
  siwa_form_refusals_total: { help: "Forms that were answered with a refusal, by why; an attempt that ended by it is counted there, too.", labels: ["outcome"] },
  siwa_pages_shown_total: { help: "Sign-in pages that were shown.", labels: ["device"] },
  siwa_token_refreshes_total: { help: "Wishes for a fresh token of Amazon, by what became of them.", labels: ["refresh"] },
  siwa_mails_total: { help: "Mails that were handed over, were not taken (and are tried again), were refused for good, or were dropped because nobody has a use for them any more.", labels: ["mail"] },
} as const satisfies Record<string, { help: string; labels: readonly LabelSet[] }>;

export type CounterName = keyof typeof counters;
type LabelsOf<Name extends CounterName> = Record<(typeof counters)[Name]["labels"][number], string | null | undefined>;
/** Hears what is counted, with the words that it was counted under. It must not throw. */
export type CountListener = (name: CounterName, words: Readonly<Record<string, string>>) => void;
type Metrics = { registry: Registry; counters: Map<CounterName, Counter>; seconds: Histogram; heard?: CountListener };

function newMetrics(): Metrics {
  const registry = new Registry();
  const made = Object.entries(counters).map(([name, { help, labels }]) => [name as CounterName, new Counter({ name, help, labelNames: labels, registers: [registry] })] as const);
  const seconds = new Histogram({ name: "siwa_attempt_seconds", help: "From the start of an attempt that ended until its end.", labelNames: ["method"], buckets: attemptBuckets, registers: [registry] });
  return { registry, counters: new Map(made), seconds };
}

// Next bundles a module more than once and the listener loads it natively: one registry a process lives on globalThis.
const slot = Symbol.for("siwa.metrics");
type Holder = { [slot]?: Metrics };

function metrics(): Metrics {
  const holder = globalThis as Holder;
  holder[slot] ??= newMetrics();
  return holder[slot];
}

/** The registry of this process. */
export function metricsRegistry(): Registry {
  return metrics().registry;
}

/** Counts one thing. A label that is none of its set's words is `other`. */
export function count<Name extends CounterName>(name: Name, labels: LabelsOf<Name>): void {
  const words = Object.fromEntries(Object.entries<string | null | undefined>(labels).map(([set, word]) => [set, bounded(set as LabelSet, word)]));
  const { counters: made, heard } = metrics();
  made.get(name)?.inc(words);
  heard?.(name, words);
}

/** Lets one part of the process hear what is counted, also by those that may not know of it. Said again, it replaces the earlier one. */
export function onCount(listener: CountListener): void {
  metrics().heard = listener;
}

/** Notes how long an attempt took. */
export function observeAttempt(method: string, seconds: number): void {
  metrics().seconds.observe({ method: bounded("method", method) }, Math.max(0, seconds));
}
