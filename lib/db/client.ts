import { PrismaPg } from "@prisma/adapter-pg";
import type { QueryConfig, QueryResult, QueryResultRow } from "pg";
import { env } from "../env.ts";
import { requestContext } from "../telemetry/request-context.ts";
import { DatabaseUnavailableError } from "../errors.ts";
import { translateDatabaseError } from "./faults.ts";
import { Prisma, PrismaClient } from "./generated/client.ts";
import { type BoundedPool, createPool, databaseLimits } from "./pool.ts";

export { Prisma };

function createClient(pool: BoundedPool) {
  const client = new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { maxWait: databaseLimits.acquireMilliseconds, timeout: databaseLimits.idleInTransactionMilliseconds },
  });
  return client.$extends({
    query: {
      async $allOperations({ args, query }) {
        try {
          return await query(args);
        } catch (error) {
          throw noted(error);
        }
      },
    },
  });
}

// Next bundles a module more than once: whoever asks for something after a commit may have another copy of this one than
// whoever opened the database, so what both need lives on globalThis.
const afterSlot = Symbol.for("siwa.after-commit");
const slot = Symbol.for("siwa.database");
type Holder = { [slot]?: Database; [afterSlot]?: WeakMap<object, (() => void)[]> };

function followUps(): WeakMap<object, (() => void)[]> {
  const holder = globalThis as Holder;
  holder[afterSlot] ??= new WeakMap();
  return holder[afterSlot];
}

/**
 * Runs something once a transaction has committed, and never when it has not. It must not fail and is not waited for.
 * @param tx the handle that `Database.transaction` gave
 */
export function afterCommit(tx: Tx, run: () => void): void {
  followUps().set(tx, [...(followUps().get(tx) ?? []), run]);
}

/** Marks the request as hit by an outage, so that the listener can answer 503 whatever the page makes of the error. */
function noted(error: unknown): unknown {
  const translated = translateDatabaseError(error);
  const context = requestContext();
  if (context && translated instanceof DatabaseUnavailableError) context.databaseUnavailable = true;
  return translated;
}

export type Db = ReturnType<typeof createClient>;
/** The handle inside a transaction. */
export type Tx = Parameters<Parameters<Db["$transaction"]>[0]>[0];

/** One way to one database: the ORM, plain statements and transactions over one bounded pool. */
export type Database = {
  db: Db;
  pool: BoundedPool;
  /** Runs `work` in one transaction: all of it or nothing. @throws DatabaseUnavailableError in an outage */
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** One plain statement, for the hot path where the ORM costs too much. @throws DatabaseUnavailableError in an outage */
  query: <Row extends QueryResultRow>(name: string, text: string, values: unknown[]) => Promise<QueryResult<Row>>;
  close: () => Promise<void>;
};

/**
 * Opens a database; the first statement connects.
 * @param url PostgreSQL address
 */
export function connectDatabase(url: string, size?: number): Database {
  const pool = createPool(url, size);
  const db = createClient(pool);
  return {
    db,
    pool,
    async transaction(work) {
      let handle: Tx | undefined;
      try {
        const result = await db.$transaction(async (tx) => {
          handle = tx;
          return await work(tx);
        });
        for (const run of (handle && followUps().get(handle)) ?? []) run();
        return result;
      } catch (error) {
        throw noted(error);
      }
    },
    async query(name, text, values) {
      try {
        return await pool.query({ name, text, values, query_timeout: databaseLimits.hotQueryMilliseconds } as QueryConfig);
      } catch (error) {
        throw noted(error);
      }
    },
    async close() {
      await db.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}

/** The database of this process, opened on first use: one pool, whichever copy of this module is asked. */
export function database(): Database {
  const holder = globalThis as Holder;
  holder[slot] ??= connectDatabase(env().DATABASE_URL);
  return holder[slot];
}

/** Closes this process's database if it was opened; for the end of the process. */
export async function closeDatabase(): Promise<void> {
  const holder = globalThis as Holder;
  const open = holder[slot];
  holder[slot] = undefined;
  await open?.close();
}
