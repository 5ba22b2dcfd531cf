import type { VaultKey } from "../crypto/vault-keys.ts";
import type { Db, Tx } from "../db/client.ts";
import { noticeTo } from "../mail/notices.ts";
import { revokeOtherSessions } from "../sessions/revoke.ts";
import { type RemoveResult, removeMethod } from "./sign-in-methods.ts";

/** A linked account as the pages about it name it. */
export type LinkedAccount = { id: string; provider: string; name: string | null; email: string | null };

/** Those of some accounts that are a user's, whoever else may have the others; the oldest first. */
export async function ownAccounts(db: Db | Tx, userId: string, ids: readonly string[]): Promise<LinkedAccount[]> {
  const accounts = await db.account.findMany({
    where: { id: { in: [...ids] }, userId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { id: true, provider: true, providerName: true, providerEmail: true },
  });
  return accounts.map(({ id, provider, providerName, providerEmail }) => ({ id, provider, name: providerName, email: providerEmail }));
}

/** One account of a user; null when the user has no such account. */
export async function ownAccount(db: Db | Tx, userId: string, id: string): Promise<LinkedAccount | null> {
  return (await ownAccounts(db, userId, [id]))[0] ?? null;
}

/**
 * The account of a user that is to be connected again.
 * @param named which one, as a form says; where it says nothing, the only one there is
 * @returns its id; null when it is not this user's, or of another provider, or nobody can say which is meant
 */
export async function accountToReconnect(db: Db | Tx, of: { userId: string; provider: string }, named: string | undefined): Promise<string | null> {
  const accounts = await db.account.findMany({ where: of, select: { id: true } });
  const meant = named === undefined ? accounts : accounts.filter(({ id }) => id === named);
  return meant.length === 1 ? (meant[0]?.id ?? null) : null;
}

/**
 * Unlinks an account, unless it is the last way in that works. Its tokens are erased with its row. Every other session
 * of the user that was made with this provider ends: which of several accounts made it is not recorded, and whoever
 * holds the account that is not wanted any more is out at once. The owner is told.
 * @param input.keptSessionId the session that goes on
 * @see docs/decisions/0012-linking.md
 */
export async function unlinkAccount(tx: Tx, input: { userId: string; accountId: string; keptSessionId: string; now: Date; keys?: readonly VaultKey[] }): Promise<RemoveResult> {
  const { userId, accountId, keptSessionId, now, keys } = input;
  const account = await ownAccount(tx, userId, accountId);
  const result = account ? await removeMethod(tx, userId, { kind: "linked", id: account.id }) : "gone";
  if (!account || result !== "removed") return result;
  await revokeOtherSessions(tx, { id: keptSessionId, userId }, { scope: "unlinked", madeWith: account.provider, now });
  await noticeTo(tx, userId, "account_unlinked", { now, ...(keys ? { keys } : {}) });
  return result;
}
