import type { Database } from "./client.ts";

/** Statements that some work sends over the pool itself, in order, without their values. Those in transactions are not seen. */
export async function statementsOf(database: Pick<Database, "pool">, work: () => Promise<unknown>): Promise<string[]> {
  const { pool } = database;
  const seen: string[] = [];
  const original = pool.query.bind(pool);
  const note = (first: unknown) => seen.push(String(typeof first === "string" ? first : (first as { text: string }).text).replaceAll(/\s+/g, " "));
  pool.query = ((...args: unknown[]) => {
    note(args[0]);
    return (original as (...all: unknown[]) => unknown)(...args);
  }) as typeof pool.query;
  try {
    await work();
  } finally {
    pool.query = original as typeof pool.query;
  }
  return seen;
}
