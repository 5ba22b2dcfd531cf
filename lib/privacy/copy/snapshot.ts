import type { CustomTypesConfig, PoolClient } from "pg";
import pg from "pg";
import type { Database } from "../../db/client.ts";
import type { HeldTable } from "../../personal-data/held.ts";
import { copyNumbers } from "./numbers.ts";

/** A value of a column that is a time. What it is says the column, never the look of its text: people write such texts, too. */
export class Moment {
  /** ISO 8601 with all digits that are stored; the few that no calendar of ours has, such as `infinity`, as the database says them. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** A value of a row as JSON can have it. */
export type HeldValue = Moment | string | number | boolean | null | readonly HeldValue[] | { readonly [name: string]: HeldValue };
/** What is shown of a row, by column. */
export type HeldRow = Readonly<Record<string, HeldValue>>;

/** The database as it was at one moment. */
export type Snapshot = {
  /** How many rows of a table are a user's. */
  count: (table: HeldTable, userId: string) => Promise<number>;
  /** The shown columns of these rows in their order, a page at a time; no more than a page is in memory. */
  pages: (table: HeldTable, userId: string) => AsyncGenerator<HeldRow[]>;
};

/** The columns of a table that go into a copy. */
export function shownColumns({ columns }: HeldTable): string[] {
  return Object.keys(columns).filter((name) => columns[name] === "shown");
}

const { builtins } = pg.types;
/** A number that JSON cannot hold exactly stays text. */
const wholeNumber = (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
/** The connection speaks UTC. */
const moment = (text: string) => new Moment(text.replace(" ", "T").replace(/\+00$/, "Z"));
const bytes = (text: string) => Buffer.from(text.slice(2), "hex").toString("base64url");
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, wholeNumber],
  [builtins.TIMESTAMPTZ, moment],
  [builtins.BYTEA, bytes],
]);
const types: CustomTypesConfig = { getTypeParser: ((oid: number, format?: "text") => parsers.get(oid) ?? pg.types.getTypeParser(oid, format)) as CustomTypesConfig["getTypeParser"] };

const { statementMilliseconds } = copyNumbers;
const quoted = (name: string) => `"${name}"`;

function reader(connection: PoolClient): Snapshot {
  const ask = async <Row extends object>(text: string, values: unknown[] = []) => (await connection.query<Row>({ text, values, types, query_timeout: statementMilliseconds + 1_000 } as pg.QueryConfig)).rows;
  return {
    async count({ table, whose }, userId) {
      const [row] = await ask<{ count: number }>(`SELECT count(*) AS "count" FROM ${quoted(table)} t WHERE ${whose}`, [userId]);
      return row?.count ?? 0;
    },
    async *pages(held, userId) {
      const columns = shownColumns(held).map((name) => `t.${quoted(name)}`).join(", ");
      const order = held.order.map((name) => `t.${quoted(name)}`).join(", ");
      // PostgreSQL finds and sorts them once; a page by its last key would have it do that for every page.
      await ask(`DECLARE held NO SCROLL CURSOR FOR SELECT ${columns} FROM ${quoted(held.table)} t WHERE ${held.whose} ORDER BY ${order}`, [userId]);
      for (;;) {
        const rows = await ask<HeldRow>(`FETCH FORWARD ${copyNumbers.pageRows} FROM held`);
        if (rows.length > 0) yield rows;
        if (rows.length < copyNumbers.pageRows) break;
      }
      await ask("CLOSE held");
    },
  };
}

/**
 * Runs something that reads the database as it is now, whatever is written meanwhile, and writes nothing. It holds one
 * connection of the pool for as long, whose statements may take longer than those that somebody waits for.
 * @throws whatever `work` or the database throws
 */
export async function inSnapshot<T>({ pool }: Pick<Database, "pool">, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  let broken: Error | undefined;
  try {
    await connection.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // Between two pages the last one is written down, which takes moments.
    await connection.query(`SET LOCAL statement_timeout = ${statementMilliseconds}; SET LOCAL idle_in_transaction_session_timeout = ${2 * statementMilliseconds}; SET LOCAL TIME ZONE 'UTC'`);
    const result = await work(reader(connection));
    await connection.query("COMMIT");
    return result;
  } catch (error) {
    broken = error instanceof Error ? error : new Error("the snapshot failed");
    throw error;
  } finally {
    // What failed in the middle is thrown away with its transaction and its cursor.
    connection.release(broken);
  }
}
