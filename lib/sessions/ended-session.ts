import type { Db, Tx } from "../db/client.ts";
import type { Prisma } from "../db/client.ts";
import { type Due, removeDue } from "../db/due.ts";
import { sha256 } from "../crypto/random.ts";
import { sessionEnd } from "./check.ts";

/** Why a session ended that the person at its browser did not end themselves. */
export const sessionEndReasons = ["others", "everywhere", "one", "password_changed", "password_reset", "unlinked", "merged", "compromised", "deletion", "expired", "aged"] as const;
export type SessionEndReason = (typeof sessionEndReasons)[number];

/** For how long it is remembered why a session ended. */
export const endedSessionSeconds = 30 * 86_400;

/**
 * Ends sessions, and remembers of each why it ended: its browser asks once more, and its page says so. The one way in
 * which a session ends that is not the one of the request.
 * @param asking the session of the request where that one ends, too: its browser forgets the token with the answer
 * @returns how many ended
 */
export async function endSessions(tx: Tx, where: Prisma.SessionWhereInput, reason: SessionEndReason, asking?: string): Promise<number> {
  const ending = await tx.session.findMany({ where, select: { id: true, tokenHash: true } });
  if (ending.length === 0) return 0;
  const ids = ending.map(({ id }) => id);
  // Always in one order, so that two browsers that end each other's sessions never wait for each other in a circle.
  await tx.$queryRaw`SELECT 1 FROM "Session" WHERE "id" = ANY(${ids}::uuid[]) ORDER BY "id" FOR UPDATE`;
  const { count } = await tx.session.deleteMany({ where: { ...where, id: { in: ids } } });
  const told = ending.filter(({ id }) => id !== asking).map(({ tokenHash }) => ({ tokenHash, reason }));
  if (told.length > 0) await tx.endedSession.createMany({ data: told, skipDuplicates: true });
  return count;
}

/**
 * Why the session of a token is not good any more; null when nobody knows it, or knows why. It tells only who holds the
 * token.
 */
export async function whySignedOut(db: Db, token: string, now: Date): Promise<SessionEndReason | null> {
  const tokenHash = sha256(token);
  const ended = await db.endedSession.findUnique({ where: { tokenHash }, select: { reason: true } });
  if (ended) return sessionEndReasons.find((one) => one === ended.reason) ?? null;
  const session = await db.session.findUnique({ where: { tokenHash }, select: { lastSeenAt: true, expires: true, shared: true } });
  if (!session || sessionEnd(session) > now) return null;
  // Used to the last, or not for a while: only one of the two is true.
  return sessionEnd(session) < session.expires ? "expired" : "aged";
}

/** Why sessions ended that nobody asks about any more. */
export const dueEndedSessions: Due = { kind: "ended_sessions", table: "EndedSession", column: "endedAt", seconds: endedSessionSeconds };

/** Removes what no browser will ask for any more. */
export async function sweepEndedSessions(db: Db, now: Date): Promise<number> {
  return await removeDue(db, dueEndedSessions, now);
}
