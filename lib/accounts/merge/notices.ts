import type { Tx } from "../../db/client.ts";
import { leaveNotice } from "../user-notices.ts";

type Side = { id: string; provedEmail: string | null };

/**
 * Tells whoever is the one user after a merge that they were put together, where one of the two has no proved address
 * that a mail could go to.
 */
export async function leaveMergeNotice(tx: Tx, { kept, merged }: { kept: Side; merged: Side }, mergeId: string): Promise<void> {
  if (kept.provedEmail === null || merged.provedEmail === null) await leaveNotice(tx, [kept.id], { code: "accounts_merged", values: { merge: mergeId } });
}

/** Takes back what was told of a merge that is taken back itself. Other notices go back with what was moved. */
export async function withdrawMergeNotice(tx: Tx, { id, keptUserId }: { id: string; keptUserId: string }): Promise<void> {
  await tx.userNotice.deleteMany({ where: { userId: keptUserId, code: "accounts_merged", values: { path: ["merge"], equals: id } } });
}
