import type { Db } from "../db/client.ts";

/** What the account page says about a linked account. */
export type LinkedAccountView = { name: string | null; email: string | null; linkedAt: Date; lastSignInAt: Date };

/** The Amazon account of a user, or null. */
export async function linkedAmazonAccount(db: Db, userId: string): Promise<LinkedAccountView | null> {
  const account = await db.account.findFirst({
    where: { userId, provider: "amazon" },
    orderBy: { createdAt: "asc" },
    select: { providerName: true, providerEmail: true, createdAt: true, updatedAt: true },
  });
  return account && { name: account.providerName, email: account.providerEmail, linkedAt: account.createdAt, lastSignInAt: account.updatedAt };
}
