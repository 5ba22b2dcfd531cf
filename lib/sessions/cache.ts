import type { SessionRow } from "./check.ts";

/** The change that concerns everybody: no user has this id. */
export const everybody = "00000000-0000-0000-0000-000000000000";

export const cacheLimits = {
  /** Sessions that one process holds; the one that was used longest ago goes. About a kilobyte each. */
  most: 10_000,
  /** A session is looked up again after this long, whatever was heard of it. */
  maxAgeMilliseconds: 5 * 60_000,
  /** What is held is good for so long after the last heartbeat that went well began; then nothing is. Below a second. */
  trustMilliseconds: 950,
} as const;

type Entry = { row: SessionRow; readAt: number };
type Fact = { value: unknown; readAt: number };

/** Where a look at the database began, so that what it brings is not held when something changed meanwhile. */
export type ReadMark = { readonly changes: number; readonly at: number };

/**
 * Sessions as the database had them, held in memory so that a check costs no statement. What is held is believed only
 * while a change feed says that nothing has changed: without one, and whenever it falls silent, every check asks the
 * database. Times are milliseconds of a clock that never goes back.
 */
export class SessionCache {
  readonly #entries = new Map<string, Entry>();
  readonly #hashesOf = new Map<string, Set<string>>();
  readonly #factsOf = new Map<string, Map<string, Fact>>();
  readonly #clock: () => number;
  #changes = 0;
  #trustedUntil = Number.NEGATIVE_INFINITY;

  /** @param clock replaces `performance.now` in tests */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Call it before a session is read from the database. */
  mark(): ReadMark {
    return { changes: this.#changes, at: this.#clock() };
  }

  /** What is held for a token's hash, if it can be believed. */
  get(tokenHash: string): SessionRow | undefined {
    const now = this.#clock();
    const entry = this.#entries.get(tokenHash);
    if (!entry || now > this.#trustedUntil) return undefined;
    if (now - entry.readAt > cacheLimits.maxAgeMilliseconds) return void this.#drop(tokenHash, entry);
    // The map keeps the order in which they were put: the first is the one that was used longest ago.
    this.#entries.delete(tokenHash);
    this.#entries.set(tokenHash, entry);
    return entry.row;
  }

  /** Holds what was read since a mark, unless anything changed meanwhile: the read may be older than the change. */
  put(tokenHash: string, row: SessionRow, mark: ReadMark): void {
    if (mark.changes !== this.#changes || this.#clock() > this.#trustedUntil) return;
    this.#entries.set(tokenHash, { row, readAt: mark.at });
    const hashes = this.#hashesOf.get(row.userId) ?? new Set();
    this.#hashesOf.set(row.userId, hashes.add(tokenHash));
    const [oldest] = this.#entries;
    if (this.#entries.size > cacheLimits.most && oldest) this.#drop(...oldest);
  }

  /**
   * What else every page shows of somebody who is signed in, held as their sessions are, so that a page waits for no
   * statement. A trigger has to tell of its changes (`note_session_change`), and whoever changes it tells this process
   * by `changed`, which the next page of the same browser may be quicker to ask.
   * @param name of the fact; always read in the same way
   * @throws whatever `read` throws
   */
  async held<Value>(userId: string, name: string, read: () => Promise<Value>): Promise<Value> {
    const now = this.#clock();
    const fact = now > this.#trustedUntil ? undefined : this.#factsOf.get(userId)?.get(name);
    if (fact && now - fact.readAt <= cacheLimits.maxAgeMilliseconds) return fact.value as Value;
    const mark = this.mark();
    const value = await read();
    // Of people whose sessions are not held nothing is: so their number is bounded, too.
    if (mark.changes !== this.#changes || this.#clock() > this.#trustedUntil || !this.#hashesOf.has(userId)) return value;
    this.#factsOf.set(userId, (this.#factsOf.get(userId) ?? new Map<string, Fact>()).set(name, { value, readAt: mark.at }));
    return value;
  }

  /** Something about the sessions of a user has changed; of everybody with `everybody`. */
  changed(userId: string): void {
    if (userId === everybody) return this.clear();
    this.#changes += 1;
    this.#factsOf.delete(userId);
    for (const tokenHash of this.#hashesOf.get(userId) ?? []) this.#entries.delete(tokenHash);
    this.#hashesOf.delete(userId);
  }

  /** Nothing that is held is good any more. */
  clear(): void {
    this.#changes += 1;
    this.#entries.clear();
    this.#hashesOf.clear();
    this.#factsOf.clear();
  }

  /** A heartbeat that began at this time went well, and all it told has been heard by `changed`. */
  trust(since: number): void {
    this.#trustedUntil = since + cacheLimits.trustMilliseconds;
  }

  /** Nobody tells of changes any more. */
  distrust(): void {
    this.#trustedUntil = Number.NEGATIVE_INFINITY;
    this.clear();
  }

  #drop(tokenHash: string, { row }: Entry): void {
    this.#entries.delete(tokenHash);
    const hashes = this.#hashesOf.get(row.userId);
    hashes?.delete(tokenHash);
    if (hashes?.size !== 0) return;
    this.#hashesOf.delete(row.userId);
    this.#factsOf.delete(row.userId);
  }
}

// Next bundles a module more than once and the listener loads it natively: one cache a process lives on globalThis.
const slot = Symbol.for("siwa.session-cache");
type Holder = { [slot]?: SessionCache };

/** The cache of this process. */
export function sessionCache(): SessionCache {
  const holder = globalThis as Holder;
  holder[slot] ??= new SessionCache();
  return holder[slot];
}
