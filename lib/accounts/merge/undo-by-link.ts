import type { VaultKey } from "../../crypto/vault-keys.ts";
import type { Tx } from "../../db/client.ts";
import { OvertakenError } from "../../db/retry.ts";
import type { OutcomeCode } from "../../outcomes.ts";
import type { PersonalDataEntry } from "../../personal-data/entry.ts";
import { revokeAllSessions } from "../../sessions/revoke.ts";
import { removeNewerMethods } from "../address-change.ts";
import { mergeOf, openMerges, readJournal, undoMergeSeconds } from "./journal.ts";
import { type LinkedMerge, readMergeLink } from "./merge-link.ts";
import type { MergeSide, UndoMergeResult } from "./types.ts";
import { undoMerge } from "./undo.ts";

type Means = { now: Date; keys: readonly VaultKey[] };
export type LinkUndoResult = { kind: "undone" } | { kind: "refused"; outcome: OutcomeCode };

/**
 * Takes a merge back by the link in its notice, without a session: whoever merged may hold them all, so every session of
 * both users ends. The address of the notice is back with its user, whatever was done since to keep it away: later changes
 * of address, later merges, ways in that were removed. What whoever merged may have added to the user who asks goes. Run
 * it with `retriedTransaction`, and roll back when it is refused: later merges may be apart by then.
 */
export async function undoByLink(tx: Tx, token: string, means: Means, entries: readonly PersonalDataEntry[]): Promise<LinkUndoResult> {
  const found = await readMergeLink(tx, token, means.now);
  if (found.kind === "refused") return found;
  const { linked } = found;
  const undone = await takeApart(tx, { mergeId: linked.merge.id, side: linked.side }, means, entries);
  if (undone.kind === "refused") return undone;
  await closeDoors(tx, linked, means.now);
  for (const userId of [linked.merge.keptUserId, linked.merge.mergedUserId]) await revokeAllSessions(tx, userId, means.now);
  return { kind: "undone" };
}

/** Takes what was merged later apart first: whoever merged once more must not stop the owner of an address by it. */
async function takeApart(tx: Tx, { mergeId, side }: { mergeId: string; side: MergeSide | null }, means: Means, entries: readonly PersonalDataEntry[]): Promise<UndoMergeResult> {
  const merge = await readJournal(tx, mergeId);
  if (!merge) return { kind: "refused", outcome: "merge_undo_unknown" };
  const above = await mergeOf(tx, merge.keptUserId);
  // Newest first; of two made in the same moment one is the later one all the same.
  const open = (await openMerges(tx, merge.keptUserId, means.now)).map((one) => one.mergeId);
  const later = open.slice(0, Math.max(open.indexOf(mergeId), 0));
  for (const id of above === null ? later : [above, ...later]) {
    const undone = await takeApart(tx, { mergeId: id, side: null }, means, entries);
    if (undone.kind === "refused") return undone;
  }
  const result = await undoMerge(tx, { mergeId, userId: merge.keptUserId, ...means, recovery: { side } }, entries);
  // Somebody has merged in between.
  if (result.kind === "refused" && (result.outcome === "merge_undo_later_first" || result.outcome === "user_merged")) throw new OvertakenError();
  return result;
}

/**
 * Since when something of the side that asks may be the work of whoever merged: since the session began that did it, where
 * it was a session of that side. Otherwise since the merge; the one who went could be given nothing since.
 */
function doorsSince({ merge: { record, createdAt }, side }: LinkedMerge): Date | null {
  const { methodsSince } = record;
  if (methodsSince?.side === side) return methodsSince.at;
  return side === "kept" ? createdAt : null;
}

/** Takes away what somebody may have left to come back by: ways in, and links to later addresses. Each is with its user again. */
async function closeDoors(tx: Tx, linked: LinkedMerge, now: Date): Promise<void> {
  const { merge, side, address } = linked;
  const [userId, since] = [side === "kept" ? merge.keptUserId : merge.mergedUserId, doorsSince(linked)];
  if (!since) return;
  // A merge that ended before is the owner's own, and so is what it brought.
  await removeNewerMethods(tx, { userId, since, mergesOpenAt: new Date(since.getTime() + undoMergeSeconds * 1_000) });
  await tx.emailChange.updateMany({ where: { userId, createdAt: { gte: since }, undoneAt: null, oldEmail: { not: address } }, data: { undoneAt: now } });
}
