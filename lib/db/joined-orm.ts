import { AsyncLocalStorage } from "node:async_hooks";
import type { PoolClient } from "pg";
import type { BoundedPool } from "./pool.ts";

/** A connection that the ORM is to take for its own. */
type Offer = { connection?: PoolClient | undefined; isOver: () => boolean };

const nothing = { rows: [], fields: [], rowCount: 0 };
const isControl = /^(BEGIN|COMMIT|ROLLBACK)$/;

/**
 * A connection as the ORM sees it: whoever has begun the transaction ends it, and gives the connection back. A statement
 * that nobody waited for, and that comes after the end, must not run in the next transaction.
 */
function lentOut(connection: PoolClient, isOver: () => boolean): PoolClient {
  const query = async (asked: { text: string }) => {
    if (isControl.test(asked.text)) return nothing;
    if (isOver()) throw new Error("the transaction is over");
    return await connection.query(asked);
  };
  const view = { query, release: () => undefined, on: () => view, removeListener: () => view };
  return view as unknown as PoolClient;
}

type Callable = (...args: unknown[]) => unknown;

/** A handle that looks like the ORM's, and asks for that one when it is used: `tx.user.count()`, `tx.$queryRaw…`. */
function lazily<Tx extends object>(orm: () => Promise<Tx>): Tx {
  const whenThere = (find: (tx: Tx) => unknown, name: string): Callable => async (...args) => {
    const owner = find(await orm()) as Record<string, Callable>;
    return await owner[name]?.(...args);
  };
  const get = (_: object, name: string | symbol) => {
    // Whoever hands it out of an async function asks whether it is a promise.
    if (typeof name === "symbol" || name === "then") return undefined;
    if (name.startsWith("$")) return whenThere((tx) => tx, name);
    return new Proxy({}, { get: (__, method) => whenThere((tx) => tx[name as keyof Tx], String(method)) });
  };
  return new Proxy({}, { get }) as Tx;
}

/**
 * Lets the ORM take part in transactions that are not of its making: it joins one on its connection when it is first asked,
 * which most sign-ins never do.
 * @param begin the ORM's own way to begin a transaction
 */
export function joinedOrm<Tx extends object>(pool: BoundedPool, begin: (run: (tx: Tx) => Promise<void>) => Promise<void>): (connection: PoolClient) => { tx: Tx; end: () => Promise<void> } {
  const offers = new AsyncLocalStorage<Offer>();
  pool.lend = () => {
    const offer = offers.getStore();
    const connection = offer?.connection;
    // For one taker: whatever else the ORM keeps of this context must not find it again.
    if (offer) offer.connection = undefined;
    return connection && lentOut(connection, offer.isOver);
  };
  return (connection) => {
    let [joined, whole]: [Promise<Tx>?, Promise<void>?] = [];
    const over = Promise.withResolvers<void>();
    let isOver = false;
    const join = async () =>
      await new Promise<Tx>((resolve, reject) => {
        if (isOver) throw new Error("the transaction is over");
        const offer: Offer = { connection, isOver: () => isOver };
        const run = async (tx: Tx) => {
          // It would write past the transaction.
          if (offer.connection) throw new Error("the ORM took another connection than the transaction's");
          resolve(tx);
          await over.promise;
        };
        whole = offers.run(offer, () => begin(run));
        whole.catch(reject);
      });
    const end = async () => {
      isOver = true;
      over.resolve();
      await whole;
    };
    return { tx: lazily(async () => await (joined ??= join())), end };
  };
}
