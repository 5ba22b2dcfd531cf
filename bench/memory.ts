import { mostMegabytesDuring } from "#e2e/fixtures/process-memory.ts";
import type { Contestant } from "./contestants.ts";
import { atMost, nothingDemanded, type Row } from "./gates.ts";
import { load } from "./load.ts";

/** How much of each kind goes to each contestant in a round: the same for all, however fast they are. */
export type MemoryLoad = { requests: number; signIns: number; connections: number; rounds: number };

/** The goal of design.md's section 8, in mebibytes. */
const goalMegabytes = 300;

async function burden(contestant: Contestant, { requests, signIns, connections }: MemoryLoad): Promise<void> {
  const [check, page] = contestant.pairs;
  for (const pair of [check, page]) if (pair) await load(contestant.origin + pair.measured, { requests, connections, headers: { cookie: contestant.cookie } });
  for (let count = 0; count < signIns; count += 1) await contestant.signIn(contestant.newPerson());
}

/**
 * The memory of a fresh web process at its start, and the most that it held while it answered session checks, signed-in
 * pages and sign-ins: as many of each for every contestant, in turn.
 */
export async function memoryOf(contestants: readonly Contestant[], options: MemoryLoad): Promise<Row[]> {
  for (const contestant of contestants) await contestant.restart();
  const most = new Map(contestants.map((contestant) => [contestant, 0]));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const contestant of contestants) {
      const held = await mostMegabytesDuring(contestant.pid(), () => burden(contestant, options));
      most.set(contestant, Math.max(most.get(contestant) ?? 0, held));
    }
  }
  const stock = contestants.find(({ name }) => name === "stock");
  const mostOfStock = Math.round((stock && most.get(stock)) ?? NaN);
  return contestants.map((contestant) => {
    const underLoad = Math.round(most.get(contestant) ?? NaN);
    const verdict = contestant.name === "ours" ? atMost(underLoad, { gate: mostOfStock, goal: goalMegabytes }) : nothingDemanded;
    return { whose: contestant.name, name: "web process", "at start MiB": Math.round(contestant.baseMegabytes()), "under load MiB": underLoad, ...verdict };
  });
}
