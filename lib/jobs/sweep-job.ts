import { type Db, database } from "../db/client.ts";
import { logEvent } from "../telemetry/log.ts";

const everyMilliseconds = 60_000;

/** Removes what a part of the application no longer needs. Doing it twice, or twice at once, must do no harm. */
export type Sweeper = (db: Db, now: Date) => Promise<unknown>;

/** Sweepers, each with the name that the log has for it: that of the function is lost in a bundle. They run in this order. */
export type Sweepers = Readonly<Record<string, Sweeper>>;

/**
 * Sweeps once a minute, in every process. One that fails stops none of the others, and is tried again with them.
 * @param sweepers of every part of the application (lib/composition.ts)
 * @returns how to stop
 */
export function startSweepJob(sweepers: Sweepers): () => void {
  const run = async () => {
    const now = new Date();
    for (const [name, sweep] of Object.entries(sweepers)) {
      try {
        await sweep(database().db, now);
      } catch (error) {
        logEvent("job.failed", { job: "sweep", sweeper: name, error: error instanceof Error ? error.name : "unknown" }, "warn");
      }
    }
  };
  const timer = setInterval(() => void run(), everyMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
