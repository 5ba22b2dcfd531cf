import pg from "pg";
import { copyIn } from "./copy-in.ts";
import { accountRows, type LiveSession, sessionRows, userRows } from "./rows.ts";

/** The tables that become large. */
export const largeTables = ["User", "Account", "Session"] as const;

/** Takes the indexes of the large tables away, all but their keys. @returns the statements that make them again */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ indexname: string; indexdef: string }>(`SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY($1) AND indexname NOT LIKE '%\\_pkey'`, [largeTables]);
  for (const { indexname } of rows) await client.query(`DROP INDEX "${indexname}"`);
  return rows.map(({ indexdef }) => indexdef);
}

/**
 * Fills a throw-away database with users and sessions by COPY: past triggers and foreign keys, and the indexes made
 * afterwards, as one would restore a large database.
 * @returns the sessions that are good
 */
export async function seedLargeDatabase(url: string, { users, sessions }: { users: number; sessions: number }): Promise<LiveSession[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const kept: LiveSession[] = [];
  try {
    await client.query("SET session_replication_role = replica; SET maintenance_work_mem = '512MB'");
    const indexes = await dropIndexes(client);
    await copyIn(client, `COPY "User" ("id", "name", "email", "provedEmail") FROM STDIN`, userRows(users));
    await copyIn(client, `COPY "Account" ("id", "userId", "provider", "providerAccountId") FROM STDIN`, accountRows(users));
    const rows = sessionRows(sessions, users, (session) => kept.push(session));
    await copyIn(client, `COPY "Session" ("id", "tokenHash", "userId", "method", "authenticatedAt", "createdAt", "lastSeenAt", "expires") FROM STDIN`, rows);
    for (const index of indexes) await client.query(index);
    await client.query("VACUUM (ANALYZE)");
    return kept;
  } finally {
    await client.end();
  }
}
