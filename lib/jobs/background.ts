import { setTimeout as wait } from "node:timers/promises";
import { claimDatabase } from "../db/claim.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { logEvent } from "../telemetry/log.ts";
import { startQueue, startWorkers, type Worker } from "./queue.ts";
import { type Sweepers, startSweepJob } from "./sweep-job.ts";

const retryMilliseconds = 2_000;

/** Why a process must not go on with its database. */
export type DatabaseRefusal = "claimed_by_other" | "not_migrated";

const missingTable = new Set(["P2021", "42P01"]);

/**
 * What a web process does beside answering: claims its database, then sweeps and does jobs unless JOBS is off. Resolves after the
 * first try, so that a process with the wrong database never serves; when PostgreSQL cannot be reached, the claim
 * goes on in the background, because a process may start during an outage.
 * @param parts what is swept, and what does the jobs of the queue
 * @param onRefused called when the database must not be used; the process must not go on
 */
export async function startBackground(env: Env, parts: { sweepers: Sweepers; workers: readonly Worker[] }, onRefused: (reason: DatabaseRefusal) => void): Promise<void> {
  const own = { appEnv: env.APP_ENV, amazonClientId: env.AUTH_AMAZON_ID };
  const claim = async (): Promise<boolean> => {
    try {
      if (!(await claimDatabase(database(), own, { allow: env.ALLOW_DATABASE_CLAIM }))) onRefused("claimed_by_other");
      else if (env.JOBS) {
        await startWorkers(parts.workers);
        startSweepJob(parts.sweepers);
      } else await startQueue();
      return true;
    } catch (error) {
      if (missingTable.has(String((error as { code?: unknown }).code))) onRefused("not_migrated");
      logEvent("job.failed", { job: "claim", error }, "warn");
      return false;
    }
  };
  const goOn = async () => {
    do await wait(retryMilliseconds, undefined, { ref: false });
    while (!(await claim()));
  };
  if (!(await claim())) void goOn();
}
