import { PrismaPg } from "@prisma/adapter-pg";
import type { PoolClient, QueryConfig, QueryResult, QueryResultRow } from "pg";
import { env } from "../env.ts";
import { requestContext } from "../telemetry/request-context.ts";
import { DatabaseUnavailableError } from "../errors.ts";
import { translateDatabaseError } from "./faults.ts";
import { Prisma, PrismaClient } from "./generated/client.ts";
import { inOneTransaction } from "./one-transaction.ts";
import { joinedOrm } from "./joined-orm.ts";
import { type BoundedPool, createPool, databaseLimits } from "./pool.ts";

export { Prisma };

function createClient(pool: BoundedPool) {
  const client = new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { maxWait: databaseLimits.acquireMilliseconds, timeout: databaseLimits.transactionMilliseconds },
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

/** Where the plain statements of a handle go, and, of a transaction, what follows once it has committed. */
type Running = { connection?: BoundedPool | PoolClient; after: (() => void)[]; inTransaction: boolean };

// Next bundles a module more than once: whoever is given a transaction may have another copy of this module than whoever
// opened the database, so what both need lives on globalThis.
const runningSlot = Symbol.for("siwa.handles");
const slot = Symbol.for("siwa.database");
type Holder = { [slot]?: Database; [runningSlot]?: WeakMap<object, Running> };

function handles(): WeakMap<object, Running> {
  const holder = globalThis as Holder;
  holder[runningSlot] ??= new WeakMap();
  return holder[runningSlot];
}

/**
 * Runs something once a transaction has committed, and never when it has not. It must not fail and is not waited for.
 * @param tx the handle that `Database.transaction` gave
 */
export function afterCommit(tx: Tx, run: () => void): void {
  handles().get(tx)?.after.push(run);
}

/** Runs something once what was written by this handle is kept: with the commit of its transaction, or at once where it is in none. */
export function onceKept(handle: Db | Tx, run: () => void): void {
  const running = handles().get(handle);
  if (running?.inTransaction) running.after.push(run);
  else run();
}

/**
 * One plain statement, of a transaction on its own connection: the ORM costs five times as much, which the hot path
 * does not pay. Where the handle is none that a `Database` gave, the ORM sends it.
 * @param name of the prepared statement; always the same text
 * @param text with `$1`, `$2`…, each with its type where PostgreSQL cannot know it
 * @returns the rows; let a statement that writes return one for each that it wrote
 * @throws DatabaseUnavailableError in an outage
 */
export async function plainly<Row extends QueryResultRow>(tx: Db | Tx, name: string, text: string, values: unknown[]): Promise<Row[]> {
  const connection = handles().get(tx)?.connection;
  if (!connection) return await tx.$queryRawUnsafe<Row[]>(text, ...values);
  try {
    return (await connection.query<Row>({ name, text, values })).rows;
  } catch (error) {
    throw noted(error);
  }
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
  handles().set(db, { connection: pool, after: [], inTransaction: false });
  const join = joinedOrm<Tx>(pool, (run) => db.$transaction(run));
  return {
    db,
    pool,
    async transaction(work) {
      const after: (() => void)[] = [];
      try {
        const result = await inOneTransaction(pool, databaseLimits.transactionMilliseconds, async (connection) => {
          const { tx, end } = join(connection);
          handles().set(tx, { connection, after, inTransaction: true });
          try {
            const done = await work(tx);
            await end();
            return done;
          } finally {
            // What comes too late must not find a connection that is somebody else's by then.
            handles().delete(tx);
            await end().catch(() => undefined);
          }
        });
        for (const run of after) run();
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
