import type { Database } from "#lib/db/client.ts";
import { type ImportResult, importResults, importUser } from "#lib/methods/password/import-user.ts";
import { linesOf } from "./lines.ts";

type Fate = ImportResult | "too_long";

/** How many lines had which fate, and the numbers of the first of those that need a look. */
export type ImportReport = { counts: Record<Fate, number>; lines: Partial<Record<Fate, number[]>> };

const mostNumbers = 20;
/** Fates that are nobody's fault: no line is named. */
const fine: readonly Fate[] = ["imported"];
/** Fates after which somebody has to mend the file. */
export const faults: readonly Fate[] = ["not_json", "not_a_user", "bad_address", "bad_hash", "too_long"];

const words: Record<Fate, string> = {
  imported: "imported",
  exists: "left alone: somebody has the address here already",
  unproved: "left out: the line says that the address was never confirmed",
  not_json: "not JSON",
  not_a_user: "not a user: email, passwordHash, and perhaps name and emailVerified",
  bad_address: "no e-mail address that we could send to",
  bad_hash: "no bcrypt hash ($2a$, $2b$ or $2y$, cost 4 to 14)",
  too_long: "longer than 64 KiB",
};

/**
 * Imports every line of a file, each in a transaction of its own: what was imported before an interruption stays, and
 * running it again goes on.
 * @throws DatabaseUnavailableError
 */
export async function importFile(database: Database, chunks: AsyncIterable<string>, onProgress: (lines: number) => void = () => undefined): Promise<ImportReport> {
  const counts = Object.fromEntries([...importResults, "too_long"].map((fate) => [fate, 0])) as Record<Fate, number>;
  const report: ImportReport = { counts, lines: {} };
  for await (const line of linesOf(chunks)) {
    const fate = "text" in line ? await importUser(database, line.text, new Date()) : "too_long";
    counts[fate] += 1;
    if (!fine.includes(fate)) {
      const numbers = (report.lines[fate] ??= []);
      if (numbers.length < mostNumbers) numbers.push(line.number);
    }
    if (line.number % 1_000 === 0) onProgress(line.number);
  }
  return report;
}

/** The report as a person reads it: counts and line numbers, never an address or a hash. */
export function reportLines({ counts, lines }: ImportReport): string[] {
  return (Object.keys(counts) as Fate[]).flatMap((fate) => {
    if (counts[fate] === 0 && fate !== "imported") return [];
    const numbers = lines[fate] ?? [];
    const where = numbers.length === 0 ? "" : ` (line ${numbers.join(", ")}${counts[fate] > numbers.length ? ", …" : ""})`;
    return [`${String(counts[fate]).padStart(8)}  ${words[fate]}${where}`];
  });
}
