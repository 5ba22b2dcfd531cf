import type { Tx } from "../db/client.ts";

/**
 * Ends every copy of what is held about a user that waits, is being made, or could be fetched, and removes what was made:
 * for when an account is closed against a stranger, who may have asked for it, or is to be deleted. Whoever makes one just
 * now stops at their next step.
 * @returns how many copies ended
 */
export async function voidCopies(tx: Tx, userId: string, now: Date = new Date()): Promise<number> {
  const { count } = await tx.dataCopy.updateMany({
    where: { userId, status: { in: ["waiting", "making", "ready"] } },
    data: { status: "voided", endedAt: now, runId: null, linkSealed: null },
  });
  await tx.dataCopyPiece.deleteMany({ where: { copy: { userId } } });
  return count;
}
