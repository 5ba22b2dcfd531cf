import { randomInt } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import { sweepSessions as sweep } from "#lib/sessions/sweep.ts";
import { connectDatabase, type Database, type Db } from "#lib/db/client.ts";
import { SessionCache } from "#lib/sessions/cache.ts";
import { checkSession } from "#lib/sessions/check.ts";
import { listSessions } from "#lib/sessions/list.ts";
import { revokeAllSessions } from "#lib/sessions/revoke.ts";
import type { Contestant } from "../contestants.ts";
import { median, quantile, rounded } from "../load.ts";
import type { LiveSession } from "./rows.ts";

/** Times in milliseconds, by what was done. */
export type Times = Record<"session lookup" | "session check by HTTP" | "device list" | "revoke all" | "sign-in", number[]>;

const noTimes = (): Times => ({ "session lookup": [], "session check by HTTP": [], "device list": [], "revoke all": [], "sign-in": [] });

async function timed(into: number[], deed: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  await deed();
  into.push(performance.now() - began);
}

/** A session is looked up at least so often before the work is over. */
const leastLookups = 1_000;

type Scene = { database: Database; contestant: Contestant; people: readonly LiveSession[]; times: Times; over: () => boolean };

/**
 * Does what requests do, each time with a session from anywhere in the table and with nothing held in memory: many
 * lookups, some lists, and few ends of all sessions. Until `over` says so, and for the least number of lookups.
 */
async function requests({ database, contestant, people, times, over }: Scene): Promise<void> {
  const [cookieName = ""] = contestant.cookie.split("=");
  const ended = new Set<string>();
  for (let count = 0; count < leastLookups || !over(); count += 1) {
    const person = people[randomInt(people.length)];
    if (!person || ended.has(person.userId)) continue;
    const now = new Date();
    await timed(times["session lookup"], () => checkSession(database, person.token, now, new SessionCache()));
    if (count % 5 === 0) await timed(times["session check by HTTP"], async () => await (await fetch(`${contestant.origin}/api/auth/session`, { headers: { cookie: `${cookieName}=${person.token}` } })).text());
    if (count % 10 === 0) await timed(times["device list"], () => listSessions(database.db, person, now));
    if (count % 20 !== 0) continue;
    ended.add(person.userId);
    await timed(times["revoke all"], () => database.transaction((tx) => revokeAllSessions(tx, person.userId)));
  }
}

/** The requests above, beside people who sign in one after the other; until `sweeping` has ended, where there is one. */
export async function shoppers(url: string, contestant: Contestant, people: readonly LiveSession[], sweeping?: Promise<unknown>): Promise<Times> {
  const database = connectDatabase(url, 4);
  const times = noTimes();
  let swept = sweeping === undefined;
  let done = false;
  const signIns = async () => {
    while (!done) {
      await timed(times["sign-in"], () => contestant.signIn(contestant.newPerson()));
      await breathe();
    }
  };
  try {
    const asking = requests({ database, contestant, people, times, over: () => swept }).finally(() => (done = true));
    await Promise.all([asking, signIns(), sweeping?.finally(() => (swept = true))]);
    return times;
  } finally {
    await database.close();
  }
}

/** One batch of the sweep of sessions. */
export type Batch = { milliseconds: number; rows: number };

/** Runs the sweep of sessions that a web process runs once a minute, so many times in a row. @returns its batches */
export async function sweepSessions(url: string, runs: number): Promise<Batch[]> {
  const database = connectDatabase(url, 2);
  const batches: Batch[] = [];
  const db = database.db.$extends({
    query: {
      // A handle that no database gave: its plain statements go this way.
      async $queryRawUnsafe({ args, query }) {
        const began = performance.now();
        const rows = (await query(args)) as { count: number }[];
        batches.push({ milliseconds: performance.now() - began, rows: rows[0]?.count ?? 0 });
        return rows;
      },
    },
  });
  try {
    for (let run = 0; run < runs; run += 1) await sweep(db as unknown as Db, new Date());
    return batches;
  } finally {
    await database.close();
  }
}

/** How long something took, for a table. */
export const summaryOf = (times: readonly number[]) => ({ times: times.length, "p50 ms": rounded(median(times), 2), "p95 ms": rounded(quantile(times, 0.95), 2), "longest ms": rounded(Math.max(...times), 1) });
