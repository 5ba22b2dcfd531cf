import type { PoolClient } from "pg";
import type { Database } from "./client.ts";

type Query = (...args: unknown[]) => unknown;

const textOf = (first: unknown) => String(typeof first === "string" ? first : (first as { text: string }).text).replaceAll(/\s+/g, " ");

/** What the queue sends by the clock, whatever anybody does: all but the jobs that are put into it. */
const isHousekeeping = (text: string) => /\bjobs\./.test(text) && !/INSERT INTO jobs\./.test(text);

/**
 * Statements that some work sends, in order and without their values: those over the pool itself and those inside
 * transactions, with their beginnings and ends. Whatever else uses the pool meanwhile is seen as well, but for the
 * housekeeping of the queue.
 */
export async function statementsOf({ pool }: Pick<Database, "pool">, work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  const originals = new Map<PoolClient, Query>();
  const listen = (client: PoolClient) => {
    if (originals.has(client)) return;
    const original = client.query as Query;
    originals.set(client, original);
    client.query = ((...args: unknown[]) => {
      const text = textOf(args[0]);
      if (!isHousekeeping(text)) seen.push(text);
      return original.apply(client, args);
    }) as typeof client.query;
  };
  // Both `pool.query` and a transaction take a connection out first.
  pool.on("acquire", listen);
  try {
    await work();
  } finally {
    pool.off("acquire", listen);
    for (const [client, original] of originals) client.query = original as typeof client.query;
  }
  return seen;
}
