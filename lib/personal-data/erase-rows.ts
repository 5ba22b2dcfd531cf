import { type Db, plainly, type Tx } from "../db/client.ts";
import type { HeldData, HeldTable } from "./held.ts";

/** Rows of one statement: far below what a statement may take (lib/db/pool.ts), also where each takes others along. */
const rowsAtOnce = 1_000;

const typed = (whose: string) => whose.replaceAll("$1", "$1::uuid");
const some = ({ table, whose }: HeldTable) => `ARRAY(SELECT t.ctid FROM "${table}" t WHERE ${typed(whose)} LIMIT ${rowsAtOnce})`;

/** What is done to the rows of a table: they go, or forget whom they name, or nothing. */
function statementFor(held: HeldTable): string | null {
  if (held.afterDeletion === "erased") return `DELETE FROM "${held.table}" WHERE ctid = ANY(${some(held)}) RETURNING 1`;
  if (!held.forgets) return null;
  return `UPDATE "${held.table}" SET ${held.forgets.map((column) => `"${column}" = NULL`).join(", ")} WHERE ctid = ANY(${some(held)}) RETURNING 1`;
}

/**
 * Erases the rows of a user, or makes them forget the user: table by table, children before their parents, so that no
 * parent takes many along, and in bounded statements. Doing it again does the rest, so it may be stopped at any time.
 * @param options.except tables that are left as they are
 * @param options.mostSteps full steps after which it stops
 * @returns whether nothing is left but what came in meanwhile
 */
export async function eraseRows(db: Db | Tx, held: readonly HeldData[], userId: string, options: { except: readonly string[]; mostSteps: number }): Promise<boolean> {
  let steps = 0;
  for (const table of held.flatMap(({ tables }) => tables).toReversed()) {
    const text = options.except.includes(table.table) ? null : statementFor(table);
    while (text !== null && (await plainly(db, `held-erase-${table.table}`, text, [userId])).length === rowsAtOnce) {
      steps += 1;
      if (steps >= options.mostSteps) return false;
    }
  }
  return true;
}
