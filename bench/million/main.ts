import { step } from "#scripts/bootstrap/steps.mjs";
import { startOurs } from "../contestants.ts";
import { atMost, nothingDemanded, type Row } from "../gates.ts";
import { rounded } from "../load.ts";
import { seedLargeDatabase } from "./seed.ts";
import { type LockWait, scansBetween, tableScans, watchLocks } from "./watch.ts";
import { type Batch, shoppers, summaryOf, sweepSessions, type Times } from "./work.ts";

/** A server for much data. Nothing of it is kept, and nothing is replicated. */
const serverSettings = { shared_buffers: "512MB", max_wal_size: "16GB", checkpoint_timeout: "30min", wal_level: "minimal", max_wal_senders: "0" };

/** Security yardstick LD-03: the p95 of a lookup, in milliseconds. */
const lookupLimit = { gate: 10 };
const sweepRuns = 3;

function timesOf(times: Times, phase: string): Row[] {
  return Object.entries(times).map(([name, taken]) => {
    const summary = summaryOf(taken);
    return Object.assign(summary, name === "session lookup" ? atMost(summary["p95 ms"], lookupLimit) : nothingDemanded, { name: `${name}, ${phase}` });
  });
}

function sweepRows(batches: readonly Batch[], { milliseconds, lock }: LockWait): Row[] {
  const rows = batches.reduce((sum, one) => sum + one.rows, 0);
  const seconds = batches.reduce((sum, one) => sum + one.milliseconds, 0) / 1_000;
  return [
    { name: `sweep, batches of ${Math.max(...batches.map((one) => one.rows))} sessions at most`, ...summaryOf(batches.map((one) => one.milliseconds)), ...nothingDemanded },
    { name: "sweep, sessions a second", value: Math.round(rows / seconds), ...nothingDemanded },
    { name: `longest wait for a lock while sweeping, ms (${lock})`, value: rounded(milliseconds, 0), ...nothingDemanded },
  ];
}

const scanRow = (name: string, scans: string[], demanded: boolean): Row => ({ name, value: scans.length === 0 ? 0 : scans.join(", "), ...(demanded ? atMost(scans.length, { gate: 0 }) : nothingDemanded) });

/**
 * A database with very many sessions of which one in a hundred is good (security yardstick LD-03): lookups, lists, ends
 * of all sessions and sign-ins, at rest and while the sweep removes what has ended.
 */
export async function measureLargeDatabase(size: { users: number; sessions: number }): Promise<Row[]> {
  const { contestant: ours, stack } = await startOurs(1, serverSettings);
  try {
    const url = stack.directDatabaseUrl;
    const began = performance.now();
    const people = await step(`seeding ${size.sessions} sessions`, () => seedLargeDatabase(url, size));
    const seconds = Math.round((performance.now() - began) / 1_000);
    const disk = await stack.sql.query<{ bytes: string }>("SELECT pg_database_size(current_database()) AS bytes");
    await ours.restart();
    const atFirst = await tableScans(stack.sql);
    const quiet = await shoppers(url, ours, people);
    // A process that ends tells what it scanned.
    await ours.restart();
    const between = await tableScans(stack.sql);
    const endWatch = await watchLocks(url);
    const sweeping = sweepSessions(url, sweepRuns);
    const busy = await shoppers(url, ours, people, sweeping);
    const lockWait = await endWatch();
    await ours.restart();
    const atLast = await tableScans(stack.sql);
    return [
      { name: "users", value: size.users, ...nothingDemanded },
      { name: "sessions", value: size.sessions, ...nothingDemanded },
      { name: "seconds of seeding", value: seconds, ...nothingDemanded },
      { name: "size of the database, GiB", value: rounded(Number(disk.rows[0]?.bytes) / 2 ** 30, 1), ...nothingDemanded },
      ...timesOf(quiet, "quiet"),
      ...timesOf(busy, "while sweeping"),
      ...sweepRows(await sweeping, lockWait),
      scanRow("scans of large tables by requests", scansBetween(atFirst, between), true),
      scanRow("scans of large tables by requests and the sweep", scansBetween(between, atLast), false),
    ];
  } finally {
    await ours.stop();
  }
}
