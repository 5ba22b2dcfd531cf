import pg from "pg";

/** Runs one statement, or several, on a connection of its own. `databaseUrl` is a PostgreSQL address. */
export async function runSql(databaseUrl: string, sql: string, values?: unknown[]): Promise<pg.QueryResult> {
  const connection = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000 });
  // A connection that is cut emits an event that would end the process; the statement fails by itself.
  connection.on("error", () => {});
  await connection.connect();
  try {
    return await connection.query(sql, values);
  } finally {
    await connection.end().catch(() => {});
  }
}

/** Creates the database unless it exists. `name` is one of ours, never input. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const { rowCount } = await runSql(adminUrl, "SELECT 1 FROM pg_database WHERE datname = $1", [name]);
  if (rowCount === 0) await runSql(adminUrl, `CREATE DATABASE "${name}"`);
}
