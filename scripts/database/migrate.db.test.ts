import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../test/database.ts";
import { runSql } from "./create.ts";
import { diffSchema } from "./diff.ts";
import { applyMigrations, migrationStatus } from "./migrate.ts";
import { readMigrations } from "./migration-files.ts";

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(async () => await database.drop());

const names = readMigrations().map(({ name }) => name);
const auditRow = `INSERT INTO "AuditEvent" ("id", "type", "subjectId") VALUES (gen_random_uuid(), 'account.linked', gen_random_uuid())`;
const bagLine = (columns: string, values: string) => `INSERT INTO "BagItem" ("id", "productId", "quantity"${columns}) VALUES (gen_random_uuid(), 'p', ${values})`;

test("a migrated database has every migration of this checkout and nothing to do", async () => {
  expect(await migrationStatus(database.url)).toEqual({ applied: names, pending: [], changed: [], failed: [] });
  expect(await applyMigrations({ databaseUrl: database.url })).toEqual({ applied: [] });
});

test("the migrations lead exactly to the Prisma schema, and comparing them leaves no database behind", async () => {
  expect(await diffSchema(database.url)).toBeUndefined();
  const { rows } = await runSql(database.url, "SELECT datname FROM pg_database WHERE datname LIKE 'shadow%'");
  expect(rows).toEqual([]);
});

test("two starters at once apply each migration once", async () => {
  await runSql(database.url, "CREATE DATABASE two_starters");
  const url = database.url.replace(/[^/]*$/, "two_starters");
  try {
    const results = await Promise.all([applyMigrations({ databaseUrl: url }), applyMigrations({ databaseUrl: url })]);
    expect(results.flatMap(({ applied }) => applied)).toEqual(names);
  } finally {
    await runSql(database.url, "DROP DATABASE two_starters WITH (FORCE)");
  }
});

test("a migration that was changed after it was applied is refused", async () => {
  const changed = await createTestDatabase();
  await runSql(changed.url, "UPDATE _prisma_migrations SET checksum = 'other'");
  await expect(applyMigrations({ databaseUrl: changed.url })).rejects.toThrow("were changed after they had been applied");
  await changed.drop();
});

describe("what only the SQL says", () => {
  test.each(["UPDATE \"AuditEvent\" SET type = 'x'", 'DELETE FROM "AuditEvent"', 'TRUNCATE "AuditEvent"'])("refuses %s", async (sql) => {
    await runSql(database.url, auditRow);
    await expect(runSql(database.url, sql)).rejects.toThrow("AuditEvent is append-only");
  });

  test("a bag line belongs to exactly one owner and holds 1 to 99", async () => {
    await expect(runSql(database.url, bagLine("", "1"))).rejects.toThrow("BagItem_one_owner_check");
    await expect(runSql(database.url, bagLine(', "userId", "guestId"', "1, gen_random_uuid(), gen_random_uuid()"))).rejects.toThrow("BagItem_one_owner_check");
    await expect(runSql(database.url, bagLine(', "userId"', "100, gen_random_uuid()"))).rejects.toThrow("BagItem_quantity_check");
  });

  test("a saved item belongs to exactly one owner", async () => {
    await expect(runSql(database.url, `INSERT INTO "SavedItem" ("id", "productId") VALUES (gen_random_uuid(), 'p')`)).rejects.toThrow("SavedItem_one_owner_check");
  });

  test("a database is claimed once", async () => {
    await expect(runSql(database.url, `INSERT INTO "DatabaseClaim" ("id", "appEnv", "amazonClientId") VALUES (2, 'a', 'b')`)).rejects.toThrow("DatabaseClaim_single_row_check");
  });
});
