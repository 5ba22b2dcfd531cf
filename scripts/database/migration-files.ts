import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MigrationList } from "@prisma/schema-engine-wasm";
import { repository } from "../bootstrap/paths.mjs";

export const schemaFile = join(repository, "prisma", "schema.prisma");
export const migrationsFolder = join(repository, "prisma", "migrations");

/** One migration of the repository; `checksum` is what Prisma stores for it (SHA-256 of the file, hexadecimal). */
export type MigrationFile = { name: string; sql: string; checksum: string };

/** Every migration of the folder, oldest first. */
export function readMigrations(folder: string = migrationsFolder): MigrationFile[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map(({ name }) => {
      const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
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
