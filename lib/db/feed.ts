import { setTimeout as wait } from "node:timers/promises";
import { Client, type QueryResultRow } from "pg";
import { logEvent } from "../telemetry/log.ts";
import { databaseLimits } from "./pool.ts";

export const feedLimits = {
  /** From the start of one heartbeat to that of the next; it bounds how late a change is seen whose notification was lost. */
  heartbeatMilliseconds: 400,
  /** A heartbeat that takes longer has failed. */
  answerMilliseconds: 900,
  reconnectMilliseconds: 500,
} as const;

/** Asks over the connection of the feed, by a statement that is prepared under a name where there is one. */
export type Ask = <Row extends QueryResultRow>(text: string, values?: unknown[], name?: string) => Promise<Row[]>;

/** Somebody who wants to know at once what other processes did. Nothing of it may throw but what the database throws. */
export type Watcher = {
  /** Where it is told of changes. */
  channel: string;
  /** A notification has come. */
  told: (payload: string, ask: Ask) => void;
  /** First on every new connection: nobody told of what changed before. */
  begin: (ask: Ask) => Promise<void>;
  /** With every heartbeat, because notifications can be lost. @param since when it began, by `performance.now` */
  beat: (ask: Ask, since: number) => Promise<void>;
  /** From now on nobody tells of anything. */
  lost: () => void;
};

/** One connection on which a process hears what the others did. */
export type Feed = { stop: () => Promise<void> };
type FeedOptions = {
  url: string;
  watchers: readonly Watcher[];
  /** For tests: whether notifications are asked for. Without them the heartbeat alone bounds how late a change is seen. */
  listen?: boolean;
};

/** One connection, from its first heartbeat to its first failure. */
class Connection {
  readonly #client: Client;
  readonly #watchers: readonly Watcher[];

  constructor({ url, watchers }: FeedOptions) {
    this.#watchers = watchers;
    this.#client = new Client({
      connectionString: url,
      connectionTimeoutMillis: databaseLimits.acquireMilliseconds,
      query_timeout: feedLimits.answerMilliseconds,
      statement_timeout: feedLimits.answerMilliseconds,
      keepAlive: true,
      application_name: "sign-in-with-amazon feed",
    });
  }

  readonly #ask: Ask = async <Row extends QueryResultRow>(text: string, values: unknown[] = [], name?: string) => (await this.#client.query<Row>({ text, values, ...(name === undefined ? {} : { name }) })).rows;

  async open(listen: boolean): Promise<void> {
    // Whatever ends the connection: from then on nothing is believed.
    for (const event of ["error", "end"] as const) this.#client.on(event, () => this.#lost());
    this.#client.on("notification", ({ channel, payload }) => {
      for (const watcher of this.#watchers) if (watcher.channel === channel) watcher.told(payload ?? "", this.#ask);
    });
    await this.#client.connect();
    if (listen) for (const { channel } of this.#watchers) await this.#client.query(`LISTEN ${channel}`);
    for (const watcher of this.#watchers) await watcher.begin(this.#ask);
  }

  async beat(): Promise<void> {
    const since = performance.now();
    await Promise.all(this.#watchers.map((watcher) => watcher.beat(this.#ask, since)));
  }

  async close(): Promise<void> {
    this.#lost();
    // A server that is gone without a word never answers a goodbye.
    await Promise.race([this.#client.end().catch(() => undefined), wait(feedLimits.answerMilliseconds, undefined, { ref: false })]);
  }

  #lost(): void {
    for (const watcher of this.#watchers) watcher.lost();
  }
}

/**
 * Tells watchers what other processes did: by a notification at once, and by their heartbeat where that was lost.
 * @returns what stops it
 */
export function openFeed(options: FeedOptions): Feed {
  const stopped = new AbortController();
  const { signal } = stopped;
  const pause = async (milliseconds: number) => await wait(Math.max(milliseconds, 0), undefined, { signal, ref: false }).catch(() => undefined);
  let lost = false;
  const follow = async (): Promise<void> => {
    const connection = new Connection(options);
    try {
      await connection.open(options.listen ?? true);
      while (!signal.aborted) {
        const began = performance.now();
        await connection.beat();
        if (lost) logEvent("feed.back");
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
        if (!lost) logEvent("feed.lost", { error }, "warn");
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

// One feed a process, however often Next loads this module.
const slot = Symbol.for("siwa.feed");
type Holder = { [slot]?: Feed | undefined };

/** Starts the feed of this process, once. @param url PostgreSQL address */
export function startFeed(url: string, watchers: readonly Watcher[]): void {
  const holder = globalThis as Holder;
  holder[slot] ??= openFeed({ url, watchers });
}

/** Stops the feed of this process; for its end. */
export async function stopFeed(): Promise<void> {
  const holder = globalThis as Holder;
  const feed = holder[slot];
  holder[slot] = undefined;
  await feed?.stop();
}
