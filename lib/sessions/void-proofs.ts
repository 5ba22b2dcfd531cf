import type { Tx } from "../db/client.ts";

/**
 * Voids what anybody has proved of a user and not used yet: for a merge, and to keep an account that waits to be deleted.
 * Call it wherever the sessions of a user end, or a way in is changed or removed: whoever held it may have proved the user
 * in their own browser a minute before, and the owner who puts them out must be rid of that proof, too.
 * @returns how many there were
 */
export async function voidProofs(tx: Tx, userId: string): Promise<number> {
  const merging = await tx.mergeProof.deleteMany({ where: { otherUserId: userId, usedAt: null } });
  const keeping = await tx.keepProof.deleteMany({ where: { userId } });
  return merging.count + keeping.count;
}
