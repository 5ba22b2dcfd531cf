import pg from "pg";
import { PgBoss } from "pg-boss";
import { type MigrationStatus, migrationStatusOf } from "#lib/db/migrations.ts";
import { queues, queueSchema } from "#lib/jobs/queue.ts";
import { RemedyError } from "../process/remedy.ts";
import { everything, migrationList, readMigrations, readSchema } from "./migration-files.ts";
import { withSchemaEngine } from "./schema-engine.ts";

/** Any number that nothing else in this database uses as a key of pg_advisory_lock. */
const lockKey = 7_316_227_401;

async function withConnection<T>(databaseUrl: string, use: (connection: pg.Client) => Promise<T>): Promise<T> {
  const connection = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000 });
  // A connection that is cut while it is idle emits an event that would end the process; the query fails by itself.
  connection.on("error", () => {});
  await connection.connect();
  try {
    return await use(connection);
  } finally {
    await connection.end().catch(() => {});
  }
}

const statusOn = (connection: pg.Client) => migrationStatusOf(connection, readMigrations());

/** Which migrations of this checkout the database has; reads only. `databaseUrl` is a PostgreSQL address. */
export async function migrationStatus(databaseUrl: string): Promise<MigrationStatus> {
  return await withConnection(databaseUrl, statusOn);
}

/**
 * Brings the database to the newest migration with Prisma's own engine, which keeps `_prisma_migrations`: `prisma
 * migrate deploy` works on the same database. Two starters at once wait for each other; a second apply does nothing
 * and does not even load the engine.
 * @returns the names that were applied just now, oldest first.
 * @throws RemedyError when a migration fails, failed earlier, or was changed after it was applied.
 */
export async function applyMigrations({ databaseUrl }: { databaseUrl: string }): Promise<{ applied: string[] }> {
  return await withConnection(databaseUrl, async (connection) => {
    await connection.query("SELECT pg_advisory_lock($1)", [lockKey]);
    const status = await statusOn(connection);
    if (status.changed.length > 0) {
      throw new RemedyError(`These migrations were changed after they had been applied: ${status.changed.join(", ")}.`, "Bring the files back as they were, and write the change as a new migration (npm run db:diff -- name).");
    }
    if (status.failed.length > 0) {
      throw new RemedyError(`These migrations failed half-way: ${status.failed.join(", ")}.`, "Undo by hand what they did, set rolled_back_at of their row in _prisma_migrations, and try again.");
    }
    const result = status.pending.length === 0 ? { applied: [] } : await applyPending(databaseUrl);
    await installQueue(databaseUrl);
    return result;
  });
}

/**
 * Makes or brings up to date the schema of the job queue, and the queues with their settings. pg-boss keeps migrations
 * of its own, so they run here, with the role that owns the tables, and not in the web process.
 */
async function installQueue(databaseUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: databaseUrl, schema: queueSchema, supervise: false, schedule: false, registerInstance: false, monitorVacuum: false, max: 2 });
  boss.on("error", () => undefined);
  try {
    await boss.start();
    for (const [name, settings] of Object.entries(queues)) {
      if (await boss.getQueue(name)) await boss.updateQueue(name, settings);
      else await boss.createQueue(name, settings);
    }
  } finally {
    await boss.stop({ graceful: false });
  }
}

async function applyPending(databaseUrl: string): Promise<{ applied: string[] }> {
  try {
    const migrationsList = migrationList(readMigrations());
    const result = await withSchemaEngine(databaseUrl, readSchema(), (engine) => engine.applyMigrations({ migrationsList, filters: everything }));
    return { applied: result.appliedMigrationNames };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new RemedyError("A migration could not be applied.", "The text above is PostgreSQL's own. Mend the migration or the data, and try again.", { cause: error, output: text });
  }
}
