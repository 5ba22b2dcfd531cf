import { recordAudit } from "../audit/record.ts";
import type { Tx } from "../db/client.ts";
import { leaveNotice } from "./user-notices.ts";

/**
 * Takes an address that somebody has proved off everybody who merely held it, whatever their status and however they
 * sign in. They keep everything else, and are told on the site: the address was the only one we had of them, and a mail
 * to it would be read by whoever proved it. The notice names the address as they had it; it tells them nothing new.
 * Call it in the transaction that makes the address somebody's, with the address locked.
 * @param attemptId the attempt that proved it, where there was one
 */
export async function moveAddressAway(tx: Tx, canonical: string, attemptId?: string): Promise<void> {
  const holders = await tx.user.updateManyAndReturn({ where: { email: canonical, provedEmail: null }, data: { email: null }, select: { id: true } });
  if (holders.length === 0) return;
  const userIds = holders.map(({ id }) => id);
  await leaveNotice(tx, userIds, { code: "email_moved", values: { email: canonical } });
  await recordAudit(tx, userIds.map((userId) => ({ type: "email.moved" as const, userId, attemptId, details: { notice: "email_moved" } })));
}
