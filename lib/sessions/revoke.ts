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
  /** By when it is judged which are good: those that are over by themselves are not ended, and not counted. */
  now?: Date;
};

/**
 * Ends every session of a user but one, with the audit row in the same transaction, and what others have proved of them.
 * @param kept the session that stays; an id of null ends all of them
 * @returns how many sessions ended, and how many proofs are void
 */
export async function revokeOtherSessions(tx: Tx, kept: { id: string | null; userId: string }, { scope, attemptId, madeWith, now = new Date() }: Reason = { scope: "others" }): Promise<{ sessions: number; proofs: number }> {
  const { id, userId } = kept;
  const sessions = await endSessions(tx, { userId, kept: id === null ? undefined : { id }, method: madeWith }, scope, now);
  const proofs = await voidProofs(tx, userId);
  if (sessions > 0) await recordAudit(tx, [{ type: "session.revoked", userId, attemptId, details: { scope, count: sessions } }]);
  return { sessions, proofs };
}

/**
 * Ends the session of a token, and with `everywhere` all sessions of its user and what others have proved of them, with
 * the audit row in the same transaction. A token without a session is no error: the aim is reached. The token of a session that has run out
 * proves nothing any more, so its row goes and nothing else does.
 * @returns how many sessions ended that were good, and the method of the one with the token; null where there was none
 */
export async function revokeSession(tx: Tx, token: string, wanted: "this" | "everywhere", now: Date = new Date()): Promise<{ count: number; method: string | null }> {
  const session = await tx.session.findUnique({ where: { tokenHash: sha256(token) }, select: { id: true, userId: true, method: true, lastSeenAt: true, expires: true, shared: true } });
  if (!session) return { count: 0, method: null };
  const { id, userId, method } = session;
  const good = sessionEnd(session) > now;
  const scope = good ? wanted : "this";
  const gone = async () => (await tx.session.deleteMany({ where: { id } })).count;
  const ended = scope === "everywhere" ? await endSessions(tx, { userId, asking: id }, scope, now) : await gone();
  const count = good ? ended : 0;
  if (scope === "everywhere") await voidProofs(tx, userId);
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId, details: { scope, count } }]);
  return { count, method };
}

/** Ends one session of a user. Of another user's nothing is done. @returns how many ended */
export async function revokeOne(tx: Tx, { id, userId }: { id: string; userId: string }, now: Date = new Date()): Promise<number> {
  const count = await endSessions(tx, { id, userId }, "one", now);
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId, details: { scope: "one", count } }]);
  return count;
}

/** Ends every session of a user, wherever it is, and what others have proved of them. For when somebody else may hold one. @returns how many ended */
export async function revokeAllSessions(tx: Tx, userId: string, now: Date = new Date()): Promise<number> {
  const count = await endSessions(tx, { userId }, "everywhere", now);
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
export async function revokeSessionsSinceMerge(tx: Tx, { userId, mergedAt, asking }: { userId: string; mergedAt: Date; asking?: string | undefined }, now: Date = new Date()): Promise<number> {
  const since = new Date(mergedAt.getTime() - slackMilliseconds);
  const count = await endSessions(tx, { userId, since, kept: asking === undefined ? undefined : { id: asking, createdAt: mergedAt } }, "merged", now);
  await voidProofs(tx, userId);
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId, details: { scope: "merged", count } }]);
  return count;
}
