import { type Db, plainly, type Tx } from "../db/client.ts";
import { type Due, removeDue } from "../db/due.ts";
import { sha256 } from "../crypto/random.ts";
import { overBySql } from "./live.ts";

/** Why a session ended that the person at its browser did not end themselves. */
export const sessionEndReasons = ["others", "everywhere", "one", "password_changed", "password_reset", "unlinked", "merged", "compromised", "deletion", "expired", "aged"] as const;
export type SessionEndReason = (typeof sessionEndReasons)[number];

/** For how long it is remembered why a session ended. */
export const endedSessionSeconds = 30 * 86_400;

/** Which sessions of a user are to end: all, unless something more is said. */
export type EndingSessions = {
  userId: string;
  /** Only this one. */
  id?: string | undefined;
  /** All but this one; with `createdAt` only if it was begun at that very time. */
  kept?: { id: string; createdAt?: Date } | undefined;
  /** Only those that were made with this method. */
  method?: string | undefined;
  /** Only those that were begun since then. */
  since?: Date | undefined;
  /** The session of the request where that one ends, too: its browser forgets the token with the answer. */
  asking?: string | undefined;
};

// Locked in one order, so that two browsers that end each other's sessions never wait for each other in a circle. What was
// over by itself goes, too, and keeps its own reason: nobody has ended it.
const end = `
  WITH ending AS (
    SELECT "id" FROM "Session"
    WHERE "userId" = $1::uuid AND "id" = COALESCE($4::uuid, "id") AND "method" = COALESCE($5::text, "method") AND "createdAt" >= COALESCE($6::timestamptz, "createdAt")
      AND ("id" IS DISTINCT FROM $7::uuid OR "createdAt" <> COALESCE($8::timestamptz, "createdAt"))
    ORDER BY "id" FOR UPDATE
  ), gone AS (
    DELETE FROM "Session" WHERE "id" IN (SELECT "id" FROM ending) RETURNING "id", "tokenHash", ${overBySql("$3")} AS "over"
  ), told AS (
    INSERT INTO "EndedSession" ("tokenHash", "reason") SELECT "tokenHash", COALESCE("over", $2) FROM gone WHERE "id" IS DISTINCT FROM $9::uuid ON CONFLICT DO NOTHING
  )
  SELECT count(*) FILTER (WHERE "over" IS NULL)::int AS "count" FROM gone`;

/**
 * Ends sessions, and remembers of each why it ended: its browser asks once more, and its page says so. The one way in
 * which a session ends that is not the one of the request. Rows of sessions that were over already go with them.
 * @returns how many ended that were good until now
 */
export async function endSessions(tx: Tx, { userId, id, kept, method, since, asking }: EndingSessions, reason: SessionEndReason, now: Date): Promise<number> {
  const [row] = await plainly<{ count: number }>(tx, "session-end", end, [userId, reason, now, id ?? null, method ?? null, since ?? null, kept?.id ?? null, kept?.createdAt ?? null, asking ?? null]);
  return row?.count ?? 0;
}

const why = `SELECT "reason" FROM "EndedSession" WHERE "tokenHash" = $1 UNION ALL SELECT ${overBySql("$2")} FROM "Session" WHERE "tokenHash" = $1`;

/**
 * Why the session of a token is not good any more; null when nobody knows it, or knows why. It tells only who holds the
 * token.
 */
export async function whySignedOut(db: Db, token: string, now: Date): Promise<SessionEndReason | null> {
  const [row] = await plainly<{ reason: string | null }>(db, "session-why", why, [sha256(token), now]);
  return sessionEndReasons.find((one) => one === row?.reason) ?? null;
}

/** Why sessions ended that nobody asks about any more. */
export const dueEndedSessions: Due = { kind: "ended_sessions", table: "EndedSession", column: "endedAt", seconds: endedSessionSeconds };

/** Removes what no browser will ask for any more. */
export async function sweepEndedSessions(db: Db, now: Date): Promise<number> {
  return await removeDue(db, dueEndedSessions, now);
}
