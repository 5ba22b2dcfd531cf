import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readEnv } from "#lib/env.ts";
import { runSql } from "../database/create.ts";
import { migrationStatus } from "../database/migrate.ts";
import { describeFailure } from "../process/remedy.ts";
import { floors, isAtOrAbove } from "./floors.ts";

/** One line of the report. `warn` is worth knowing, `fail` has to be mended. */
export type Finding = { level: "ok" | "warn" | "fail"; name: string; text: string };

type Variables = Readonly<Record<string, string | undefined>>;

/** Node's version against what package.json asks for. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const good = major > 22 || (major === 22 && minor >= 12);
  return { level: good ? "ok" : "fail", name: "node", text: good ? version : `${version} is too old: install Node 24` };
}

/** One finding per fault of the environment; values are never repeated. */
export function checkEnvironment(variables: Variables): Finding[] {
  const result = readEnv(variables);
  if (result.ok) return [{ level: "ok", name: "environment", text: `complete for APP_ENV=${result.env.APP_ENV}` }];
  return result.faults.map(({ name, remedy }) => ({ level: "fail", name, text: remedy }));
}

async function checkMigrations(databaseUrl: string): Promise<Finding> {
  const name = "migrations";
  const { applied, pending, changed, failed } = await migrationStatus(databaseUrl);
  if (failed.length > 0) return { level: "fail", name, text: `failed half-way: ${failed.join(", ")}` };
  if (changed.length > 0) return { level: "fail", name, text: `changed after they were applied: ${changed.join(", ")}` };
  if (pending.length > 0) return { level: "fail", name, text: `not applied yet: ${pending.join(", ")}; run npm run db:migrate` };
  return { level: "ok", name, text: `all ${applied.length} applied` };
}

async function checkClaim(databaseUrl: string, variables: Variables): Promise<Finding> {
  const name = "database claim";
  const { rows } = await runSql(databaseUrl, 'SELECT "appEnv", "amazonClientId" FROM "DatabaseClaim" WHERE "id" = 1');
  const claim = rows[0] as { appEnv: string; amazonClientId: string } | undefined;
  if (!claim) return { level: "ok", name, text: "nobody has claimed this database yet; the first start does" };
  const differs = [claim.appEnv !== (variables.APP_ENV || "development") && `APP_ENV=${claim.appEnv}`, claim.amazonClientId !== variables.AUTH_AMAZON_ID && "another Amazon client"].filter(Boolean);
  if (differs.length === 0) return { level: "ok", name, text: "it belongs to this installation" };
  return { level: "fail", name, text: `it was claimed by ${differs.join(" and ")}; use another database, or set ALLOW_DATABASE_CLAIM=true for one start` };
}

/**
 * Reachability, migrations and claim of the database. Without an address there is only the embedded one, which runs
 * with the site.
 */
export async function checkDatabase(databaseUrl: string | undefined, variables: Variables): Promise<Finding[]> {
  if (databaseUrl === undefined) return [{ level: "warn", name: "database", text: "the embedded database is not running; npm start starts it" }];
  try {
    const { rows } = await runSql(databaseUrl, "SHOW server_version");
    const version = (rows[0] as { server_version: string }).server_version;
    const migrations = await checkMigrations(databaseUrl);
    const reachable: Finding = { level: "ok", name: "database", text: `PostgreSQL ${version} answers` };
    // An empty database has no claim table to look into.
    return migrations.level === "ok" ? [reachable, migrations, await checkClaim(databaseUrl, variables)] : [reachable, migrations];
  } catch (error) {
    return [{ level: "fail", name: "database", text: `it does not answer (${describeFailure(error)}); check DATABASE_URL and that PostgreSQL runs` }];
  }
}

/** Every installed copy of every package, by name: a floor is worth nothing when an old copy lies deeper in the tree. */
export function installedCopies(root: string): Map<string, string[]> {
  const file = join(root, "node_modules", ".package-lock.json");
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, { version?: string }> };
  const copies = new Map<string, string[]>();
  for (const [path, { version }] of Object.entries(packages)) {
    const name = path.split("node_modules/").at(-1) ?? "";
    if (version) copies.set(name, [...(copies.get(name) ?? []), version]);
  }
  return copies;
}

/** One finding per package that has a floor (pure). */
export function checkVersions(copies: ReadonlyMap<string, readonly string[]>): Finding[] {
  return floors.map((floor) => {
    const name = floor.package;
    const versions = copies.get(name) ?? [];
    if (versions.length === 0) return { level: "fail", name, text: "it is not installed; run npm ci" };
    const low = versions.filter((version) => !isAtOrAbove(version, floor));
    if (low.length > 0) return { level: "fail", name, text: `${low.join(", ")} is below ${floor.floor} (${floor.because})` };
    if (floor.singleCopy && versions.length > 1) return { level: "fail", name, text: `${versions.length} copies are installed; there must be one` };
    return { level: "ok", name, text: `${versions.join(", ")}, at least ${floor.floor}` };
  });
}
