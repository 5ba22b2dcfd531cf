import { setTimeout as wait } from "node:timers/promises";
import { claimDatabase } from "../db/claim.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { logEvent } from "../telemetry/log.ts";
import { type Sweeper, startSweepJob } from "./sweep-job.ts";

const retryMilliseconds = 2_000;

/**
 * What a web process does beside answering: claims its database as soon as that can be reached (a process may start
 * during an outage), then sweeps unless JOBS is off.
 * @param sweepers what is swept
 * @param onRefused called when the database belongs to another installation; the process must not go on
 * @returns how to stop
 */
export function startBackground(env: Env, sweepers: readonly Sweeper[], onRefused: () => void): () => void {
  const own = { appEnv: env.APP_ENV, amazonClientId: env.AUTH_AMAZON_ID };
  let stopped = false;
  let stopJob = () => {};
  const begin = async () => {
    while (!stopped) {
      try {
        if (!(await claimDatabase(database(), own, { allow: env.ALLOW_DATABASE_CLAIM }))) return onRefused();
        if (env.JOBS && !stopped) stopJob = startSweepJob(sweepers);
        return;
      } catch (error) {
        logEvent("job.failed", { job: "claim", error }, "warn");
        await wait(retryMilliseconds, undefined, { ref: false });
      }
    }
  };
  void begin();
  return () => {
    stopped = true;
    stopJob();
  };
}
