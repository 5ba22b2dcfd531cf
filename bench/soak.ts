import { mostMegabytesDuring, residentMegabytes } from "#e2e/fixtures/process-memory.ts";
import type { Persona } from "#sandbox/amazon/personas.ts";
import type { Contestant } from "./contestants.ts";
import { atMost, nothingDemanded, type Row } from "./gates.ts";
import { load, median, rounded } from "./load.ts";

const tenths = 10;
/** How much it may hold at the end beside what it held when it was warm. */
const growthLimit = { gate: 1.1, goal: 1.05 };
/** A load that a machine with other work carries for an hour as well. */
const moderate = { connections: 2, requestsPerSecond: 40, seconds: 3 };
const signInsInARow = 3;
/** Who signs in, again and again: whoever plays Amazon does not take people without end. */
const people = 60;

/** What a process held at most in each tenth of the time, in MiB. */
export type Held = readonly number[];

/** The last three tenths beside the three after the warm-up of two: 1 where nothing grows. */
export function growthOf(held: Held): number {
  return median(held.slice(-3)) / median(held.slice(2, 5));
}

/** The slope of a straight line through all but the warm-up, in MiB an hour, where each value stands for so many minutes. */
export function slopeOf(held: Held, minutesEach: number): number {
  const warm = held.slice(2).map((value, index) => ({ x: (index * minutesEach) / 60, y: value }));
  const mean = (of: "x" | "y") => warm.reduce((sum, point) => sum + point[of], 0) / warm.length;
  const [x, y] = [mean("x"), mean("y")];
  return warm.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / warm.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
}

type Work = { requests: number; signIns: number; errors: number };

async function workFor(contestant: Contestant, crowd: Persona[], milliseconds: number): Promise<Work> {
  const done: Work = { requests: 0, signIns: 0, errors: 0 };
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    for (const { measured } of contestant.pairs) {
      const { requests, errors } = await load(contestant.origin + measured, { ...moderate, headers: { cookie: contestant.cookie } });
      done.requests += requests;
      done.errors += errors;
    }
    for (const persona of crowd.splice(0, signInsInARow)) {
      await contestant.signIn(persona);
      crowd.push(persona);
    }
    done.signIns += signInsInARow;
  }
  return done;
}

/**
 * The memory of a fresh web process while it answers session checks, pages, account pages and sign-ins without a
 * pause: what it held at most in each tenth of the time, and whether that grows.
 */
export async function soakOf(contestant: Contestant, minutes: number): Promise<Row[]> {
  await contestant.restart();
  const each = minutes / tenths;
  const crowd = Array.from({ length: people }, () => contestant.newPerson());
  const held: number[] = [];
  const rows: Row[] = [];
  for (let tenth = 0; tenth < tenths; tenth += 1) {
    let done: Work | undefined;
    held.push(await mostMegabytesDuring(contestant.pid(), async () => (done = await workFor(contestant, crowd, each * 60_000))));
    const name = `minutes ${rounded(tenth * each, 1)} to ${rounded((tenth + 1) * each, 1)}`;
    rows.push({ name, "at most MiB": Math.round(held[tenth] ?? NaN), "at the end MiB": Math.round(residentMegabytes(contestant.pid())), ...done, ...nothingDemanded });
  }
  const growth = rounded(growthOf(held), 3);
  return [...rows, { name: "last three beside the first three warm ones", value: growth, ...atMost(growth, growthLimit) }, { name: "slope of the warm ones, MiB an hour", value: rounded(slopeOf(held, each), 1), ...nothingDemanded }];
}
