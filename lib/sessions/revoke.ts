import { recordAudit } from "../audit/record.ts";
import { sha256 } from "../crypto/random.ts";
import type { Tx } from "../db/client.ts";
import { sessionEnd } from "./check.ts";
import { endSessions } from "./ended-session.ts";
import { voidProofs } from "./void-proofs.ts";

/** Why sessions end, for the audit, and the attempt that ends them where there is one. */
type Reason = {
  scope: "others" | "password_changed" | "password_reset" | "unlinked" | "merged" | "compromised" | "deletion";
  attemptId?: string;
  /** Only those that were made with this method. */
  madeWith?: string;
};

/**
 * Ends every session of a user but one, with the audit row in the same transaction, and what others have proved of them.
 * @param kept the session that stays; an id of null ends all of them
 * @returns how many ended
 */
export async function revokeOtherSessions(tx: Tx, kept: { id: string | null; userId: string }, { scope, attemptId, madeWith }: Reason = { scope: "others" }): Promise<number> {
  const { id, userId } = kept;
  const count = await endSessions(tx, { userId, ...(id === null ? {} : { id: { not: id } }), ...(madeWith === undefined ? {} : { method: madeWith }) }, scope);
  await voidProofs(tx, userId);
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId, attemptId, details: { scope, count } }]);
  return count;
}

/**
 * Ends the session of a token, and with `everywhere` all sessions of its user and what others have proved of them, with
 * the audit row in the same transaction. A token without a session is no error: the aim is reached. The token of a session that has run out
 * proves nothing any more, so it ends that one session only.
 * @returns how many sessions ended, and the method of the one with the token; null where there was none
 */
export async function revokeSession(tx: Tx, token: string, wanted: "this" | "everywhere", now: Date = new Date()): Promise<{ count: number; method: string | null }> {
  const session = await tx.session.findUnique({ where: { tokenHash: sha256(token) }, select: { id: true, userId: true, method: true, lastSeenAt: true, expires: true, shared: true } });
  if (!session) return { count: 0, method: null };
  const { id, userId, method } = session;
  const scope = sessionEnd(session) > now ? wanted : "this";
  const count = scope === "everywhere" ? await endSessions(tx, { userId }, scope, id) : (await tx.session.deleteMany({ where: { id } })).count;
  if (scope === "everywhere") await voidProofs(tx, userId);
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId, details: { scope, count } }]);
  return { count, method };
}

/** Ends one session of a user. Of another user's nothing is done. @returns how many ended */
export async function revokeOne(tx: Tx, { id, userId }: { id: string; userId: string }): Promise<number> {
  const count = await endSessions(tx, { id, userId }, "one");
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId, details: { scope: "one", count } }]);
  return count;
}

/** Ends every session of a user, wherever it is, and what others have proved of them. For when somebody else may hold one. @returns how many ended */
export async function revokeAllSessions(tx: Tx, userId: string): Promise<number> {
  const count = await endSessions(tx, { userId }, "everywhere");
  await voidProofs(tx, userId);
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId, details: { scope: "everywhere", count } }]);
  return count;
}

/** The clocks of two processes differ, and a sign-in that met a merge may have begun before it. */
const slackMilliseconds = 60_000;

/**
 * Ends the sessions of a user that were begun since a merge or in the minute before it. The one that asks goes on if it
 * is older, or if it is the one that the merge itself gave its browser: any other may have begun by a way in that goes
 * back to somebody else.
 * @param input.mergedAt to which the session that the merge gave is as old to the millisecond
 * @param input.asking the session that asks
 * @returns how many ended
 */
export async function revokeSessionsSinceMerge(tx: Tx, { userId, mergedAt, asking }: { userId: string; mergedAt: Date; asking?: string | undefined }): Promise<number> {
  const since = new Date(mergedAt.getTime() - slackMilliseconds);
  const count = await endSessions(tx, { userId, createdAt: { gte: since }, ...(asking === undefined ? {} : { NOT: { id: asking, createdAt: mergedAt } }) }, "merged");
  await voidProofs(tx, userId);
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId, details: { scope: "merged", count } }]);
  return count;
}
