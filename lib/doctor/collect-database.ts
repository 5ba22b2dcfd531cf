import type { Pool } from "pg";
import type { Claim } from "../db/claim.ts";
import { type MigrationFile, migrationStatusOf } from "../db/migrations.ts";
import { sandboxHosts } from "../env-amazon.ts";
import type { DatabaseFacts, Observation } from "./facts.ts";

/** Where statements go: the pool of the process, or one of the doctor's own. */
type Asking = Pick<Pool, "query">;

const aboutConnection = `
  SELECT current_setting('server_version') AS "version", clock_timestamp() AS "now",
    COALESCE((SELECT "ssl" FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS "encrypted",
    COALESCE((SELECT rolsuper FROM pg_roles WHERE rolname = current_user), false)
      OR COALESCE((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('"AuditEvent"')), false) AS "owner"`;

/** The key id stands in the first part of an envelope, which is no secret (RFC 7516 section 3.1). */
const tokensByKey = `
  SELECT "kid", count(*)::int AS "count" FROM (
    SELECT substring(convert_from(decode(rpad(translate("head", '-_', '+/'), ((length("head") + 3) / 4) * 4, '='), 'base64'), 'utf8') from '"kid":"([^"]*)"') AS "kid"
    FROM (SELECT split_part(unnest(ARRAY["access_token", "refresh_token"]), '.', 1) AS "head" FROM "Account") "heads"
    WHERE "head" ~ '^[A-Za-z0-9_-]+$' AND length("head") % 4 <> 1
  ) "kids" WHERE "kid" IS NOT NULL GROUP BY 1`;

const provedAddresses = `
  SELECT "provedEmail" AS "address",
    EXISTS (SELECT 1 FROM "PasswordCredential" p WHERE p."userId" = u."id") OR EXISTS (SELECT 1 FROM "Passkey" k WHERE k."userId" = u."id") AS "hasWay"
  FROM "User" u WHERE "provedEmail" = ANY($1::text[]) AND "status" = 'active'`;

async function insideOf(connection: Asking, operators: readonly string[]): Promise<NonNullable<DatabaseFacts["inside"]>> {
  const [claims, observed, proved] = await Promise.all([
    connection.query<Claim>('SELECT "appEnv", "amazonClientId" FROM "DatabaseClaim" WHERE "id" = 1'),
    connection.query<Observation & { what: string }>('SELECT "what", "firstAt", "lastAt" FROM "Observation"'),
    connection.query<{ address: string; hasWay: boolean }>(provedAddresses, [operators]),
  ]);
  // With very many rows it does not end within the time of a statement.
  const counted = await connection.query<{ kid: string; count: number }>(tokensByKey).catch(() => undefined);
  return {
    claim: claims.rows[0],
    observations: new Map(observed.rows.map(({ what, firstAt, lastAt }) => [what, { firstAt, lastAt }])),
    tokensByKey: counted && new Map(counted.rows.map(({ kid, count }) => [kid, count])),
    operators: new Map(proved.rows.map(({ address, hasWay }) => [address, hasWay])),
  };
}

/** Why it did not answer: a code, never a message, which could name the address or the user. */
function reasonOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const first: unknown = at instanceof AggregateError ? at.errors[0] : at;
    const code = (first as { code?: unknown }).code;
    if (typeof code === "string") return code;
  }
  return "no connection within its time";
}

/**
 * Asks a database; reads only.
 * @param url its address, for whether it is on this machine
 * @param expected the migrations that it should have, and the addresses of operators in canonical form
 */
export async function collectDatabase(connection: Asking, url: string, { files, operators }: { files: readonly MigrationFile[]; operators: readonly string[] }): Promise<DatabaseFacts | { unreachable: string }> {
  try {
    // The first statement opens the connection, which the measurement of the clock must not wait for.
    await connection.query("SELECT 1");
    const sent = Date.now();
    const { rows } = await connection.query<{ version: string; now: Date; encrypted: boolean; owner: boolean }>(aboutConnection);
    const clock = (sent + Date.now()) / 2;
    const [about] = rows;
    if (!about) return { unreachable: "no answer" };
    const migrations = await migrationStatusOf(connection, files);
    const complete = migrations.pending.length === 0 && migrations.failed.length === 0;
    const { hostname } = new URL(url);
    return {
      ...about,
      clockOffsetMilliseconds: clock - about.now.getTime(),
      local: hostname === "" || sandboxHosts.test(hostname),
      migrations,
      ...(complete && { inside: await insideOf(connection, operators) }),
    };
  } catch (error) {
    return { unreachable: reasonOf(error) };
  }
}
