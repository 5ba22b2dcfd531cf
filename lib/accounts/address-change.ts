import { recordAudit } from "../audit/record.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import type { Db, Tx } from "../db/client.ts";
import { queueNotice } from "../mail/notices.ts";
import { voidNotMeLinks } from "../sessions/known-browser.ts";
import { isProvider } from "../sessions/methods.ts";
import { revokeAllSessions } from "../sessions/revoke.ts";
import { findProvedUser, lockAddress } from "./account-rows.ts";
import { moveAddressAway } from "./held-address.ts";
import { mergedMethods } from "./merge/journal.ts";
import { lockUser } from "./sign-in-methods.ts";

/** How long a change of address can be taken back from the old one. The notice names it. */
export const undoSeconds = 7 * 24 * 60 * 60;

/** The path of the page that takes a change back. */
export function undoPath(token: string): string {
  return `/signin/undo-change?${new URLSearchParams({ token })}`;
}

/** Whoever made the account put in place what came with it. */
const accountStartSeconds = 60;

/** From when on something was added to an account, and not made with it. @param createdAt when the account was made */
export function accountStart(createdAt: Date): Date {
  return new Date(createdAt.getTime() + accountStartSeconds * 1_000);
}

/** A moment from which on what was added goes: never before an account's own start, because what it was made with was not added. */
export function notBeforeStart(moment: Date, createdAt: Date): Date {
  return new Date(Math.max(moment.getTime(), accountStart(createdAt).getTime()));
}

export type AddressChange = { userId: string; sessionId: string; oldEmail: string | null; newEmail: string | null; now: Date };

/** Whether a user has had a way in of the kind that a session was made by for less long than a change can be taken back. Addresses have their own rule. */
async function hasYoungWay(tx: Tx, userId: string, method: string, since: Date): Promise<boolean> {
  const young = { userId, createdAt: { gte: since } };
  if (method === "passkey") return (await tx.passkey.count({ where: young })) > 0;
  if (method === "password") return (await tx.passwordCredential.count({ where: { userId, updatedAt: { gte: since } } })) > 0;
  return isProvider(method) && (await tx.account.count({ where: { ...young, provider: method } })) > 0;
}

/**
 * Since when a way in may be the work of whoever made a change, or merged: the start of their session, and never the account's own.
 * Who left themselves a door and came in again by it looks as if they had just begun; then all of the last days counts.
 */
export async function startOf(tx: Tx, { userId, sessionId, now }: Pick<AddressChange, "userId" | "sessionId" | "now">): Promise<Date> {
  const session = await tx.session.findUnique({ where: { id: sessionId }, select: { createdAt: true, method: true } });
  const user = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { createdAt: true } });
  const start = accountStart(user.createdAt);
  const days = new Date(Math.max(now.getTime() - undoSeconds * 1_000, start.getTime()));
  const began = session && (await hasYoungWay(tx, userId, session.method, days)) ? days : (session?.createdAt ?? now);
  return new Date(Math.min(now.getTime(), Math.max(began.getTime(), start.getTime())));
}

/**
 * Remembers a change of the proved address, and tells the old one how to take it back. Only the token's hash is kept.
 * An address that came by a change of the last days gets no such link: it may be that of an intruder whom the owner has
 * just put out, and who must not come back by it. The link to the address before it stays good.
 * @param change without an old address when there was none, and without a new one when the old is removed
 */
export async function rememberChange(tx: Tx, change: AddressChange, keys: readonly VaultKey[]): Promise<void> {
  const { userId, oldEmail, newEmail, now } = change;
  const live = { userId, undoneAt: null, expires: { gt: now } };
  const leadsBackTo = async (address: string | null) => address !== null && (await tx.emailChange.count({ where: { ...live, oldEmail: address, undoHash: { not: null } } })) > 0;
  const young = oldEmail === null || ((await tx.emailChange.count({ where: { ...live, newEmail: oldEmail } })) > 0 && !(await leadsBackTo(oldEmail)));
  const token = young ? null : randomToken();
  // Coming home to an address that has an undo makes it no younger.
  if (token !== null || !(await leadsBackTo(newEmail))) {
    const data = { userId, oldEmail, newEmail, undoHash: token && sha256(token), createdAt: now, methodsSince: await startOf(tx, change), expires: new Date(now.getTime() + undoSeconds * 1_000) };
    await tx.emailChange.create({ data, select: { id: true } });
  }
  if (oldEmail === null) return;
  if (young) await voidLinksTo(tx, userId, oldEmail);
  const kind = newEmail === null || token === null ? "email_removed" : "email_changed";
  await queueNotice(tx, oldEmail, kind, { now, keys, ...(token === null ? {} : { undoPath: undoPath(token) }) });
}

/** Nor does whoever held a young address keep the links that were mailed there meanwhile. */
async function voidLinksTo(tx: Tx, userId: string, address: string): Promise<void> {
  const came = await tx.emailChange.findFirst({ where: { userId, newEmail: address }, orderBy: { createdAt: "desc" }, select: { createdAt: true } });
  if (came) await voidNotMeLinks(tx, { userId, since: came.createdAt });
}

/**
 * Remembers an address that came by something else than a change in the settings, as one that is young: whoever changes it
 * within the days of an undo gives it no link back.
 * @returns the id of the change
 */
export async function rememberYoung(tx: Tx, { userId, oldEmail, newEmail, now }: Omit<AddressChange, "sessionId">): Promise<string> {
  const data = { userId, oldEmail, newEmail, undoHash: null, createdAt: now, methodsSince: now, expires: new Date(now.getTime() + undoSeconds * 1_000) };
  return (await tx.emailChange.create({ data, select: { id: true } })).id;
}

export type UndoRefusal = "email_undo_unknown" | "email_undo_used" | "email_undo_expired" | "email_undo_taken";
type Change = { id: string; userId: string; oldEmail: string; createdAt: Date; methodsSince: Date; expires: Date; undoneAt: Date | null };
export type UndoResult = { kind: "good"; change: Change } | { kind: "refused"; outcome: UndoRefusal };

/**
 * What a link in a notice would take back. Changes nothing.
 * @param token as it came in the address, which anybody can write
 */
export async function readUndo(db: Db | Tx, token: unknown, now: Date): Promise<UndoResult> {
  const known = typeof token === "string" && /^[\w-]{43}$/.test(token);
  const select = { id: true, userId: true, oldEmail: true, createdAt: true, methodsSince: true, expires: true, undoneAt: true } as const;
  const change = known ? await db.emailChange.findUnique({ where: { undoHash: sha256(token) }, select }) : null;
  if (!change || change.oldEmail === null) return { kind: "refused", outcome: "email_undo_unknown" };
  const { oldEmail } = change;
  if (change.undoneAt) return { kind: "refused", outcome: "email_undo_used" };
  if (change.expires <= now) return { kind: "refused", outcome: "email_undo_expired" };
  const holder = await db.user.findUnique({ where: { provedEmail: oldEmail }, select: { id: true } });
  return holder && holder.id !== change.userId ? { kind: "refused", outcome: "email_undo_taken" } : { kind: "good", change: { ...change, oldEmail } };
}

/** Which ways in went. */
export type RemovedMethods = { password: boolean; passkeys: number; providers: string[] };

/**
 * Takes away every way in that is younger than the session that made a change: whoever it was may have left themselves a
 * door. One that came by a merge is as old as the other user, and no less such a door, also where it came in an earlier
 * session: each merge counts that could be undone at the given time, or came after it.
 * @returns what went
 */
export async function removeNewerMethods(tx: Tx, { userId, since, mergesOpenAt }: { userId: string; since: Date; mergesOpenAt: Date }): Promise<RemovedMethods> {
  const merged = await mergedMethods(tx, userId, mergesOpenAt);
  const newer = (ids: string[]) => ({ userId, OR: [{ createdAt: { gte: since } }, { id: { in: ids } }] });
  const passwords = await tx.passwordCredential.deleteMany({ where: { userId, ...(merged.password ? {} : { updatedAt: { gte: since } }) } });
  const passkeys = await tx.passkey.deleteMany({ where: newer(merged.passkeys) });
  const accounts = await tx.account.findMany({ where: newer(merged.accounts), select: { id: true, provider: true } });
  await tx.account.deleteMany({ where: { id: { in: accounts.map(({ id }) => id) } } });
  await recordAudit(tx, [
    ...Array.from({ length: passwords.count }, () => ({ type: "password.removed" as const, userId })),
    ...Array.from({ length: passkeys.count }, () => ({ type: "passkey.removed" as const, userId })),
    ...accounts.map(({ provider }) => ({ type: "account.unlinked" as const, userId, details: { provider } })),
  ]);
  return { password: passwords.count > 0, passkeys: passkeys.count, providers: accounts.map(({ provider }) => provider) };
}

/**
 * Takes a change of address back: the old address is the user's proved one again, the new one signs nobody in, every
 * session of the user ends, and so does every way in that was added since the session began that made the change, or
 * that came by a merge. Links of later changes are void, or whoever made the change could take the undo back in turn.
 * Who has come to hold the old address meanwhile loses it.
 */
export async function undoChange(tx: Tx, token: string, now: Date, keys: readonly VaultKey[]): Promise<UndoResult> {
  await tx.$queryRaw`SELECT 1 FROM "EmailChange" WHERE "undoHash" = ${sha256(token)} FOR UPDATE`;
  const first = await readUndo(tx, token, now);
  if (first.kind === "refused") return first;
  const { userId, oldEmail, expires } = first.change;
  await lockAddress(tx, oldEmail);
  await lockUser(tx, userId);
  const holder = await findProvedUser(tx, oldEmail);
  if (holder && holder.id !== userId) return { kind: "refused", outcome: "email_undo_taken" };
  const { provedEmail } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { provedEmail: true } });
  await tx.user.update({ where: { id: userId }, data: { email: oldEmail, provedEmail: oldEmail, emailVerified: now }, select: { id: true } });
  await moveAddressAway(tx, oldEmail);
  await tx.emailChange.updateMany({ where: { userId, expires: { gte: expires }, undoneAt: null }, data: { undoneAt: now } });
  await recordAudit(tx, [{ type: "email.change_undone", userId }, ...(provedEmail === null ? [{ type: "email.proved" as const, userId }] : [])]);
  await removeNewerMethods(tx, { userId, since: first.change.methodsSince, mergesOpenAt: first.change.createdAt });
  await voidNotMeLinks(tx, { userId, since: first.change.createdAt });
  await revokeAllSessions(tx, userId, now);
  if (provedEmail !== null && provedEmail !== oldEmail) await queueNotice(tx, provedEmail, "email_removed", { now, keys });
  return first;
}
