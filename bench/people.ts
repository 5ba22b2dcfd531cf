import type pg from "pg";
import { randomToken, sha256 } from "#lib/crypto/random.ts";
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

/** How many there are of each kind: `known0@example.test`, `known1@…`, and `plain0@…`. */
export const peopleOfAKind = 250;

/** People with a proved address, for forms that must not tell who is known, or by what: the known have a password and a passkey, the plain neither. */
export async function addProvedPeople(databaseUrl: string): Promise<void> {
  const database = connectDatabase(databaseUrl, 2);
  try {
    const hash = await hashPassword("seven quiet otters at noon");
    await database.db.$executeRaw`
      INSERT INTO "User" ("id", "email", "provedEmail", "emailVerified", "updatedAt")
      SELECT gen_random_uuid(), kind || n || '@example.test', kind || n || '@example.test', now(), now() FROM unnest(ARRAY['known', 'plain']) AS kind, generate_series(0, ${peopleOfAKind - 1}::int) AS n`;
    await database.db.$executeRaw`INSERT INTO "PasswordCredential" ("userId", "hash", "updatedAt") SELECT "id", ${hash}, now() FROM "User" WHERE "provedEmail" LIKE 'known%'`;
    await database.db.$executeRaw`
      INSERT INTO "Passkey" ("id", "userId", "credentialId", "publicKey", "counter", "userHandle", "name", "deviceType", "backedUp")
      SELECT gen_random_uuid(), "id", "id"::text, '\\x00', 0, "id"::text, 'Phone', 'multiDevice', true FROM "User" WHERE "provedEmail" LIKE 'known%'`;
    await database.db.$executeRaw`ANALYZE`;
  } finally {
    await database.close();
  }
}

/** A session that began a moment ago with a proof that is good for every sensitive form. @returns its token */
export async function newFreshSession(sql: pg.Client): Promise<string> {
  const token = randomToken();
  await sql.query(
    `INSERT INTO "Session" ("id", "tokenHash", "userId", "method", "authenticatedAt", "expires")
     SELECT gen_random_uuid(), $1, "id", 'email_code', now(), now() + interval '1 day' FROM "User" WHERE "provedEmail" = 'plain0@example.test'`,
    [sha256(token)],
  );
  return token;
}
