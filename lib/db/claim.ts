import type { Database } from "./client.ts";

/** Which installation a database belongs to. */
export type Claim = { appEnv: string; amazonClientId: string };

/** Whether an installation may use a database that another one has claimed (pure). */
export function mayUse(stored: Claim, own: Claim, allow: boolean): boolean {
  if (allow) return true;
  if (stored.appEnv !== own.appEnv) return false;
  // A developer may change from the sandbox to a real security profile and back.
  return own.appEnv === "development" || stored.amazonClientId === own.amazonClientId;
}

/**
 * Claims the database for this installation, so that staging and production never share one: Amazon's user ids are the
 * same for both, and what one does would show in the other.
 * @param options.allow ALLOW_DATABASE_CLAIM: take the database over
 * @returns false when another installation holds it; nothing was changed then
 * @throws DatabaseUnavailableError
 */
export async function claimDatabase(database: Database, own: Claim, options: { allow: boolean }): Promise<boolean> {
  return await database.transaction(async (tx) => {
    await tx.databaseClaim.createMany({ data: [{ id: 1, ...own }], skipDuplicates: true });
    const stored = await tx.databaseClaim.findUniqueOrThrow({ where: { id: 1 }, select: { appEnv: true, amazonClientId: true } });
    if (!mayUse(stored, own, options.allow)) return false;
    if (stored.appEnv !== own.appEnv || stored.amazonClientId !== own.amazonClientId) {
      await tx.databaseClaim.update({ where: { id: 1 }, data: { ...own, claimedAt: new Date() }, select: { id: true } });
    }
    return true;
  });
}
