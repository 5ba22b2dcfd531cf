import { recordAudit } from "../audit/record.ts";
import type { Tx } from "../db/client.ts";

/**
 * Ends the sessions of a user but for one, with the audit row in the same transaction.
 * @param input.keep the session that stays; null ends all of them
 * @param input.scope why, for the audit
 * @returns how many sessions ended
 */
export async function revokeOtherSessions(tx: Tx, input: { userId: string; keep: string | null; scope: "password_changed" | "password_reset"; attemptId?: string }): Promise<number> {
  const { userId, keep, scope, attemptId } = input;
  const { count } = await tx.session.deleteMany({ where: { userId, ...(keep === null ? {} : { id: { not: keep } }) } });
  if (count > 0) await recordAudit(tx, [{ type: "session.revoked", userId, attemptId, details: { scope, count } }]);
  return count;
}
