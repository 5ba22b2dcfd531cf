import { recordAudit } from "../audit/record.ts";
import { sha256 } from "../crypto/random.ts";
import type { Tx } from "../db/client.ts";

/**
 * Ends the session of a token, and with `everywhere` all sessions of its user, with the audit row in the same
 * transaction. A token without a session is no error: the aim is reached.
 * @returns how many sessions ended
 */
export async function revokeSession(tx: Tx, token: string, scope: "this" | "everywhere"): Promise<number> {
  const session = await tx.session.findUnique({ where: { tokenHash: sha256(token) }, select: { id: true, userId: true } });
  if (!session) return 0;
  const { count } = await tx.session.deleteMany({ where: scope === "this" ? { id: session.id } : { userId: session.userId } });
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId: session.userId, details: { scope, count } }]);
  return count;
}
