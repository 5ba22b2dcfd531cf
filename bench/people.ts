import { connectDatabase } from "#lib/db/client.ts";
import { hashPassword } from "#lib/methods/password/hash.ts";
import { issueSession } from "#lib/sessions/issue.ts";

/**
 * Fills a throw-away database with users who are signed in, and signs one more in through the one door of sessions.
 * @param users how many users with a session each
 * @returns the session token of the one
 */
export async function signedInAmong(databaseUrl: string, users: number): Promise<string> {
  const database = connectDatabase(databaseUrl, 2);
  try {
    await database.db.$executeRaw`
      INSERT INTO "User" ("id", "name", "email", "updatedAt")
      SELECT gen_random_uuid(), 'Person ' || n, 'person' || n || '@example.test', now() FROM generate_series(1, ${users}::int) AS n`;
    await database.db.$executeRaw`
      INSERT INTO "Session" ("id", "tokenHash", "userId", "method", "authenticatedAt", "expires")
      SELECT gen_random_uuid(), md5("id"::text), "id", 'amazon', now(), now() + interval '90 days' FROM "User"`;
    await database.db.$executeRaw`ANALYZE`;
    const { id: userId } = await database.db.user.create({ data: { name: "Vera Shopper", email: "vera@example.test" }, select: { id: true } });
    const session = await database.transaction((tx) => issueSession(tx, { userId, method: "amazon", attemptId: crypto.randomUUID(), now: new Date() }));
    return session.token;
  } finally {
    await database.close();
  }
}

/** How many of `known0@example.test`, `known1@…` there are. */
export const passwordUsers = 250;

/** People with a proved address and a password, for forms that must not tell who is known. */
export async function addPasswordUsers(databaseUrl: string): Promise<void> {
  const database = connectDatabase(databaseUrl, 2);
  try {
    const hash = await hashPassword("seven quiet otters at noon");
    await database.db.$executeRaw`
      WITH people AS (
        INSERT INTO "User" ("id", "email", "provedEmail", "emailVerified", "updatedAt")
        SELECT gen_random_uuid(), 'known' || n || '@example.test', 'known' || n || '@example.test', now(), now() FROM generate_series(0, ${passwordUsers - 1}::int) AS n RETURNING "id"
      ) INSERT INTO "PasswordCredential" ("userId", "hash", "updatedAt") SELECT "id", ${hash}, now() FROM people`;
    await database.db.$executeRaw`ANALYZE`;
  } finally {
    await database.close();
  }
}
