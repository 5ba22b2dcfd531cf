import { recordAudit } from "../audit/record.ts";
import { sha256 } from "../crypto/random.ts";
import type { Tx } from "../db/client.ts";
import { sessionEnd } from "./check.ts";

/** Why sessions end, for the audit, and the attempt that ends them where there is one. */
type Reason = { scope: "others" | "password_changed" | "password_reset" | "merged"; attemptId?: string };

/**
 * Ends every session of a user but one, with the audit row in the same transaction.
 * @param kept the session that stays; an id of null ends all of them
 * @returns how many ended
 */
export async function revokeOtherSessions(tx: Tx, kept: { id: string | null; userId: string }, { scope, attemptId }: Reason = { scope: "others" }): Promise<number> {
  const { id, userId } = kept;
  const { count } = await tx.session.deleteMany({ where: { userId, ...(id === null ? {} : { id: { not: id } }) } });
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId, attemptId, details: { scope, count } }]);
  return count;
}

/**
 * Ends the session of a token, and with `everywhere` all sessions of its user, with the audit row in the same
 * transaction. A token without a session is no error: the aim is reached. The token of a session that has run out
 * proves nothing any more, so it ends that one session only.
 * @returns how many sessions ended
 */
export async function revokeSession(tx: Tx, token: string, wanted: "this" | "everywhere", now: Date = new Date()): Promise<number> {
  const session = await tx.session.findUnique({ where: { tokenHash: sha256(token) }, select: { id: true, userId: true, lastSeenAt: true, expires: true } });
  if (!session) return 0;
  const scope = sessionEnd(session) > now ? wanted : "this";
  const { count } = await tx.session.deleteMany({ where: scope === "this" ? { id: session.id } : { userId: session.userId } });
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId: session.userId, details: { scope, count } }]);
  return count;
}

/** Ends every session of a user, wherever it is. For when somebody else may hold one. @returns how many ended */
export async function revokeAllSessions(tx: Tx, userId: string): Promise<number> {
  const { count } = await tx.session.deleteMany({ where: { userId } });
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId, details: { scope: "everywhere", count } }]);
  return count;
}

/** Ends the sessions of a user that were begun since a time, but for one. @returns how many ended */
export async function revokeSessionsSince(tx: Tx, { userId, since, but }: { userId: string; since: Date; but?: string | undefined }): Promise<number> {
  const { count } = await tx.session.deleteMany({ where: { userId, createdAt: { gte: since }, ...(but === undefined ? {} : { id: { not: but } }) } });
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId, details: { scope: "merged", count } }]);
  return count;
}
