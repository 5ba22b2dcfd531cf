import autocannon from "autocannon";

export type Load = { requestsPerSecond: number; p50Milliseconds: number; p99Milliseconds: number; errors: number };

/**
 * Loads one address of this machine for a while.
 * @param options.seconds how long; results of the first call after a start are warm-up and are to be thrown away
 * @param options.connections kept open at once, one request on each
 */
export async function load(url: string, options: { seconds: number; connections: number; headers?: Record<string, string> }): Promise<Load> {
  const result = await autocannon({ url, duration: options.seconds, connections: options.connections, headers: options.headers ?? {} });
  return {
    requestsPerSecond: result.requests.average,
    p50Milliseconds: result.latency.p50,
    p99Milliseconds: result.latency.p99,
    errors: result.errors + result.non2xx + result.timeouts,
  };
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
