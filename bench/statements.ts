import { setTimeout as wait } from "node:timers/promises";
import { isOfNobody, statementCounts } from "#e2e/fixtures/statement-counts.ts";
import type { Contestant } from "./contestants.ts";
import { atMost, nothingDemanded, type Row } from "./gates.ts";
import { rounded } from "./load.ts";

const { "start at Amazon, in a new browser": begin, "start at Amazon, in a known browser": beginAgain } = statementCounts;
const { "session check, cold": cold, "session check, warm": warm, "signed-in page, warm": warmPage, "first sign-in": first, "returning sign-in": returning } = statementCounts;

/** How many of ours are declared, from the button to the cookie. */
const declared = { "session check, cold": cold, "session check, warm": warm, "signed-in page, warm": warmPage, "first sign-in": begin + first, "returning sign-in": beginAgain + returning };
type Step = keyof typeof declared;

/** After this time a process has heard that nothing changed about what it holds. */
const settledMilliseconds = 1_500;
const times = 10;

async function count(contestant: Contestant, work: () => Promise<unknown>): Promise<number> {
  const statements = contestant.record();
  await work();
  return statements.filter((one) => !isOfNobody(one)).length;
}

async function repeated(work: (index: number) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < times; index += 1) await work(index);
}

async function counted(contestant: Contestant): Promise<Record<Step, number>> {
  await contestant.restart(true);
  const get = async (path = "") => await (await fetch(contestant.origin + path, { headers: { cookie: contestant.cookie } })).text();
  const [check, page] = contestant.pairs.map((pair) => pair.measured);
  // What every process does once is done.
  await contestant.signIn(contestant.newPerson());
  const counts: Partial<Record<Step, number>> = { "session check, cold": await count(contestant, () => get(check)) };
  await wait(settledMilliseconds);
  for (const path of [check, page]) await get(path);
  counts["session check, warm"] = (await count(contestant, () => repeated(() => get(check)))) / times;
  counts["signed-in page, warm"] = (await count(contestant, () => repeated(() => get(page)))) / times;
  const people = Array.from({ length: times }, () => contestant.newPerson());
  const signIn = (index: number) => contestant.signIn(people[index] ?? contestant.newPerson());
  counts["first sign-in"] = (await count(contestant, () => repeated(signIn))) / times;
  counts["returning sign-in"] = (await count(contestant, () => repeated(signIn))) / times;
  return counts as Record<Step, number>;
}

/**
 * How many statements each step sends, those of its transactions included, counted on the wire; a sign-in from the
 * button to the cookie. Ours are declared in e2e/fixtures/statement-counts.ts.
 */
export async function statementsOf(contestants: readonly Contestant[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const contestant of contestants) {
    const counts = await counted(contestant);
    for (const name of Object.keys(declared) as Step[]) {
      const limit = contestant.name === "ours" ? declared[name] : undefined;
      const statements = rounded(counts[name], 1);
      rows.push({ whose: contestant.name, name, statements, declared: limit ?? "", ...(limit === undefined ? nothingDemanded : atMost(statements, { gate: limit })) });
    }
    await contestant.restart();
  }
  return rows;
}
