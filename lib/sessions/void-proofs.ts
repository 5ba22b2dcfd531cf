import type { Tx } from "../db/client.ts";

/**
 * Voids what anybody has proved of a user for a merge and not used yet. Call it wherever the sessions of a user end, or
 * a way in is changed or removed: whoever held it may have proved the user in their own browser a minute before, and
 * the owner who puts them out must be rid of that proof, too.
 */
export async function voidMergeProofs(tx: Tx, userId: string): Promise<void> {
  await tx.mergeProof.deleteMany({ where: { otherUserId: userId, usedAt: null } });
}
