/** What a table shows in its columns `gate` and `goal`: empty where nothing is demanded. */
export type Verdict = { gate: "pass" | "fail" | ""; goal: string };

/** One line of a table. */
export type Row = Record<string, string | number> & Verdict;

export const nothingDemanded: Verdict = { gate: "", goal: "" };

type Limits = { gate: number; goal?: number };

const verdict = (good: (limit: number) => boolean, sign: string, { gate, goal }: Limits): Verdict => ({
  gate: good(gate) ? "pass" : "fail",
  goal: goal === undefined ? "" : `${sign} ${goal}: ${good(goal) ? "reached" : "not yet"}`,
});

/** For what has to be as large as possible. What could not be measured passes nothing. */
export const atLeast = (value: number, limits: Limits): Verdict => verdict((limit) => value >= limit, ">=", limits);

/** For what has to be as small as possible. */
export const atMost = (value: number, limits: Limits): Verdict => verdict((limit) => value <= limit, "<=", limits);

/** The gates that were not passed, by table, in words. */
export function failures(tables: Readonly<Record<string, readonly Row[]>>): string[] {
  return Object.entries(tables).flatMap(([part, rows]) => rows.filter(({ gate }) => gate === "fail").map((row) => `${part}: ${[row.whose, row.name].filter((word) => word !== undefined).join(", ")}`));
}
