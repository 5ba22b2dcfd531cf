import type { Tx } from "../db/client.ts";

/** What a refresh that is under way brings is not written any more (lib/token-vault). */
const noLease = { refreshLease: null, refreshLeaseUntil: null, refreshSentAt: null };

/**
 * Erases the tokens of all linked accounts of a user, and keeps the links: they go on signing the person in, and bring new
 * tokens with that. Call it with the user's row locked.
 * @returns from how many accounts
 */
export async function eraseTokens(tx: Tx, userId: string): Promise<number> {
  const sealed = { OR: [{ access_token: { not: null } }, { refresh_token: { not: null } }] };
  const { count } = await tx.account.updateMany({ where: { userId, ...sealed }, data: { access_token: null, refresh_token: null, expires_at: null, ...noLease } });
  return count;
}
