import { recordAudit } from "../audit/record.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import type { Db, Tx } from "../db/client.ts";
import { OvertakenError } from "../db/retry.ts";
import { noticeTo } from "../mail/notices.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { voidCopies } from "../personal-data/copies.ts";
import { forgetNewBrowsers, voidNotMeLinks } from "../sessions/known-browser.ts";
import { revokeOtherSessions } from "../sessions/revoke.ts";
import { lockAddress } from "./account-rows.ts";
import { addressAt, type AddressVerdict, giveAddressBack } from "./address-before.ts";
import { notBeforeStart, type RemovedMethods, removeNewerMethods } from "./address-change.ts";
import { refusalOf } from "./decide-link.ts";
import { undoMergeSeconds } from "./merge/journal.ts";
import { cancelDeletion } from "./deletion/cancel.ts";
import { eraseTokens } from "./erase-tokens.ts";
import { lockUser, signInMethodsOf, waysIn } from "./sign-in-methods.ts";

/** Who said that somebody else was in an account. */
export type CompromiseBy = "shopper" | "operator";

/** What closing an account did. */
export type Closed = {
  kind: "closed";
  /** Whether only a code to the proved address opens it. Without an address nothing could, so the account is only emptied of strangers. */
  locked: boolean;
  /** Whether it was locked already. */
  before: boolean;
  /** How many sessions ended. */
  sessions: number;
  /** Ways in that were younger than the chosen moment. */
  removed: RemovedMethods;
  address: AddressVerdict["kind"];
  /** From how many linked accounts the tokens were erased. */
  tokens: number;
};
export type CompromiseResult = Closed | { kind: "refused"; outcome: OutcomeCode };

/** Undoes everything that was written. */
export class CompromiseRefused extends Error {
  override readonly name = "CompromiseRefused";
  readonly outcome: OutcomeCode;
  constructor(outcome: OutcomeCode) {
    super(outcome);
    this.outcome = outcome;
  }
}

type Closing = { userId: string; since: Date; by: CompromiseBy; now: Date; keys?: readonly VaultKey[] };

/**
 * "That was not me": ends every session of a user, takes away every way in that is younger than a chosen moment, gives an
 * address back that was changed since, erases the tokens of providers, and locks the account until its proved address is
 * proved anew. A deletion that was asked for since is called off. The owner is told. Where it is locked already, what is still younger goes, and nobody is told again. Run it
 * with `retriedTransaction`.
 * @param input.since what was added from then on goes; never what the account was made with
 * @returns refused with nothing changed while the shop has the account on hold
 * @throws CompromiseRefused `compromise_no_way` when nothing would be left to get in by; the transaction is to be rolled back
 */
export async function closeForSafety(tx: Tx, input: Closing): Promise<CompromiseResult> {
  const { userId, by, now, keys } = input;
  const known = await tx.user.findUnique({ where: { id: userId }, select: { createdAt: true, status: true } });
  if (known?.status === "merged") return { kind: "refused", outcome: "user_merged" };
  const since = notBeforeStart(input.since, known?.createdAt ?? now);
  const verdict = await lockWithAddress(tx, userId, since);
  const { status } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { status: true } });
  const before = status === "locked";
  // A deletion that was asked for since is as much the stranger's deed as a changed address.
  const calledOff = status === "deletion_pending" && (await cancelDeletion(tx, { userId, by: "closed", since }));
  const held = before || calledOff ? undefined : refusalOf(status);
  if (held) return { kind: "refused", outcome: held };
  const gone = await removeStrangers(tx, userId, since, verdict, { now, ...(keys ? { keys } : {}) });
  const locked = await setLock(tx, userId, { before, by });
  if (locked && !before) await noticeTo(tx, userId, "account_locked", { now, ...(keys ? { keys } : {}) });
  return { kind: "closed", locked, before, address: verdict.kind, ...gone };
}

/** Addresses are locked before users, everywhere, or two would wait for each other. */
async function lockWithAddress(tx: Tx, userId: string, since: Date): Promise<AddressVerdict> {
  const expected = await addressAt(tx, userId, since);
  if (expected.kind === "restored") await lockAddress(tx, expected.email);
  await lockUser(tx, userId);
  const verdict = await addressAt(tx, userId, since);
  if (verdict.kind === "restored" && (expected.kind !== "restored" || expected.email !== verdict.email)) throw new OvertakenError("the address was changed meanwhile");
  return verdict;
}

async function removeStrangers(tx: Tx, userId: string, moment: Date, verdict: AddressVerdict, means: { now: Date; keys?: readonly VaultKey[] }): Promise<Pick<Closed, "removed" | "tokens" | "sessions">> {
  // Whoever changed the address may have added a way in before, in the same session.
  const since = verdict.kind === "restored" ? verdict.methodsSince : moment;
  const removed = await removeNewerMethods(tx, { userId, since, mergesOpenAt: new Date(since.getTime() + undoMergeSeconds * 1_000) });
  await giveAddressBack(tx, userId, verdict, means);
  const methods = await signInMethodsOf(tx, userId);
  if (!methods || waysIn(methods) < 1) throw new CompromiseRefused("compromise_no_way");
  const tokens = await eraseTokens(tx, userId);
  const { sessions } = await revokeOtherSessions(tx, { userId, id: null }, { scope: "compromised", now: means.now });
  await forgetNewBrowsers(tx, { userId, since });
  // A stranger may have asked for a copy of everything.
  await voidCopies(tx, userId, means.now);
  return { removed, tokens, sessions };
}

/** Locks a user who can open the lock again, and nobody else: also one who was locked before and has lost the address by this. */
async function setLock(tx: Tx, userId: string, { before, by }: { before: boolean; by: CompromiseBy }): Promise<boolean> {
  const { provedEmail } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { provedEmail: true } });
  const locked = provedEmail !== null;
  if (locked !== before) await tx.user.update({ where: { id: userId }, data: { status: locked ? "locked" : "active" }, select: { id: true } });
  if (!before) await recordAudit(tx, [{ type: "user.locked", userId, details: { by, locked } }]);
  else if (!locked) await recordAudit(tx, [{ type: "user.unlocked", userId, details: { by, cause: "address_gone" } }]);
  return locked;
}

/**
 * Opens an account again whose owner has proved its address anew; or by the operator, who was wrong. Links that were
 * mailed before are void: they would lock it once more, and take away what its owner has set up since.
 * @param why the attempt that proved the address: call it in the transaction that used the proof up
 * @returns whether it was locked
 */
export async function openAgain(tx: Tx, userId: string, why: { attemptId: string } | { by: "operator" }): Promise<boolean> {
  await lockUser(tx, userId);
  const { count } = await tx.user.updateMany({ where: { id: userId, status: "locked" }, data: { status: "active" } });
  if (count === 0) return false;
  await voidNotMeLinks(tx, { userId });
  await recordAudit(tx, [{ type: "user.unlocked", userId, ...("attemptId" in why ? why : { details: why }) }]);
  return true;
}

/** How long the link in the mail about a new browser says that it was somebody else. */
export const notMeLinkSeconds = 7 * 24 * 60 * 60;
/** Clocks differ, and what was begun a moment before the sign-in was begun by the same hand. */
const slackMilliseconds = 60_000;

/** A link for the notice of a sign-in in a new browser; only its hash is kept, with the browser. @returns its path */
export async function newNotMeLink(tx: Tx, { userId, browserHash }: { userId: string; browserHash: string }): Promise<string> {
  const token = randomToken();
  await tx.knownBrowser.updateMany({ where: { userId, browserHash }, data: { notMeHash: sha256(token) } });
  return `/signin/not-me?${new URLSearchParams({ token })}`;
}

export type NotMeLink = { userId: string; signedInAt: Date; since: Date };

/** The sign-in that a mailed link is about; null for a link that is unknown, void or older than 7 days. Changes nothing. */
export async function readNotMeLink(db: Db | Tx, token: unknown, now: Date): Promise<NotMeLink | null> {
  if (typeof token !== "string" || !/^[\w-]{43}$/.test(token)) return null;
  const row = await db.knownBrowser.findUnique({ where: { notMeHash: sha256(token) }, select: { userId: true, createdAt: true } });
  if (!row || row.createdAt.getTime() + notMeLinkSeconds * 1_000 <= now.getTime()) return null;
  return { userId: row.userId, signedInAt: row.createdAt, since: new Date(row.createdAt.getTime() - slackMilliseconds) };
}
