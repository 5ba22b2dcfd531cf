import { recordAudit } from "../audit/record.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import type { Db, Tx } from "../db/client.ts";
import { queueNotice } from "../mail/notices.ts";
import { revokeAllSessions } from "../sessions/revoke.ts";
import { findProvedUser, lockAddress } from "./account-rows.ts";
import { lockUser } from "./sign-in-methods.ts";

/** How long a change of address can be taken back from the old one. The notice names it. */
export const undoSeconds = 7 * 24 * 60 * 60;

/** The path of the page that takes a change back. */
export function undoPath(token: string): string {
  return `/signin/undo-change?${new URLSearchParams({ token })}`;
}

/** Remembers a change of the proved address, and tells the old one how to take it back. Only the token's hash is kept. */
export async function rememberChange(tx: Tx, change: { userId: string; oldEmail: string; newEmail: string; now: Date }, keys: readonly VaultKey[]): Promise<void> {
  const { userId, oldEmail, newEmail, now } = change;
  const token = randomToken();
  await tx.emailChange.create({ data: { userId, oldEmail, newEmail, undoHash: sha256(token), createdAt: now, expires: new Date(now.getTime() + undoSeconds * 1_000) }, select: { id: true } });
  await queueNotice(tx, oldEmail, "email_changed", { now, undoPath: undoPath(token), keys });
}

export type UndoRefusal = "email_undo_unknown" | "email_undo_used" | "email_undo_expired" | "email_undo_taken";
type Change = { id: string; userId: string; oldEmail: string; createdAt: Date; expires: Date; undoneAt: Date | null };
export type UndoResult = { kind: "good"; change: Change } | { kind: "refused"; outcome: UndoRefusal };

/**
 * What a link in a notice would take back. Changes nothing.
 * @param token as it came in the address, which anybody can write
 */
export async function readUndo(db: Db | Tx, token: unknown, now: Date): Promise<UndoResult> {
  const known = typeof token === "string" && /^[\w-]{43}$/.test(token);
  const select = { id: true, userId: true, oldEmail: true, createdAt: true, expires: true, undoneAt: true } as const;
  const change = known ? await db.emailChange.findUnique({ where: { undoHash: sha256(token) }, select }) : null;
  if (!change) return { kind: "refused", outcome: "email_undo_unknown" };
  if (change.undoneAt) return { kind: "refused", outcome: "email_undo_used" };
  if (change.expires <= now) return { kind: "refused", outcome: "email_undo_expired" };
  const holder = await db.user.findUnique({ where: { provedEmail: change.oldEmail }, select: { id: true } });
  return holder && holder.id !== change.userId ? { kind: "refused", outcome: "email_undo_taken" } : { kind: "good", change };
}

/** Takes away every way in that came with or after a change: whoever made it may have left themselves a door. */
async function removeNewerMethods(tx: Tx, userId: string, since: Date): Promise<void> {
  const passwords = await tx.passwordCredential.deleteMany({ where: { userId, updatedAt: { gte: since } } });
  const passkeys = await tx.passkey.deleteMany({ where: { userId, createdAt: { gte: since } } });
  const accounts = await tx.account.findMany({ where: { userId, createdAt: { gte: since } }, select: { id: true, provider: true } });
  await tx.account.deleteMany({ where: { id: { in: accounts.map(({ id }) => id) } } });
  await recordAudit(tx, [
    ...Array.from({ length: passwords.count }, () => ({ type: "password.removed" as const, userId })),
    ...Array.from({ length: passkeys.count }, () => ({ type: "passkey.removed" as const, userId })),
    ...accounts.map(({ provider }) => ({ type: "account.unlinked" as const, userId, details: { provider } })),
  ]);
}

/**
 * Takes a change of address back: the old address is the user's proved one again, the new one signs nobody in, every
 * session of the user ends, and so does every way in that is younger than the change. Links of later changes are void,
 * or whoever made the change could take the undo back in turn.
 */
export async function undoChange(tx: Tx, token: string, now: Date, keys: readonly VaultKey[]): Promise<UndoResult> {
  await tx.$queryRaw`SELECT 1 FROM "EmailChange" WHERE "undoHash" = ${sha256(token)} FOR UPDATE`;
  const first = await readUndo(tx, token, now);
  if (first.kind === "refused") return first;
  const { userId, oldEmail, createdAt } = first.change;
  await lockAddress(tx, oldEmail);
  await lockUser(tx, userId);
  const holder = await findProvedUser(tx, oldEmail);
  if (holder && holder.id !== userId) return { kind: "refused", outcome: "email_undo_taken" };
  const { provedEmail } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { provedEmail: true } });
  await tx.user.update({ where: { id: userId }, data: { email: oldEmail, provedEmail: oldEmail, emailVerified: now }, select: { id: true } });
  await tx.emailChange.updateMany({ where: { userId, createdAt: { gte: createdAt }, undoneAt: null }, data: { undoneAt: now } });
  await recordAudit(tx, [{ type: "email.change_undone", userId }, ...(provedEmail === null ? [{ type: "email.proved" as const, userId }] : [])]);
  await removeNewerMethods(tx, userId, createdAt);
  await revokeAllSessions(tx, userId);
  if (provedEmail !== null && provedEmail !== oldEmail) await queueNotice(tx, provedEmail, "email_removed", { now, keys });
  return first;
}
