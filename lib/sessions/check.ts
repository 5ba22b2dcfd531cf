import { sha256 } from "../crypto/random.ts";
import type { Database } from "../db/client.ts";
import { noteSeen } from "./last-seen.ts";
import { sessionLimits } from "./limits.ts";

/** What leaves this folder about a session: no token, no hash. */
export type SessionView = {
  id: string;
  userId: string;
  method: string;
  authenticatedAt: Date;
  /** When it ends unless it is used: the idle or the absolute limit, whichever comes first. */
  expires: Date;
  /** `notices`: whether something waits on the account page to be read. */
  user: { id: string; name: string | null; email: string | null; emailProved: boolean; notices: boolean };
};

type Row = {
  id: string;
  userId: string;
  method: string;
  authenticatedAt: Date;
  lastSeenAt: Date;
  expires: Date;
  name: string | null;
  email: string | null;
  emailProved: boolean;
  notices: boolean;
  status: string;
};

const statement = `
  SELECT s."id", s."userId", s."method", s."authenticatedAt", s."lastSeenAt", LEAST(s."expires", s."createdAt" + $2::int * interval '1 second') AS "expires",
         u."name", u."email", u."provedEmail" IS NOT NULL AS "emailProved", u."status"::text AS "status",
         EXISTS (SELECT 1 FROM "UserNotice" n WHERE n."userId" = u."id") AS "notices"
  FROM "Session" s JOIN "User" u ON u."id" = s."userId"
  WHERE s."tokenHash" = $1`;

/** When a session ends if nobody uses it again. */
export function sessionEnd(session: { lastSeenAt: Date; expires: Date }): Date {
  return new Date(Math.min(session.expires.getTime(), session.lastSeenAt.getTime() + sessionLimits.idleSeconds * 1_000));
}

/**
 * Checks a session token with one statement and no write: unknown, expired (idle or absolute) and not-active users
 * have no session.
 * @param now the time to judge by
 * @throws DatabaseUnavailableError in an outage, which is not the same as "no session"
 */
export async function checkSession(database: Pick<Database, "query">, token: string, now: Date = new Date()): Promise<SessionView | null> {
  const { rows } = await database.query<Row>("session-check", statement, [sha256(token), sessionLimits.absoluteSeconds]);
  const row = rows[0];
  if (!row || row.status !== "active") return null;
  const expires = sessionEnd(row);
  if (expires <= now) return null;
  noteSeen(database, row, now);
  const { id, userId, method, authenticatedAt, name, email, emailProved, notices } = row;
  return { id, userId, method, authenticatedAt, expires, user: { id: userId, name, email, emailProved, notices } };
}
