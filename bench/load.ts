import { readFileSync } from "node:fs";
import autocannon from "autocannon";

export type Load = { requests: number; requestsPerSecond: number; p50Milliseconds: number; p99Milliseconds: number; errors: number };

type LoadOptions = {
  /** How long; results of the first call after a start are warm-up and are to be thrown away. */
  seconds?: number;
  /** How many requests, however long they take. */
  requests?: number;
  /** Kept open at once, one request on each. */
  connections: number;
  /** No more than so many, all connections together; as many as are answered where nothing is said. */
  requestsPerSecond?: number;
  headers?: Record<string, string>;
};

/** Loads one address of this machine for a while. */
export async function load(url: string, { seconds, requests, connections, requestsPerSecond, headers = {} }: LoadOptions): Promise<Load> {
  const result = await autocannon({ url, connections, headers, ...(requestsPerSecond && { overallRate: requestsPerSecond }), ...(requests === undefined ? { duration: seconds ?? 1 } : { amount: requests }) });
  return {
    requests: result.requests.total,
    requestsPerSecond: result.requests.average,
    p50Milliseconds: result.latency.p50,
    p99Milliseconds: result.latency.p99,
    errors: result.errors + result.non2xx + result.timeouts,
  };
}

/** A clock tick of the kernel, in milliseconds. */
const tickMilliseconds = 10;

/** What a process has spent on its processors so far, in milliseconds. */
export function cpuMilliseconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * tickMilliseconds;
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** The value below which this part of all values lies (0.99: all but a hundredth). */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** A number with so many digits behind the point, at most. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
