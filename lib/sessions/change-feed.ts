import type { Db } from "../db/client.ts";
import { type Due, removeDue } from "../db/due.ts";
import type { Watcher } from "../db/feed.ts";
import { everybody, type SessionCache, sessionCache } from "./cache.ts";

/** Changes that one heartbeat takes up one by one; more than these empty the cache. */
const mostChanges = 1_000;

/**
 * Transactions below the lower bound of this snapshot have ended, so what they wrote is seen by now; every other one may
 * commit later than one that began after it. So each look asks for all that the one before could not be sure of.
 */
const heartbeat = `
  SELECT txid_snapshot_xmin(txid_current_snapshot())::text AS "next",
         ARRAY(SELECT DISTINCT "userId"::text FROM "SessionChange" WHERE "txid" >= $1::bigint LIMIT ${mostChanges + 1}) AS "changed"`;

type Beat = { next: string; changed: string[] };

/**
 * Keeps the session cache true: a change is told by a notification at once, and by the heartbeat where that was lost.
 * While neither can be had the cache is not believed, and every check asks the database.
 */
export function sessionWatcher(cache: SessionCache = sessionCache()): Watcher {
  let next = "0";
  return {
    channel: "session_changes",
    told: (userId) => cache.changed(userId || everybody),
    async begin(ask) {
      const [row] = await ask<Pick<Beat, "next">>(`SELECT txid_snapshot_xmin(txid_current_snapshot())::text AS "next"`);
      next = row?.next ?? "0";
      // Nobody told of what changed before.
      cache.clear();
    },
    async beat(ask, since) {
      const [row] = await ask<Beat>(heartbeat, [next], "session-heartbeat");
      const changed = row?.changed ?? [];
      if (changed.length > mostChanges) cache.clear();
      else for (const userId of changed) cache.changed(userId);
      next = row?.next ?? "0";
      cache.trust(since);
    },
    lost: () => cache.distrust(),
  };
}

const keepSeconds = 10 * 60;

/** Changes that every process has heard of. */
export const dueSessionChanges: Due = { kind: "session_changes", table: "SessionChange", column: "at", seconds: keepSeconds };

/** Removes what every process has heard by now. */
export async function sweepSessionChanges(db: Db, now: Date): Promise<number> {
  return await removeDue(db, dueSessionChanges, now);
}
