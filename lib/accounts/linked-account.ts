import type { Db } from "../db/client.ts";

/** What the account page says about a linked account. */
export type LinkedAccountView = { id: string; provider: string; name: string | null; email: string | null; linkedAt: Date; lastSignInAt: Date };

/** The linked accounts of a user, the oldest first. */
export async function linkedAccounts(db: Db, userId: string): Promise<LinkedAccountView[]> {
  const accounts = await db.account.findMany({
    where: { userId },
    orderBy: { createdAt: "asc" },
    select: { id: true, provider: true, providerName: true, providerEmail: true, createdAt: true, updatedAt: true },
  });
  return accounts.map(({ id, provider, providerName, providerEmail, createdAt, updatedAt }) => ({ id, provider, name: providerName, email: providerEmail, linkedAt: createdAt, lastSignInAt: updatedAt }));
}
