import { afterAll, beforeAll, vi } from "vitest";
import { closeDatabase, connectDatabase, type Database } from "#lib/db/client.ts";
import { stopQueue } from "#lib/jobs/queue.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

/** An environment with everything that must be in one; no address in it leads anywhere but to the database. */
export function testEnvironment(databaseUrl: string): Record<string, string> {
  return {
    AUTH_URL: "http://localhost:3000",
    AUTH_SECRET: "s".repeat(32),
    DATABASE_URL: databaseUrl,
    AUTH_AMAZON_ID: "amzn1.application-oa2-client.x",
    AUTH_AMAZON_SECRET: "secret",
    VAULT_KEYS: `k1:${"A".repeat(43)}`,
    SMTP_URL: "smtp://127.0.0.1:1",
    MAIL_FROM: "shop@shop.example",
  };
}

/**
 * Gives a test file an installation of its own: an empty, migrated database, which `database()` opens, and an
 * environment. No worker sends what is queued.
 * @param services starts what else the environment names, and says by which variables
 */
export function testInstallation(services: () => Promise<Record<string, string>> = async () => ({})): void {
  let place: TestDatabase | undefined;
  beforeAll(async () => {
    const [made, more] = await Promise.all([createTestDatabase(), services()]);
    place = made;
    for (const [name, value] of Object.entries({ ...testEnvironment(made.url), ...more })) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    await stopQueue();
    await closeDatabase();
    await place?.drop();
  });
}

/**
 * Gives a test file an empty, migrated database of its own, and nothing else.
 * @param ready takes the open database before the first test, and puts into it what all of them need
 */
export function testDatabase(ready: (database: Database) => void | Promise<void>): void {
  let place: TestDatabase | undefined;
  let database: Database | undefined;
  beforeAll(async () => {
    place = await createTestDatabase();
    database = connectDatabase(place.url);
    await ready(database);
  });
  afterAll(async () => {
    await database?.close();
    await place?.drop();
  });
}
