import { randomUUID } from "node:crypto";
import type { Database } from "../db/client.ts";

type Column = { table: string; name: string; type: string; nullable: boolean; alone: boolean; parent: string | null };

/** A number from 0 to 1, the same ones for the same seed (mulberry32): a failing run can be run again. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The columns of tables, with what each refers to and whether it must be unique by itself. */
async function columnsOf(database: Database, tables: readonly string[]): Promise<Column[]> {
  const { rows } = await database.pool.query<Column>(
    `SELECT c.table_name AS "table", c.column_name AS "name", c.udt_name AS "type", c.is_nullable = 'YES' AS "nullable",
       EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indkey::text = a.attnum::text) AS "alone",
       (SELECT trim(both '"' from f.confrelid::regclass::text) FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = a.attrelid AND f.conkey = ARRAY[a.attnum]) AS "parent"
     FROM information_schema.columns c JOIN pg_attribute a ON a.attrelid = quote_ident(c.table_name)::regclass AND a.attname = c.column_name
     WHERE c.table_schema = 'public' AND c.table_name = ANY($1) ORDER BY c.ordinal_position`,
    [tables],
  );
  return rows;
}

function valueOf({ table, name, type, nullable, alone }: Column, random: () => number): unknown {
  if (nullable && random() < 0.6) return null;
  if (type === "uuid") return randomUUID();
  // Few different words, so that two people often have the same; unless there may be only one of them.
  if (type === "text") return alone ? randomUUID() : `${name} ${"aaaaabcdef"[Math.floor(random() * 10)]}`;
  if (type === "int4") return 1 + Math.floor(random() * 99);
  if (type === "timestamptz") return new Date(Date.UTC(2026, 10, 1) + Math.floor(random() * 1e9)).toISOString().replace("Z", `${Math.floor(random() * 900 + 100)}Z`);
  throw new Error(`no random value for ${table}.${name} of type ${type}: teach it here`);
}

/**
 * Fills tables with random rows of a user, by what the database says of their columns, so that a table that comes later
 * is filled, too. Parents go before their children.
 */
export async function seedRows(database: Database, tables: readonly string[], userId: string, random: () => number): Promise<void> {
  const columns = await columnsOf(database, tables);
  const made = new Map<string, string[]>([["User", [userId]]]);
  for (const table of tables) {
    const own = columns.filter((column) => column.table === table);
    const parent = own.find((column) => column.parent !== null && made.has(column.parent));
    const rows = (made.get(parent?.parent ?? "") ?? []).flatMap((parentId) =>
      Array.from({ length: Math.floor(random() * 6) }, () =>
        Object.fromEntries(own.map((column) => [column.name, column === parent ? parentId : column.parent === null ? valueOf(column, random) : null])),
      ),
    );
    const text = `INSERT INTO "${table}" SELECT * FROM jsonb_populate_recordset(NULL::"${table}", $1) ON CONFLICT DO NOTHING RETURNING "id"`;
    const inserted = await database.pool.query<{ id: string }>(text, [JSON.stringify(rows)]);
    made.set(table, inserted.rows.map(({ id }) => id));
  }
}

/** All rows of tables as text, every column included, sorted. */
export async function dumpRows(database: Pick<Database, "pool">, tables: readonly string[]): Promise<Record<string, string[]>> {
  const dump: Record<string, string[]> = {};
  for (const table of tables) {
    const { rows } = await database.pool.query<{ text: string }>(`SELECT to_jsonb(t)::text AS "text" FROM "${table}" t ORDER BY 1`);
    dump[table] = rows.map(({ text }) => text);
  }
  return dump;
}
