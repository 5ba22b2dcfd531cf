import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One migration of the repository; `checksum` is what Prisma stores for it (SHA-256 of the file, hexadecimal). */
export type MigrationFile = { name: string; sql: string; checksum: string };

export type MigrationStatus = {
  applied: string[];
  pending: string[];
  /** Applied, but the file has changed since. */
  changed: string[];
  /** Begun and neither finished nor rolled back. */
  failed: string[];
};

export type MigrationRow = { migration_name: string; checksum: string; finished_at: Date | null; rolled_back_at: Date | null };

/** Whoever sends a statement to one database. */
export type Asking = { query: <Row extends object>(text: string) => Promise<{ rows: Row[] }> };

/** Every migration of the folder, oldest first. */
export function readMigrations(folder: string): MigrationFile[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map(({ name }) => {
      const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Compares the files with the rows of Prisma's own table (pure). */
export function compareMigrations(files: readonly MigrationFile[], rows: readonly MigrationRow[]): MigrationStatus {
  const live = new Map(rows.filter((row) => row.rolled_back_at === null).map((row) => [row.migration_name, row]));
  const of = (test: (file: MigrationFile, row: MigrationRow | undefined) => boolean) =>
    files.filter((file) => test(file, live.get(file.name))).map((file) => file.name);
  return {
    applied: of((_, row) => row?.finished_at != null),
    pending: of((_, row) => row === undefined),
    changed: of((file, row) => row?.finished_at != null && row.checksum !== file.checksum),
    failed: of((_, row) => row !== undefined && row.finished_at === null),
  };
}

/** Which of the migrations a database has; reads only. */
export async function migrationStatusOf(connection: Asking, files: readonly MigrationFile[]): Promise<MigrationStatus> {
  const { rows: tables } = await connection.query<{ found: string | null }>("SELECT to_regclass('_prisma_migrations') AS found");
  if (!tables[0]?.found) return compareMigrations(files, []);
  const { rows } = await connection.query<MigrationRow>("SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations ORDER BY started_at");
  return compareMigrations(files, rows);
}
