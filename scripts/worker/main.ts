import { amazonHealthWatcher } from "#lib/amazon-health/process.ts";
import { sweepers, workers } from "#lib/composition.ts";
import { closeDatabase } from "#lib/db/client.ts";
import { startFeed, stopFeed } from "#lib/db/feed.ts";
import { env, readEnv } from "#lib/env.ts";
import { startBackground } from "#lib/jobs/background.ts";
import { stopQueue } from "#lib/jobs/queue.ts";
import { configureLog, logEvent } from "#lib/telemetry/log.ts";
import { finishRefreshes } from "#lib/token-vault/process-state.ts";
import { onParentExit } from "#server/drain.ts";

// Production: does the jobs alone, for installations whose web processes run with JOBS=off. Everything comes from the
// environment.
const result = readEnv({ ...process.env, JOBS: "on" });
if (!result.ok) {
  for (const { name, remedy } of result.faults) process.stderr.write(`${name}: ${remedy}\n`);
  process.exit(1);
}
process.env.JOBS = "on";
configureLog({ level: env().LOG_LEVEL });

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return process.exit(1);
  stopping = true;
  await Promise.all([stopQueue(), finishRefreshes(), stopFeed()]);
  await closeDatabase();
  process.exit(0);
}
process.on("SIGTERM", () => void stop());
process.on("SIGINT", () => void stop());
if (process.env.SIWA_EXIT_WITH_PARENT === "1") onParentExit(() => void stop());
// Timers of the sweep are not enough to live on.
const alive = setInterval(() => undefined, 60_000);

await startBackground(env(), { sweepers, workers }, (reason) => {
  process.stderr.write(`DATABASE_URL: ${reason === "not_migrated" ? "this database has no tables yet. Run npm run db:migrate first." : "this database belongs to another installation."}\n`);
  clearInterval(alive);
  process.exit(1);
});
startFeed(env().DATABASE_URL, [amazonHealthWatcher()]);
logEvent("worker.ready", { pid: process.pid });
process.stdout.write("ready\n");
