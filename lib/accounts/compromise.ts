import { randomToken, sha256 } from "../crypto/random.ts";
import { recordAudit } from "../audit/record.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import type { Db, Tx } from "../db/client.ts";
import { noticeTo } from "../mail/notices.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { revokeOtherSessions } from "../sessions/revoke.ts";
import { removeNewerMethods } from "./address-change.ts";
import { refusalOf, type UserStatus } from "./decide-link.ts";
import { undoMergeSeconds } from "./merge/journal.ts";
import { lockUser, signInMethodsOf, waysIn } from "./sign-in-methods.ts";

/** Who said that somebody else was in an account. */
export type CompromiseBy = "shopper" | "operator";
export type CompromiseResult =
  /** `provedEmail`: where the owner gets back in by a code; without one the account is not locked, only emptied of strangers. */
  | { kind: "closed"; locked: boolean }
  | { kind: "refused"; outcome: OutcomeCode };

/** Undoes everything that was written. */
export class CompromiseRefused extends Error {
  override readonly name = "CompromiseRefused";
  readonly outcome: OutcomeCode;
  constructor(outcome: OutcomeCode) {
    super(outcome);
    this.outcome = outcome;
  }
}

/**
 * "That was not me": ends every session of a user, takes away every way in that is younger than a chosen moment, erases
 * the tokens of providers, and locks the account until its proved address is proved anew. The owner is told.
 * @param input.since what was added from then on goes
 * @returns refused with nothing changed while the shop has the account on hold
 * @throws CompromiseRefused `compromise_no_way` when nothing would be left to get in by; the transaction is to be rolled back
 */
export async function closeForSafety(tx: Tx, input: { userId: string; since: Date; by: CompromiseBy; now: Date; keys?: readonly VaultKey[] }): Promise<CompromiseResult> {
  const { userId, since, by, now, keys } = input;
  await lockUser(tx, userId);
  const user = await tx.user.findUnique({ where: { id: userId }, select: { status: true, provedEmail: true } });
  const status = (user?.status ?? "active") as UserStatus;
  if (status === "locked") return { kind: "closed", locked: true };
  const held = refusalOf(status);
  if (held) return { kind: "refused", outcome: held };
  await removeNewerMethods(tx, { userId, since, mergesOpenAt: new Date(since.getTime() + undoMergeSeconds * 1_000) });
  const methods = await signInMethodsOf(tx, userId);
  if (!methods || waysIn(methods) < 1) throw new CompromiseRefused("compromise_no_way");
  await tx.account.updateMany({ where: { userId }, data: { access_token: null, refresh_token: null, expires_at: null } });
  await revokeOtherSessions(tx, { userId, id: null }, { scope: "compromised" });
  const locked = user?.provedEmail !== null && user?.provedEmail !== undefined;
  if (locked) await tx.user.update({ where: { id: userId }, data: { status: "locked" }, select: { id: true } });
  await recordAudit(tx, [{ type: "user.locked", userId, details: { by, locked } }]);
  await noticeTo(tx, userId, "account_locked", { now, ...(keys ? { keys } : {}) });
  return { kind: "closed", locked };
}

/** Opens an account again whose owner has proved its address anew. Call it in the transaction that used the proof up. */
export async function openAgain(tx: Tx, userId: string, attemptId: string): Promise<void> {
  await lockUser(tx, userId);
  const { count } = await tx.user.updateMany({ where: { id: userId, status: "locked" }, data: { status: "active" } });
  if (count > 0) await recordAudit(tx, [{ type: "user.unlocked", userId, attemptId }]);
}

const linkSeconds = 7 * 24 * 60 * 60;
/** Clocks differ, and what was begun a moment before the sign-in was begun by the same hand. */
const slackMilliseconds = 60_000;

/** A link for the notice of a sign-in in a new browser; only its hash is kept, with the browser. @returns its path */
export async function newNotMeLink(tx: Tx, { userId, browserHash }: { userId: string; browserHash: string }): Promise<string> {
  const token = randomToken();
  await tx.knownBrowser.updateMany({ where: { userId, browserHash }, data: { notMeHash: sha256(token) } });
  return `/signin/not-me?${new URLSearchParams({ token })}`;
}

export type NotMeLink = { userId: string; signedInAt: Date; since: Date };

/** The sign-in that a mailed link is about; null for a link that is unknown or older than 7 days. Changes nothing. */
export async function readNotMeLink(db: Db | Tx, token: unknown, now: Date): Promise<NotMeLink | null> {
  if (typeof token !== "string" || !/^[\w-]{43}$/.test(token)) return null;
  const row = await db.knownBrowser.findUnique({ where: { notMeHash: sha256(token) }, select: { userId: true, createdAt: true } });
  if (!row || row.createdAt.getTime() + linkSeconds * 1_000 <= now.getTime()) return null;
  return { userId: row.userId, signedInAt: row.createdAt, since: new Date(row.createdAt.getTime() - slackMilliseconds) };
}
