import { createHash, randomBytes } from "node:crypto";
import { ensureDatabase, runSql } from "../database/create.ts";
import { applyMigrations } from "../database/migrate.ts";
import { readMigrations } from "../database/migration-files.ts";

/** A database of one test file: `url` to connect with, `drop` to remove it (connections still open are cut). */
export type TestDatabase = { url: string; drop: () => Promise<void> };

const loopback = ["localhost", "127.0.0.1", "[::1]"];

/** Tests create and drop databases: nothing but this machine may ever be their target. */
export function refuseRemoteDatabase(url: string): void {
  const { hostname } = new URL(url);
  if (!loopback.includes(hostname)) throw new Error(`Tests refuse the database on ${hostname}: only a PostgreSQL on this machine may be used.`);
}

function addressOf(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}

function administratorUrl(): string {
  const url = process.env.TEST_DATABASE_ADMIN_URL;
  if (!url) throw new Error("No test database runs: start the tests with -c scripts/test/vitest.config.ts, or with npm test.");
  refuseRemoteDatabase(url);
  return url;
}

/** The name follows from the migrations, so that a reused cluster never serves an old template. */
function templateName(): string {
  const hash = createHash("sha256");
  for (const { checksum } of readMigrations()) hash.update(checksum);
  return `template_${hash.digest("hex").slice(0, 16)}`;
}

/** Makes the migrated database that all others are copied from, unless it is there. */
export async function prepareTemplate(adminUrl: string): Promise<void> {
  refuseRemoteDatabase(adminUrl);
  await ensureDatabase(adminUrl, templateName());
  await applyMigrations({ databaseUrl: addressOf(adminUrl, templateName()) });
}

/**
 * A new, migrated, empty database, copied from the template in about 50 ms.
 * @param adminUrl a prepared cluster; the one of the whole run by default
 * @throws Error when no test cluster runs, or when it is not on this machine.
 */
export async function createTestDatabase(adminUrl: string = administratorUrl()): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await runSql(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${templateName()}`);
  return {
    url: addressOf(adminUrl, name),
    drop: async () => void (await runSql(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}
