import { recordAudit } from "../../audit/record.ts";
import type { Tx } from "../../db/client.ts";

/** Why a deletion is not carried out: its owner keeps the account, it was closed against whoever asked for it, or a merge before it was taken back. */
export type CancelledBy = "kept" | "closed" | "merge_undone";

/**
 * Calls a deletion off; the user is active again, and every proof that waited for the question is void. Call it with the
 * user's row locked.
 * @returns whether there was one that could still be called off: not once rows are being erased
 */
export async function cancelDeletion(tx: Tx, input: { userId: string; by: CancelledBy; attemptId?: string; since?: Date }): Promise<boolean> {
  const { userId, by, attemptId, since } = input;
  const { count } = await tx.deletion.deleteMany({ where: { userId, erasingSince: null, ...(since ? { requestedAt: { gte: since } } : {}) } });
  if (count === 0) return false;
  await tx.user.updateMany({ where: { id: userId, status: "deletion_pending" }, data: { status: "active" } });
  await recordAudit(tx, [{ type: "account.deletion_cancelled", userId, attemptId, details: { by } }]);
  return true;
}
