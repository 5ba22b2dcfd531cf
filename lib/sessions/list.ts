import { type Db, plainly } from "../db/client.ts";
import { overBySql } from "./live.ts";

/** One session as its owner's list shows it: no token, no hash. */
export type ListedSession = {
  id: string;
  method: string;
  browser: string | null;
  system: string | null;
  shared: boolean;
  signedInAt: Date;
  lastSeenAt: Date;
  /** The one that asks. */
  own: boolean;
};

/** `more`: how many good ones there are that the list has no room for. */
export type SessionListing = { sessions: ListedSession[]; more: number };

/** What a list shows at most. */
export const mostListedSessions = 100;

// The one that asks is there whatever its row says: when it was last seen is written minutes later.
const statement = `
  SELECT "id", "method", "browser", "system", "shared", "createdAt" AS "signedInAt", "lastSeenAt", "id" = $2::uuid AS "own", (count(*) OVER ())::int AS "all"
  FROM "Session" WHERE "userId" = $1::uuid AND ("id" = $2::uuid OR ${overBySql("$3")} IS NULL)
  ORDER BY ("id" = $2::uuid) DESC, "lastSeenAt" DESC, "id" LIMIT ${mostListedSessions}`;

/** The sessions of a user that are good, the one that asks first and then by when they were last seen. One statement. @throws DatabaseUnavailableError */
export async function listSessions(db: Db, { userId, id: ownId }: { userId: string; id: string }, now: Date): Promise<SessionListing> {
  const rows = await plainly<ListedSession & { all: number }>(db, "session-list", statement, [userId, ownId, now]);
  return { sessions: rows.map(({ all: _all, ...session }) => session), more: (rows[0]?.all ?? 0) - rows.length };
}
