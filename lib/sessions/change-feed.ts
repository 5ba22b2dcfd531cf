import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import type { Db } from "../db/client.ts";
import { databaseLimits } from "../db/pool.ts";
import { logEvent } from "../telemetry/log.ts";
import { everybody, type SessionCache, sessionCache } from "./cache.ts";

export const feedLimits = {
  /** From the start of one heartbeat to that of the next; with `trustMilliseconds` it bounds how late a change is seen. */
  heartbeatMilliseconds: 400,
  /** A heartbeat that takes longer has failed. */
  answerMilliseconds: 900,
  reconnectMilliseconds: 500,
  /** Changes that one heartbeat takes up one by one; more than these empty the cache. */
  mostChanges: 1_000,
} as const;

const channel = "session_changes";

/**
 * Transactions below the lower bound of this snapshot have ended, so what they wrote is seen by now; every other one may
 * commit later than one that began after it. So each look asks for all that the one before could not be sure of.
 */
const heartbeat = `
  SELECT txid_snapshot_xmin(txid_current_snapshot())::text AS "next",
         ARRAY(SELECT DISTINCT "userId"::text FROM "SessionChange" WHERE "txid" >= $1::bigint LIMIT ${feedLimits.mostChanges + 1}) AS "changed"`;

type Beat = { next: string; changed: string[] };

/** Listens to which sessions changed, over a connection of its own. */
export type ChangeFeed = { stop: () => Promise<void> };
type FeedOptions = {
  url: string;
  cache: SessionCache;
  /** For tests: whether notifications are asked for. Without them the heartbeat alone bounds how late a change is seen. */
  listen?: boolean;
};

/** One connection, from its first heartbeat to its first failure. */
class Connection {
  readonly #client: Client;
  readonly #cache: SessionCache;
  #next = "0";

  constructor({ url, cache }: FeedOptions) {
    this.#cache = cache;
    this.#client = new Client({
      connectionString: url,
      connectionTimeoutMillis: databaseLimits.acquireMilliseconds,
      query_timeout: feedLimits.answerMilliseconds,
      statement_timeout: feedLimits.answerMilliseconds,
      keepAlive: true,
      application_name: "sign-in-with-amazon sessions",
    });
  }

  async open(listen: boolean): Promise<void> {
    // Whatever ends the connection: from then on nothing is believed.
    for (const event of ["error", "end"] as const) this.#client.on(event, () => this.#cache.distrust());
    this.#client.on("notification", ({ payload }) => this.#cache.changed(payload ?? everybody));
    await this.#client.connect();
    if (listen) await this.#client.query(`LISTEN ${channel}`);
    const { rows } = await this.#client.query<{ next: string }>(`SELECT txid_snapshot_xmin(txid_current_snapshot())::text AS "next"`);
    this.#next = rows[0]?.next ?? "0";
    // Nobody told of what changed before.
    this.#cache.clear();
  }

  async beat(): Promise<void> {
    const since = performance.now();
    const { rows } = await this.#client.query<Beat>({ name: "session-heartbeat", text: heartbeat, values: [this.#next] });
    const { next = "0", changed = [] } = rows[0] ?? {};
    if (changed.length > feedLimits.mostChanges) this.#cache.clear();
    else for (const userId of changed) this.#cache.changed(userId);
    this.#next = next;
    this.#cache.trust(since);
  }

  async close(): Promise<void> {
    this.#cache.distrust();
    // A server that is gone without a word never answers a goodbye.
    await Promise.race([this.#client.end().catch(() => undefined), wait(feedLimits.answerMilliseconds, undefined, { ref: false })]);
  }
}

/**
 * Keeps the session cache true: a change is told by a notification at once, and by a statement a second where that was
 * lost. While neither can be had the cache is not believed, and every check asks the database.
 * @returns what stops it
 */
export function startChangeFeed({ url, cache = sessionCache(), listen = true }: Omit<FeedOptions, "cache"> & { cache?: SessionCache }): ChangeFeed {
  const stopped = new AbortController();
  const { signal } = stopped;
  const pause = async (milliseconds: number) => await wait(Math.max(milliseconds, 0), undefined, { signal, ref: false }).catch(() => undefined);
  let lost = false;
  const follow = async (): Promise<void> => {
    const connection = new Connection({ url, cache });
    try {
      await connection.open(listen);
      while (!signal.aborted) {
        const began = performance.now();
        await connection.beat();
        if (lost) logEvent("session_feed.back");
        lost = false;
        await pause(feedLimits.heartbeatMilliseconds - (performance.now() - began));
      }
    } finally {
      await connection.close();
    }
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await follow();
      } catch (error) {
        // Once for each outage: what else there is to say of it others say.
        if (!lost) logEvent("session_feed.lost", { error }, "warn");
        lost = true;
        await pause(feedLimits.reconnectMilliseconds);
      }
    }
  };
  const running = run();
  return {
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

const keepMinutes = 10;

/** Removes what every process has heard by now. */
export async function sweepSessionChanges(db: Db, now: Date): Promise<number> {
  const { count } = await db.sessionChange.deleteMany({ where: { at: { lte: new Date(now.getTime() - keepMinutes * 60_000) } } });
  return count;
}

// One feed a process, however often Next loads this module.
const slot = Symbol.for("siwa.session-feed");
type Holder = { [slot]?: ChangeFeed | undefined };

/** Starts the feed of this process, once. @param url PostgreSQL address */
export function startSessionFeed(url: string): void {
  const holder = globalThis as Holder;
  holder[slot] ??= startChangeFeed({ url });
}

/** Stops the feed of this process; for its end. */
export async function stopSessionFeed(): Promise<void> {
  const holder = globalThis as Holder;
  const feed = holder[slot];
  holder[slot] = undefined;
  await feed?.stop();
}
