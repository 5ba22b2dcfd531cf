import { afterAll, beforeAll, vi } from "vitest";
import { closeDatabase } from "#lib/db/client.ts";
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
