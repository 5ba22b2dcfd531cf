import { recordAudit } from "../audit/record.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import type { Db, Tx } from "../db/client.ts";
import { queueNotice } from "../mail/notices.ts";
import { voidNotMeLinks } from "../sessions/known-browser.ts";
import { moveAddressAway } from "./held-address.ts";

/** What becomes of the proved address of a user who is rid of everything that came since a moment. `cameAt`: since when it may have been somebody else's. */
export type AddressVerdict =
  | { kind: "stays" }
  /** The one before it is theirs again. `methodsSince`: since when a way in may be the work of whoever changed it. */
  | { kind: "restored"; email: string; cameAt: Date; methodsSince: Date }
  /** There was none before it, or none that may be given back. */
  | { kind: "removed"; cameAt: Date };

type Change = { id: string; oldEmail: string | null; undoHash: string | null; createdAt: Date; methodsSince: Date; undoneAt: Date | null };

/**
 * Whether the address before a change may be given back: one that was old enough for a way back by mail, or one that a
 * merge let go and no change of the days before had brought. A younger one may be an intruder's, whom the owner put out.
 */
async function mayComeBack(db: Db | Tx, userId: string, change: Change, changes: readonly { newEmail: string | null; createdAt: Date }[]): Promise<boolean> {
  const holder = await db.user.findUnique({ where: { provedEmail: change.oldEmail ?? "" }, select: { id: true } });
  if (holder && holder.id !== userId) return false;
  if (change.undoHash !== null) return true;
  const byMerge = (await db.mergeJournal.count({ where: { keptUserId: userId, entries: { path: ["youngChange"], equals: change.id } } })) > 0;
  return byMerge && !changes.some(({ newEmail, createdAt }) => newEmail === change.oldEmail && createdAt < change.createdAt);
}

/**
 * The proved address that a user had at a moment, as far as it is known: changes are remembered for days. Changes nothing.
 * @param since what came from then on goes
 */
export async function addressAt(db: Db | Tx, userId: string, since: Date): Promise<AddressVerdict> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { provedEmail: true, emailVerified: true } });
  const changes = await db.emailChange.findMany({ where: { userId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  const provedEmail = user?.provedEmail ?? null;
  const later = changes.filter(({ createdAt }) => createdAt >= since);
  const [first] = later;
  if (first && first.oldEmail !== null) {
    if (first.oldEmail === provedEmail) return { kind: "stays" };
    const methodsSince = new Date(Math.min(...later.filter(({ undoneAt }) => undoneAt === null).map((change) => change.methodsSince.getTime()), since.getTime()));
    if (await mayComeBack(db, userId, first, changes)) return { kind: "restored", email: first.oldEmail, cameAt: first.createdAt, methodsSince };
  }
  if (provedEmail === null) return { kind: "stays" };
  if (first) return { kind: "removed", cameAt: first.createdAt };
  // No change is remembered: it came home to the user, or was proved in another way, or longer ago than changes are kept.
  const wasTheirs = changes.some(({ oldEmail }) => oldEmail === provedEmail);
  return !wasTheirs && user?.emailVerified && user.emailVerified >= since ? { kind: "removed", cameAt: user.emailVerified } : { kind: "stays" };
}

/**
 * Does what `addressAt` said. Whoever loses an address by it is told there, and links that say "it was not me" are void
 * that were mailed to it. Call it with the address that comes back, and the user, locked.
 */
export async function giveAddressBack(tx: Tx, userId: string, verdict: AddressVerdict, { now, keys }: { now: Date; keys?: readonly VaultKey[] }): Promise<void> {
  if (verdict.kind === "stays") return;
  const { provedEmail } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { provedEmail: true } });
  const email = verdict.kind === "restored" ? verdict.email : null;
  await tx.user.update({ where: { id: userId }, data: { email, provedEmail: email, emailVerified: email && now }, select: { id: true } });
  await voidNotMeLinks(tx, { userId, since: verdict.cameAt });
  if (email === null) await removeWithPassword(tx, userId);
  else {
    await moveAddressAway(tx, email);
    await tx.emailChange.updateMany({ where: { userId, createdAt: { gte: verdict.cameAt }, undoneAt: null }, data: { undoneAt: now } });
    await recordAudit(tx, [{ type: "email.change_undone", userId }, ...(provedEmail === null ? [{ type: "email.proved" as const, userId }] : [])]);
  }
  if (provedEmail !== null) await queueNotice(tx, provedEmail, "email_removed", { now, ...(keys ? { keys } : {}) });
}

/** A password is entered with the proved address, so it goes with it. */
async function removeWithPassword(tx: Tx, userId: string): Promise<void> {
  const { count } = await tx.passwordCredential.deleteMany({ where: { userId } });
  await recordAudit(tx, [{ type: "email.removed", userId }, ...Array.from({ length: count }, () => ({ type: "password.removed" as const, userId }))]);
}
