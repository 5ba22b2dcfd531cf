import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MigrationList } from "@prisma/schema-engine-wasm";
import { type MigrationFile, readMigrations as readMigrationsOf } from "#lib/db/migrations.ts";
import { repository } from "../bootstrap/paths.mjs";

export const schemaFile = join(repository, "prisma", "schema.prisma");
export const migrationsFolder = join(repository, "prisma", "migrations");

/** Every migration of this checkout, oldest first. */
export function readMigrations(): MigrationFile[] {
  return readMigrationsOf(migrationsFolder);
}

/** The same list in the form that Prisma's engine takes. */
export function migrationList(migrations: readonly MigrationFile[], folder: string = migrationsFolder): MigrationList {
  const lockFile = join(folder, "migration_lock.toml");
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: existsSync(lockFile) ? readFileSync(lockFile, "utf8") : null },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
    })),
  };
}

export const everything = { externalTables: [], externalEnums: [] };

export function readSchema(): { path: string; content: string } {
  return { path: schemaFile, content: readFileSync(schemaFile, "utf8") };
}
