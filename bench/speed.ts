import type { Contestant, Pair } from "./contestants.ts";
import { atLeast, nothingDemanded, type Row } from "./gates.ts";
import { cpuMilliseconds, type Load, load, median, rounded } from "./load.ts";

type Hit = Load & { cpuPerRequest: number };
type Measured = { contestant: Contestant; pair: Pair; hits: Hit[]; references: Hit[] };

const middle = (hits: readonly Hit[], of: (hit: Hit) => number) => median(hits.map(of));

function row({ contestant, pair, hits, references }: Measured): Row {
  // The two that ran side by side, so that a machine that gets slower or faster meanwhile changes both alike.
  const ratio = rounded(median(hits.map((one, index) => one.requestsPerSecond / (references[index]?.requestsPerSecond ?? NaN))), 3);
  return {
    whose: contestant.name,
    name: pair.name,
    "requests/s": Math.round(middle(hits, (one) => one.requestsPerSecond)),
    "reference/s": Math.round(middle(references, (one) => one.requestsPerSecond)),
    ratio,
    "CPU ms": rounded(middle(hits, (one) => one.cpuPerRequest), 2),
    "CPU ratio": rounded(median(hits.map((one, index) => (references[index]?.cpuPerRequest ?? NaN) / one.cpuPerRequest)), 3),
    "p50 ms": middle(hits, (one) => one.p50Milliseconds),
    "p99 ms": middle(hits, (one) => one.p99Milliseconds),
    errors: [...hits, ...references].reduce((sum, one) => sum + one.errors, 0),
    ...(pair.limits ? atLeast(ratio, pair.limits) : nothingDemanded),
  };
}

/**
 * How many requests a second each contestant answers, beside an address of the same build that checks nothing: all in
 * turn, round by round. The cookie goes with what is measured, and not with its reference. The ratio of the processor's
 * time says the same, and says it on a machine that has other work as well.
 */
export async function speedOf(contestants: readonly Contestant[], options: { seconds: number; connections: number; rounds: number }): Promise<Row[]> {
  const hit = async ({ origin, pid, cookie }: Contestant, path: string, signedIn: boolean): Promise<Hit> => {
    const before = cpuMilliseconds(pid());
    const loaded = await load(origin + path, { seconds: options.seconds, connections: options.connections, headers: signedIn ? { cookie } : {} });
    return { ...loaded, cpuPerRequest: (cpuMilliseconds(pid()) - before) / loaded.requests };
  };
  const rows: Measured[] = contestants.flatMap((contestant) => contestant.pairs.map((pair) => ({ contestant, pair, hits: [], references: [] })));
  for (const { contestant, pair } of rows) {
    await hit(contestant, pair.measured, true);
    await hit(contestant, pair.reference, false);
  }
  for (let round = 0; round < options.rounds; round += 1) {
    for (const { contestant, pair, hits, references } of rows) {
      hits.push(await hit(contestant, pair.measured, true));
      references.push(await hit(contestant, pair.reference, false));
    }
  }
  return rows.map(row);
}
