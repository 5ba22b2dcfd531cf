import { type Db, database } from "../db/client.ts";
import { logEvent } from "../telemetry/log.ts";

const everyMilliseconds = 60_000;

/** Removes what a part of the application no longer needs. Doing it twice, or twice at once, must do no harm. */
export type Sweeper = (db: Db, now: Date) => Promise<unknown>;

/**
 * Sweeps once a minute, in every process.
 * @param sweepers of every part of the application (lib/composition.ts)
 * @returns how to stop
 */
export function startSweepJob(sweepers: readonly Sweeper[]): () => void {
  const run = async () => {
    try {
      const now = new Date();
      for (const sweep of sweepers) await sweep(database().db, now);
    } catch (error) {
      logEvent("job.failed", { job: "sweep", error: error instanceof Error ? error.name : "unknown" }, "warn");
    }
  };
  const timer = setInterval(() => void run(), everyMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
