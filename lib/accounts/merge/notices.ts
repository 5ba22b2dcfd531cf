import type { Tx } from "../../db/client.ts";
import { leaveNotice } from "../user-notices.ts";

type Side = { id: string; provedEmail: string | null };

/**
 * Leaves what a user is told on the site with whoever is the one user after a merge: what the merged one had not put
 * away yet and, where one of the two has no proved address that a mail could go to, that they were put together.
 */
export async function leaveMergeNotices(tx: Tx, { kept, merged }: { kept: Side; merged: Side }, mergeId: string): Promise<void> {
  await tx.userNotice.updateMany({ where: { userId: merged.id }, data: { userId: kept.id } });
  if (kept.provedEmail === null || merged.provedEmail === null) await leaveNotice(tx, [kept.id], { code: "accounts_merged", values: { merge: mergeId } });
}

/** Takes back what was told of a merge that is taken back itself. Other notices stay where they were read. */
export async function withdrawMergeNotice(tx: Tx, { id, keptUserId }: { id: string; keptUserId: string }): Promise<void> {
  await tx.userNotice.deleteMany({ where: { userId: keptUserId, code: "accounts_merged", values: { path: ["merge"], equals: id } } });
}
