import { type Client, Pool, type PoolClient, type PoolConfig } from "pg";
import { DatabaseUnavailableError } from "../errors.ts";

/** Every wait on PostgreSQL has an end. One table, in milliseconds unless the name says otherwise. */
export const databaseLimits = {
  poolSize: 10,
  /** Requests that may wait for a connection; the next one is refused at once instead of queueing. */
  maxWaiting: 100,
  /** Waiting for a free connection, or for a new one to open. */
  acquireMilliseconds: 2_500,
  statementMilliseconds: 2_700,
  /** The client gives up a little after the server should have, for a server that is gone without a word. */
  queryMilliseconds: 2_900,
  /** For the one-statement reads of the hot path, which every page waits for. */
  hotQueryMilliseconds: 2_000,
  lockMilliseconds: 2_500,
  idleInTransactionMilliseconds: 10_000,
  /** All of a transaction. */
  transactionMilliseconds: 10_000,
  idleConnectionMilliseconds: 30_000,
} as const;

/**
 * Ends a connection on which the server kept a statement waiting for longer than `query_timeout`. `pg` itself would
 * send what comes next, a ROLLBACK above all, into the same silence and wait for that, too.
 */
function endWhenSilent(client: PoolClient, onStatement: () => void): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((...args: unknown[]) => {
    onStatement();
    const result = query(...args);
    // With a callback (`pool.query`) the pool itself throws the connection away.
    if (result instanceof Promise) {
      result.catch((error: unknown) => {
        if (error instanceof Error && error.message === "Query read timeout") void (client as unknown as Client).end();
      });
    }
    return result;
  }) as PoolClient["query"];
}

type ConnectCallback = (error: Error | undefined, client: PoolClient | undefined, done: (release?: unknown) => void) => void;

/**
 * A pool that refuses instead of queueing without end: `pg` bounds the wait of each caller but not their number.
 * @throws DatabaseUnavailableError from `connect` when `maxWaiting` callers wait already
 */
export class BoundedPool extends Pool {
  readonly maxWaiting: number;
  /** How many statements went out. */
  statements = 0;
  /** What is out already and is to be given to whoever asks here: the ORM joins a transaction by it. */
  lend: () => PoolClient | undefined = () => undefined;

  constructor(config: PoolConfig & { maxWaiting: number }) {
    super(config);
    this.maxWaiting = config.maxWaiting;
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<PoolClient> | void {
    const lent = callback ? undefined : this.lend();
    if (lent) return Promise.resolve(lent);
    if (this.waitingCount >= this.maxWaiting) {
      const refusal = new DatabaseUnavailableError(new Error("too many callers wait for a connection"));
      if (!callback) return Promise.reject(refusal);
      callback(refusal, undefined, () => undefined);
      return;
    }
    return callback ? super.connect(callback) : super.connect();
  }
}

/**
 * A pool with every time-out set.
 * @param connectionString PostgreSQL address
 * @param size most connections this process opens
 */
export function createPool(connectionString: string, size: number = databaseLimits.poolSize): BoundedPool {
  const pool = new BoundedPool({
    connectionString,
    max: size,
    maxWaiting: databaseLimits.maxWaiting,
    connectionTimeoutMillis: databaseLimits.acquireMilliseconds,
    idleTimeoutMillis: databaseLimits.idleConnectionMilliseconds,
    statement_timeout: databaseLimits.statementMilliseconds,
    query_timeout: databaseLimits.queryMilliseconds,
    lock_timeout: databaseLimits.lockMilliseconds,
    idle_in_transaction_session_timeout: databaseLimits.idleInTransactionMilliseconds,
    keepAlive: true,
    application_name: "sign-in-with-amazon",
  });
  // An idle connection that the server closes reports here; without a listener the process would die (DB-01).
  pool.on("error", () => undefined);
  pool.on("connect", (client) => {
    // The pool listens to idle ones only. Whoever has it out learns of a lost connection by their next statement.
    client.on("error", () => undefined);
    endWhenSilent(client, () => (pool.statements += 1));
  });
  return pool;
}
