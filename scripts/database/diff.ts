import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { everything, migrationList, migrationsFolder, readMigrations, readSchema } from "./migration-files.ts";
import { withSchemaEngine } from "./schema-engine.ts";

/** `20260102030405_name`, in UTC, as Prisma names its migrations. Anything but letters and digits becomes `_`. */
export function migrationName(name: string, now: Date): string {
  const stamp = now.toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const words = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_|_$/g, "");
  return `${stamp}_${words === "" ? "change" : words}`;
}

/**
 * The SQL that leads from the migrations of this checkout to its schema.prisma, or undefined when they agree.
 * What only SQL can say (checks, triggers) is in neither side and stays as it is.
 * @param adminUrl a PostgreSQL address that may create databases.
 */
export async function diffSchema(adminUrl: string): Promise<string | undefined> {
  const migrations = readMigrations();
  const schema = readSchema();
  // The engine replays the migrations in a database of its own, which it creates and drops.
  const result = await withSchemaEngine(adminUrl, schema, (engine) =>
    engine.diff({
      from: migrations.length === 0 ? { tag: "empty" } : { tag: "migrations", ...migrationList(migrations) },
      to: { tag: "schemaDatamodel", files: [schema] },
      script: true,
      exitCode: true,
      filters: everything,
    }),
  );
  // 2 means "they differ"; the script of no difference is a comment, not an empty text.
  return result.exitCode === 2 ? (result.stdout ?? undefined) : undefined;
}

/** Writes `sql` as a new migration; returns the file's path. */
export function writeMigration(name: string, sql: string, now: Date): string {
  const lockFile = join(migrationsFolder, "migration_lock.toml");
  const folder = join(migrationsFolder, migrationName(name, now));
  mkdirSync(folder, { recursive: true });
  if (!existsSync(lockFile)) {
    writeFileSync(lockFile, '# Prisma reads this to know which database the migrations are written for.\nprovider = "postgresql"\n');
  }
  const file = join(folder, "migration.sql");
  writeFileSync(file, sql.endsWith("\n") ? sql : `${sql}\n`, { flag: "wx" });
  return file;
}
