import { sweep } from "../attempts/sweep.ts";
import { type Db, database } from "../db/client.ts";
import { logEvent } from "../telemetry/log.ts";

const everyMilliseconds = 60_000;

/** Removes what a part of the application no longer needs. Doing it twice, or twice at once, must do no harm. */
export type Sweeper = (db: Db, now: Date) => Promise<unknown>;

/**
 * Sweeps once a minute, in every process.
 * @param others sweepers beside the sign-in's own, such as the shop's
 * @returns how to stop
 */
export function startSweepJob(others: readonly Sweeper[]): () => void {
  const run = async () => {
    try {
      const now = new Date();
      const expired = await sweep(database().db, now);
      for (const other of others) await other(database().db, now);
      if (expired > 0) logEvent("attempts.expired", { outcome: "attempt_expired", count: expired });
    } catch (error) {
      logEvent("job.failed", { job: "sweep", error: error instanceof Error ? error.name : "unknown" }, "warn");
    }
  };
  const timer = setInterval(() => void run(), everyMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
