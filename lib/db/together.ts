import { sha256 } from "../crypto/random.ts";
import { plainly, type Tx } from "./client.ts";

/** A statement with the name under which it is prepared: always the same text. */
export type Statement = { name: string; text: string; values: readonly unknown[] };

/** What one of them brought: the rows, as JSON has them (a time is text). */
type Rows = Record<string, unknown>[];

function numberedFrom(text: string, first: number): string {
  return text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + first}`);
}

/** PostgreSQL tells the names of prepared statements apart by so many characters. */
const longestName = 63;

function nameOf(statements: readonly Statement[]): string {
  const name = statements.map((one) => one.name).join("+");
  return name.length <= longestName ? name : `${name.slice(0, longestName - 9)}~${sha256(name).slice(0, 8)}`;
}

const known = new Map<string, { parts: readonly string[]; text: string }>();

/** @throws Error when one of the names came with another text before: what is prepared under it would get values that are not its own */
function textOf(name: string, statements: readonly Statement[]): string {
  const before = known.get(name);
  const other = before && statements.find(({ text }, index) => text !== before.parts[index]);
  if (other) throw new Error(`the statement ${other.name} has another text than before`);
  if (before) return before.text;
  let first = 0;
  const parts = statements.map(({ text, values }, index) => {
    const part = `s${index} AS (${numberedFrom(text, first)})`;
    first += values.length;
    return part;
  });
  const results = statements.map((_, index) => `(SELECT coalesce(jsonb_agg(s${index}), '[]') FROM s${index}) AS "${index}"`);
  const text = `WITH ${parts.join(", ")} SELECT ${results.join(", ")}`;
  known.set(name, { parts: statements.map((one) => one.text), text });
  return text;
}

/**
 * Several plain statements on one way to the database and back, where none needs what another one writes: they all see the
 * tables as they were before, but for rows that somebody else holds, which are looked at again as in any statement. In which
 * order they run is PostgreSQL's choice. Each must return a row for each that it writes.
 * @throws Error when a name comes with another text than before
 * @returns the rows of each
 */
export async function together(tx: Tx, statements: readonly Statement[]): Promise<Rows[]> {
  const [only] = statements;
  if (only && statements.length === 1) return [await plainly(tx, only.name, only.text, [...only.values])];
  const name = nameOf(statements);
  const [row] = await plainly<Record<string, Rows>>(tx, name, textOf(name, statements), statements.flatMap(({ values }) => values));
  return statements.map((_, index) => row?.[String(index)] ?? []);
}
