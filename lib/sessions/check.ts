import { sha256 } from "../crypto/random.ts";
import type { Database } from "../db/client.ts";
import { type SessionCache, sessionCache } from "./cache.ts";
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
  /** On a computer that others use too. */
  shared: boolean;
  /** `notices`: whether something waits on the account page to be read. */
  user: { id: string; name: string | null; email: string | null; emailProved: boolean; notices: boolean };
  /** Since when the privacy notice is another one than the user has seen; null when there is nothing to say. */
  noticeChangedAt: Date | null;
};

/** A session with its user, as the database has them. */
export type SessionRow = {
  id: string;
  userId: string;
  method: string;
  authenticatedAt: Date;
  lastSeenAt: Date;
  expires: Date;
  shared: boolean;
  name: string | null;
  email: string | null;
  emailProved: boolean;
  notices: boolean;
  noticeChangedAt: Date | null;
  status: string;
};

const statement = `
  SELECT s."id", s."userId", s."method", s."authenticatedAt", s."lastSeenAt", s."shared", LEAST(s."expires", s."createdAt" + $2::int * interval '1 second') AS "expires",
         u."name", u."email", u."provedEmail" IS NOT NULL AS "emailProved", u."status"::text AS "status",
         EXISTS (SELECT 1 FROM "UserNotice" n WHERE n."userId" = u."id") AS "notices",
         -- A change shows from the next sign-in on, to whoever was here before it and has not put it away.
         (SELECT max(v."since") FROM "PrivacyVersion" v HAVING count(*) > 1 AND max(v."since") > GREATEST(u."createdAt", u."noticeSeenAt") AND max(v."since") <= s."createdAt") AS "noticeChangedAt"
  FROM "Session" s JOIN "User" u ON u."id" = s."userId"
  WHERE s."tokenHash" = $1`;

/** When a session ends if nobody uses it again. */
export function sessionEnd(session: { lastSeenAt: Date; expires: Date; shared?: boolean }): Date {
  const idleSeconds = session.shared ? sessionLimits.sharedIdleSeconds : sessionLimits.idleSeconds;
  return new Date(Math.min(session.expires.getTime(), session.lastSeenAt.getTime() + idleSeconds * 1_000));
}

/**
 * Checks a session token: unknown, expired (idle or absolute) and not-active users have no session. Costs no statement
 * where this process holds the session and has heard of every change, and one otherwise; never a write.
 * @param now the time to judge by
 * @param cache this process's, but for tests
 * @throws DatabaseUnavailableError in an outage, which is not the same as "no session"
 */
export async function checkSession(database: Pick<Database, "query">, token: string, now: Date = new Date(), cache: SessionCache = sessionCache()): Promise<SessionView | null> {
  const row = await findRow(database, sha256(token), cache);
  if (!row || row.status !== "active") return null;
  const expires = sessionEnd(row);
  if (expires <= now) return null;
  noteSeen(database, row, now);
  const { id, userId, method, authenticatedAt, shared, name, email, emailProved, notices, noticeChangedAt } = row;
  return { id, userId, method, authenticatedAt, expires, shared, user: { id: userId, name, email, emailProved, notices }, noticeChangedAt };
}

async function findRow(database: Pick<Database, "query">, tokenHash: string, cache: SessionCache): Promise<SessionRow | undefined> {
  const held = cache.get(tokenHash);
  if (held) return held;
  const mark = cache.mark();
  const [row] = (await database.query<SessionRow>("session-check", statement, [tokenHash, sessionLimits.absoluteSeconds])).rows;
  if (row) cache.put(tokenHash, row, mark);
  return row;
}
