import { randomToken, sha256 } from "../../crypto/random.ts";
import type { Db, Tx } from "../../db/client.ts";
import { undoSeconds } from "../address-change.ts";
import { readJournal, type StoredMerge } from "./journal.ts";
import { readSide, rootOf } from "./pair.ts";
import type { MergeSide } from "./types.ts";

/** The link in the notice of a merge: whoever reads the mail of an address that was proved before can take it back. */

/** The path of the page that takes a merge apart without a session. */
export function mergeLinkPath(token: string): string {
  return `/signin/undo-merge?${new URLSearchParams({ token })}`;
}

/** A token for the notice to an address; nobody without a proved one gets any. */
export function newMergeToken(provedEmail: string | null): string | null {
  return provedEmail === null ? null : randomToken();
}

/** A merge that a link leads to, and the address that it was mailed to. */
export type LinkedMerge = { merge: StoredMerge; side: MergeSide; address: string };
export type MergeLinkRefusal = "email_undo_unknown" | "email_undo_taken" | "merge_undo_used" | "merge_link_expired";
export type MergeLinkResult = { kind: "good"; linked: LinkedMerge } | { kind: "refused"; outcome: MergeLinkRefusal };

const refuse = (outcome: MergeLinkRefusal): MergeLinkResult => ({ kind: "refused", outcome });

/** The merge behind a token. */
async function findLinked(db: Db | Tx, token: unknown): Promise<LinkedMerge | null> {
  if (typeof token !== "string" || !/^[\w-]{43}$/.test(token)) return null;
  const hash = sha256(token);
  const row = await db.mergeJournal.findFirst({ where: { OR: [{ keptUndoHash: hash }, { mergedUndoHash: hash }] }, select: { id: true, keptUndoHash: true } });
  const merge = row && (await readJournal(db, row.id));
  if (!merge) return null;
  const side = row.keptUndoHash === hash ? "kept" : "merged";
  const address = merge.record.contact[side].provedEmail;
  return address === null ? null : { merge, side, address };
}

/**
 * Whether an address was let go by a merge that the link mailed to it can still take back. Until then nobody starts anew
 * with it: whoever typed it to get into the account that it belonged to would end in an empty one, and the link be void.
 * @param forUserId who proves it in their settings: to whoever the two became it is free, for they had it
 */
export async function isReleased(db: Db | Tx, canonical: string, now: Date, forUserId?: string): Promise<boolean> {
  const had = (side: MergeSide | "after") => ({ entries: { path: ["contact", side, "provedEmail"], equals: canonical } });
  const open = { undoneAt: null, createdAt: { gt: new Date(now.getTime() - undoSeconds * 1_000) } };
  const merges = await db.mergeJournal.findMany({ where: { ...open, OR: [had("kept"), had("merged")], NOT: had("after") }, select: { keptUserId: true } });
  for (const { keptUserId } of merges) {
    const kept = forUserId === undefined ? null : await readSide(db, keptUserId);
    if (kept === null || (await rootOf(db, kept)).id !== forUserId) return true;
  }
  return false;
}

/** Whether somebody who is no part of the merge has proved an address since. */
async function isTaken(db: Db | Tx, { merge, address }: LinkedMerge): Promise<boolean> {
  const holder = await db.user.findUnique({ where: { provedEmail: address }, select: { id: true } });
  const kept = holder && (await readSide(db, merge.keptUserId));
  return kept ? (await rootOf(db, kept)).id !== holder.id : false;
}

/**
 * What a link in a notice would take apart. Changes nothing. It is good for as long as the link of a changed address, and
 * for that time no address that the merge brought gets a link of its own.
 * @param token as it came in the address, which anybody can write
 */
export async function readMergeLink(db: Db | Tx, token: unknown, now: Date): Promise<MergeLinkResult> {
  const linked = await findLinked(db, token);
  if (!linked) return refuse("email_undo_unknown");
  if (linked.merge.undoneAt) return refuse("merge_undo_used");
  if (linked.merge.createdAt.getTime() + undoSeconds * 1_000 <= now.getTime()) return refuse("merge_link_expired");
  return (await isTaken(db, linked)) ? refuse("email_undo_taken") : { kind: "good", linked };
}
