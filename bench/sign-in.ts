import type { Persona } from "#sandbox/amazon/personas.ts";
import type { Contestant } from "./contestants.ts";
import { cpuOfCounting } from "./counting.ts";
import { atMost, nothingDemanded, type Row } from "./gates.ts";
import { cpuMilliseconds, median, quantile, rounded } from "./load.ts";

/** After some ten seconds of work a process gets no faster. */
const warmUp = 300;

type Batch = { cpuMilliseconds: number; times: number[] };
type Kind = "first" | "returning";

/** One batch of sign-ins, from the button to the cookie, one after the other. The sandbox's part is another process's. */
async function batch(contestant: Contestant, people: readonly Persona[]): Promise<Batch> {
  const before = cpuMilliseconds(contestant.pid());
  const times: number[] = [];
  for (const persona of people) {
    const began = performance.now();
    await contestant.signIn(persona);
    times.push(performance.now() - began);
  }
  return { cpuMilliseconds: cpuMilliseconds(contestant.pid()) - before, times };
}

type Measured = { contestant: Contestant } & Record<Kind, Batch[]>;

const cpuPerSignIn = (batches: readonly Batch[]) => batches.reduce((sum, one) => sum + one.cpuMilliseconds, 0) / batches.flatMap((one) => one.times).length;

/** Design.md's section 8 demands it of the returning sign-in. */
const limits = { gate: 1, goal: 0.7 };

function row(measured: Measured, kind: Kind, stock: Measured | undefined): Row {
  const times = measured[kind].flatMap((one) => one.times);
  const cpu = cpuPerSignIn(measured[kind]);
  const ofStock = rounded(stock ? cpu / cpuPerSignIn(stock[kind]) : NaN, 3);
  return {
    whose: measured.contestant.name,
    name: `${kind} sign-in`,
    "CPU ms": rounded(cpu, 2),
    "of stock": ofStock,
    "p50 ms": rounded(median(times), 1),
    "p99 ms": rounded(quantile(times, 0.99), 1),
    ...(measured.contestant.name === "ours" && kind === "returning" ? atMost(ofStock, limits) : nothingDemanded),
  };
}

/** What counting adds to a returning sign-in, as a share of all of it. */
async function countingRow(cpuOfSignIn: number): Promise<Row> {
  const cpu = await cpuOfCounting();
  const share = rounded(cpu / cpuOfSignIn, 4);
  return { whose: "ours", name: "counting one", "CPU ms": rounded(cpu, 4), "of ours": share, ...atMost(share, { gate: 0.05 }) };
}

/**
 * What a first and a returning sign-in with Amazon cost the web process, start and callback together: all contestants in
 * turn, batch by batch. Some go before as warm-up and are thrown away.
 * @param options.count how many of each kind for each contestant
 */
export async function costOfSignIns(contestants: readonly Contestant[], options: { count: number; rounds: number }): Promise<Row[]> {
  const size = Math.ceil(options.count / options.rounds);
  const crowd = (contestant: Contestant, people: number) => Array.from({ length: people }, () => contestant.newPerson());
  for (const contestant of contestants) await batch(contestant, crowd(contestant, Math.max(warmUp, options.count)));
  const taken: Measured[] = contestants.map((contestant) => ({ contestant, first: [], returning: [] }));
  for (let round = 0; round < options.rounds; round += 1) {
    const people = contestants.map((contestant) => crowd(contestant, size));
    for (const kind of ["first", "returning"] as const) {
      for (const [index, one] of taken.entries()) one[kind].push(await batch(one.contestant, people[index] ?? []));
    }
  }
  const stock = taken.find(({ contestant }) => contestant.name === "stock");
  const rows = taken.flatMap((one) => [row(one, "first", stock), row(one, "returning", stock)]);
  const ours = taken.find(({ contestant }) => contestant.name === "ours");
  return ours ? [...rows, await countingRow(cpuPerSignIn(ours.returning))] : rows;
}
