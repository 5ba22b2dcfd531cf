import { randomUUID } from "node:crypto";
import type { Database } from "../db/client.ts";
import type { HeldData } from "./held.ts";

export type Column = { table: string; name: string; type: string; nullable: boolean; alone: boolean; parent: string | null; enumeration: string[] | null };
export type Row = Record<string, unknown>;
/** What was put there, by table, as the database says it. */
export type Seeded = Map<string, Row[]>;
/** What a test wants in a column, where it is not the usual: undefined leaves it as usual. */
export type Filling = (column: Column, random: () => number) => unknown;

/** What says whose a row is without a foreign key: by the name of the column, the table that it means. */
const meant: Readonly<Record<string, string>> = { userId: "User", otherUserId: "User", sessionId: "Session", attemptId: "Attempt", proofAttemptId: "Attempt", subjectId: "AuditSubject" };
/** Columns that name somebody else beside the user. */
const beside = new Set(["mergedUserId", "otherUserId"]);
/** Columns that a row of a user has empty: a check of the database says so. */
const empty = new Set(["guestId", "mergedIntoId"]);

async function columnsOf(database: Database, tables: readonly string[]): Promise<Column[]> {
  const { rows } = await database.pool.query<Column>(
    `SELECT c.table_name AS "table", c.column_name AS "name", c.udt_name AS "type", c.is_nullable = 'YES' AS "nullable",
       EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indkey::text = a.attnum::text) AS "alone",
       (SELECT trim(both '"' from f.confrelid::regclass::text) FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = a.attrelid AND f.conkey = ARRAY[a.attnum]) AS "parent",
       (SELECT array_agg(e.enumlabel::text) FROM pg_enum e WHERE e.enumtypid = a.atttypid) AS "enumeration"
     FROM information_schema.columns c JOIN pg_attribute a ON a.attrelid = quote_ident(c.table_name)::regclass AND a.attname = c.column_name
     WHERE c.table_schema = 'public' AND c.table_name = ANY($1) ORDER BY c.ordinal_position`,
    [tables],
  );
  return rows;
}

/** Some time in the first half of November 2026, to the microsecond; what runs out does so a little later. */
function time(name: string, random: () => number): string {
  const at = new Date(Date.UTC(2026, 10, 1) + (name.toLowerCase().endsWith("expires") ? 1e9 : 0) + Math.floor(random() * 8e8));
  return at.toISOString().replace("Z", `${100 + Math.floor(random() * 900)}Z`);
}

const values: Readonly<Record<string, (column: Column, random: () => number) => unknown>> = {
  uuid: () => randomUUID(),
  text: ({ name, alone }, random) => (alone ? randomUUID() : `${name} ${"aaaaabcdef"[Math.floor(random() * 10)]}`),
  int4: (_column, random) => 1 + Math.floor(random() * 99),
  int8: (_column, random) => 1 + Math.floor(random() * 1e9),
  float8: (_column, random) => random(),
  bool: (_column, random) => random() < 0.5,
  jsonb: (_column, random) => ({ some: Math.floor(random() * 9), deep: [{ words: "x" }] }),
  bytea: (_column, random) => `\\x${Buffer.from(String(random())).toString("hex")}`,
  _text: (_column, random) => Array.from({ length: Math.floor(random() * 3) }, (_, index) => `tag ${index}`),
  timestamptz: ({ name }, random) => time(name, random),
};

function valueOf(column: Column, random: () => number, filling: Filling): unknown {
  const wanted = filling(column, random);
  if (wanted !== undefined) return wanted;
  if (column.nullable && random() < 0.5) return null;
  if (column.enumeration) return column.enumeration[Math.floor(random() * column.enumeration.length)];
  const make = values[column.type];
  if (!make) throw new Error(`no random value for ${column.table}.${column.name} of type ${column.type}: teach it here`);
  return make(column, random);
}

/**
 * Fills every table that is held about people, but for the users' own, with random rows of one user, by what the database
 * says of the columns, so that a table that comes later is filled, too. Where a row must be the only one of the user, only
 * one is made.
 * @param users whose the rows are, and whom they name beside them
 */
export async function seedHeldRows(database: Database, held: readonly HeldData[], users: { userId: string; otherId: string }, random: () => number, filling: Filling = () => undefined): Promise<Seeded> {
  const tables = held.flatMap((kind) => kind.tables.map(({ table }) => table)).filter((table) => table !== "User");
  const columns = await columnsOf(database, tables);
  const known: Seeded = new Map([["User", [{ id: users.userId }]], ["other", [{ id: users.otherId }]]]);
  // As often as it takes until whatever a table refers to was filled before it.
  const waiting = new Set(tables);
  while (waiting.size > 0) {
    const ready = [...waiting].filter((table) => columns.every((column) => column.table !== table || !waiting.has(referredBy(column) ?? "")));
    if (ready.length === 0) throw new Error(`tables refer to one another in a ring: ${[...waiting].join(", ")}`);
    for (const table of ready) {
      waiting.delete(table);
      const own = columns.filter((column) => column.table === table);
      known.set(table, await insert(database, table, randomRows(own, known, random, filling)));
    }
  }
  return new Map([...known].filter(([table]) => tables.includes(table)));
}

/** The table whose rows a column names. */
function referredBy({ table, name, parent }: Column): string | null {
  if (beside.has(name)) return "other";
  const target = parent ?? (Object.hasOwn(meant, name) ? (meant[name] ?? null) : null);
  // A row that names its own table is the first of its kind.
  return target === table ? null : target;
}

function randomRows(columns: readonly Column[], known: Seeded, random: () => number, filling: Filling): Row[] {
  const value = (column: Column) => {
    if (empty.has(column.name)) return null;
    const target = referredBy(column);
    if (target === null) return valueOf(column, random, filling);
    const rows = known.get(target) ?? [];
    return rows[Math.floor(random() * rows.length)]?.[target === "AuditSubject" ? "subjectId" : "id"];
  };
  const rows = Array.from({ length: 1 + Math.floor(random() * 5) }, (): Row => Object.fromEntries(columns.map((column) => [column.name, value(column)])));
  // Where nobody is there to name, as a session of somebody without one, there is no row.
  return rows.filter((row) => columns.every(({ name, nullable }) => nullable || (row[name] ?? null) !== null));
}

async function insert({ pool }: Database, table: string, rows: readonly Row[]): Promise<Row[]> {
  const text = `INSERT INTO "${table}" SELECT * FROM jsonb_populate_recordset(NULL::"${table}", $1) ON CONFLICT DO NOTHING RETURNING to_jsonb("${table}") AS "row"`;
  return (await pool.query<{ row: Row }>(text, [JSON.stringify(rows)])).rows.map(({ row }) => row);
}

/** Every row of a user as text, by table, sorted: what a copy would list. */
export async function heldRows(database: Database, held: readonly HeldData[], userId: string): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { table, whose } of held.flatMap(({ tables }) => tables)) {
    const { rows } = await database.pool.query<{ text: string }>(`SELECT to_jsonb(t)::text AS "text" FROM "${table}" t WHERE ${whose} ORDER BY 1`, [userId]);
    found[table] = rows.map(({ text }) => text);
  }
  return found;
}
