import { fromPrisma, PgBoss } from "pg-boss";
import { translateDatabaseError } from "../db/faults.ts";
import { afterCommit, type Database, database, type Tx } from "../db/client.ts";
import { env } from "../env.ts";
import { DatabaseUnavailableError } from "../errors.ts";
import { logEvent } from "../telemetry/log.ts";

/** The schema of PostgreSQL that pg-boss keeps its tables in; scripts/database/migrate.ts makes it. */
export const queueSchema = "jobs";

/** Every queue, with how a job of it is tried again. Seconds. */
export const queues = {
  // The mail's own end, not a count or the queue, says when there is no use in trying on; the latest is that of a letter to the shop.
  mail: { retryLimit: 10_000, retryDelay: 2, retryBackoff: true, retryDelayMax: 30, expireInSeconds: 30, retentionSeconds: 4 * 24 * 3_600, deleteAfterSeconds: 3_600 },
  // What could not be told for an hour stands on the operator's page, and its end is told.
  webhook: { retryLimit: 60, retryDelay: 5, retryBackoff: true, retryDelayMax: 60, expireInSeconds: 30, retentionSeconds: 2 * 3_600, deleteAfterSeconds: 3_600 },
  // How often it is begun is the copy's own business (lib/privacy/copy). Whose maker died is found within minutes by the sweep.
  copy: { retryLimit: 100, retryDelay: 2, retryBackoff: true, retryDelayMax: 30, expireInSeconds: 3_600, retentionSeconds: 7 * 24 * 3_600, deleteAfterSeconds: 3_600 },
} as const;
export type QueueName = keyof typeof queues;

/** What does the jobs of a queue. Throwing lets the job be tried again. */
export type Worker = { queue: QueueName; run: (id: string, data: object) => Promise<void> };

const pollSeconds = 2;
const workersPerQueue = 2;
const stopMilliseconds = 5_000;

type Running = { boss: PgBoss; workers: Map<QueueName, string[]> };
// Next bundles a module more than once and the listener loads it natively: one queue a process lives on globalThis.
const slot = Symbol.for("siwa.queue");
type Holder = { [slot]?: Promise<Running> | undefined };

function newQueue(pool: Database["pool"]): PgBoss {
  const boss = new PgBoss({
    db: {
      executeSql: async (text, values) => {
        try {
          return await pool.query(text, values);
        } catch (error) {
          throw translateDatabaseError(error);
        }
      },
    },
    schema: queueSchema,
    // The owner of the tables makes and changes them (npm run db:migrate), not the web process.
    migrate: false,
    createSchema: false,
    // Jobs whose process died are given back by whoever does jobs.
    supervise: env().JOBS,
    schedule: false,
    registerInstance: false,
    monitorVacuum: false,
    reindex: false,
    queueCacheIntervalSeconds: 3_600,
  });
  // Without a listener an outage would end the process.
  boss.on("error", (error) => logEvent("job.failed", { job: "queue", error: (error as { code?: unknown }).code ?? error.name }, "warn"));
  return boss;
}

/** The queue of this process, started on first use; a start that failed is tried again by the next caller. */
async function running(): Promise<Running> {
  const holder = globalThis as Holder;
  holder[slot] ??= (async () => {
    const boss = newQueue(database().pool);
    await boss.start();
    for (const name of Object.keys(queues)) await boss.getQueue(name);
    return { boss, workers: new Map() };
  })();
  try {
    return await holder[slot];
  } catch (error) {
    holder[slot] = undefined;
    throw new DatabaseUnavailableError(error);
  }
}

/**
 * Makes the queue ready before anybody is answered. Made by the first deed that sends a mail it would want a connection
 * of the pool from within a transaction, and several such deeds at once could hold all of them.
 */
export async function startQueue(): Promise<void> {
  await running();
}

/** Wakes the workers of this process; those of others look by themselves. */
function wake(queue: QueueName): void {
  const held = (globalThis as Holder)[slot];
  void held?.then(({ boss, workers }) => workers.get(queue)?.forEach((id) => boss.notifyWorker(id))).catch(() => undefined);
}

/**
 * Queues a job in the transaction of the deed that it belongs to: it is done if and only if that commits.
 * @param job.id a UUID of the caller's making
 * @throws DatabaseUnavailableError
 */
export async function enqueue(tx: Tx, queue: QueueName, job: { id: string; data: object }): Promise<void> {
  const { boss } = await running();
  await boss.send(queue, job.data, { id: job.id, db: fromPrisma(tx) });
  afterCommit(tx, () => wake(queue));
}

/** Begins to do jobs in this process, two of a queue at once. */
export async function startWorkers(workers: readonly Worker[]): Promise<void> {
  const { boss, workers: known } = await running();
  for (const { queue, run } of workers) {
    if (known.has(queue)) continue;
    const ids: string[] = [];
    known.set(queue, ids);
    while (ids.length < workersPerQueue) {
      ids.push(await boss.work(queue, { pollingIntervalSeconds: pollSeconds, batchSize: 1 }, async (jobs) => {
        for (const job of jobs) await run(job.id, job.data as object);
        // Where one was, there may be more: it looks again at once, and waits only when it finds nothing.
        wake(queue);
      }));
    }
  }
}

/** Lets the jobs that are under way finish, within seconds, and takes no more. For the end of the process. */
export async function stopQueue(): Promise<void> {
  const holder = globalThis as Holder;
  const held = await holder[slot]?.catch(() => undefined);
  holder[slot] = undefined;
  await held?.boss.stop({ graceful: true, timeout: stopMilliseconds, close: false }).catch(() => undefined);
}
