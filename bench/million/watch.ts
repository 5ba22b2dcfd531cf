import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { largeTables } from "./seed.ts";

const lookMilliseconds = 25;

/** The longest wait for a lock that was seen, and which lock it was. */
export type LockWait = { milliseconds: number; lock: string };

const waiting = `
  SELECT extract(epoch FROM clock_timestamp() - l.waitstart)::float8 * 1000 AS "milliseconds", concat_ws(' ', l.mode, l.locktype, c.relname) AS "lock"
  FROM pg_locks l LEFT JOIN pg_class c ON c.oid = l.relation
  WHERE NOT l.granted AND l.waitstart IS NOT NULL ORDER BY l.waitstart LIMIT 1`;

/** Looks again and again for whoever waits for a lock. @returns ends it, and says the longest wait */
export async function watchLocks(url: string): Promise<() => Promise<LockWait>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let longest: LockWait = { milliseconds: 0, lock: "none" };
  let over = false;
  const looking = (async () => {
    while (!over) {
      const [found] = (await client.query<LockWait>(waiting)).rows;
      if (found && found.milliseconds > longest.milliseconds) longest = found;
      await wait(lookMilliseconds);
    }
  })();
  return async () => {
    over = true;
    await looking;
    await client.end();
    return longest;
  };
}

/** How often each large table was read from one end to the other so far. Processes tell it at the latest when they end. */
export async function tableScans(sql: pg.Pool): Promise<Record<string, number>> {
  const { rows } = await sql.query<{ relname: string; seq_scan: string }>("SELECT relname, seq_scan FROM pg_stat_user_tables WHERE relname = ANY($1) ORDER BY relname", [largeTables]);
  return Object.fromEntries(rows.map(({ relname, seq_scan: scans }) => [relname, Number(scans)]));
}

/** What was scanned between two looks, in words; empty when nothing was. */
export function scansBetween(before: Record<string, number>, after: Record<string, number>): string[] {
  return Object.entries(after).flatMap(([table, scans]) => (scans > (before[table] ?? 0) ? [`${table} ${scans - (before[table] ?? 0)}`] : []));
}
