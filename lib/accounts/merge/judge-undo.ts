import type { Db, Tx } from "../../db/client.ts";
import type { MoveReview, PersonalDataEntry } from "../../personal-data/entry.ts";
import { reviewAll } from "../../personal-data/operations.ts";
import type { OutcomeCode } from "../../outcomes.ts";
import { signInMethodsOf } from "../sign-in-methods.ts";
import { signsIn } from "../usable-provider.ts";
import { decideUndo, type UndoPlan } from "./decide-undo.ts";
import { openMerges, readJournal, type StoredMerge } from "./journal.ts";
import { hasOpenAddressUndo, mergeRefusalOf, type MergeSideRow, readSide } from "./pair.ts";
import type { MergeSide, UndoView } from "./types.ts";

export type UndoWish = {
  mergeId: string;
  userId: string;
  now: Date;
  /** By the link in a notice: the side whose address it was mailed to; null for a later merge that is in its way. */
  recovery?: { side: MergeSide | null } | undefined;
};
export type JudgedUndo =
  | { kind: "possible"; merge: StoredMerge; kept: MergeSideRow; plan: UndoPlan; view: UndoView }
  | { kind: "refused"; outcome: OutcomeCode };

const refuse = (outcome: OutcomeCode): { kind: "refused"; outcome: OutcomeCode } => ({ kind: "refused", outcome });

/** The merge, if it is this user's and its time is not over. A merge of somebody else is as unknown as one that never was. */
async function findMerge(db: Db | Tx, { mergeId, userId, now }: UndoWish): Promise<StoredMerge | { kind: "refused"; outcome: OutcomeCode }> {
  const merge = await readJournal(db, mergeId);
  if (!merge || merge.keptUserId !== userId) return refuse("merge_undo_unknown");
  if (merge.undoneAt) return refuse("merge_undo_used");
  if (merge.expires <= now) return refuse("merge_undo_expired");
  // One merge was made on top of the other: taken back in another order, each would find the other's changes.
  const [newest] = await openMerges(db, userId, now);
  return newest?.mergeId === merge.id ? merge : refuse("merge_undo_later_first");
}

/** Which of the two addresses a third user has proved since. */
async function takenAddresses(db: Db | Tx, { keptUserId, record: { contact } }: StoredMerge): Promise<string[]> {
  const addresses = [contact.kept, contact.merged].flatMap(({ email, provedEmail }) => [email, provedEmail]).filter((one) => one !== null);
  const owners = await db.user.findMany({ where: { provedEmail: { in: addresses }, id: { not: keptUserId } }, select: { provedEmail: true } });
  return owners.flatMap(({ provedEmail }) => provedEmail ?? []);
}

const countsOf = (reviews: Record<string, MoveReview>, count: keyof MoveReview) => Object.fromEntries(Object.entries(reviews).map(([name, review]) => [name, review[count]]));

/**
 * Judges whether a merge can be taken back, and what that leads to. With both users' rows locked the answer holds.
 * Refused as a whole while the user who stayed is suspended, locked or waits for deletion (which the link in a notice calls
 * off first, in undo.ts), and when either of the two
 * would be left without a way in. Nothing that was done since keeps away whoever reads the mail of one side: no change of
 * address, and no removal of what the other side signs in with. An address that somebody else has proved does.
 */
export async function judgeUndo(db: Db | Tx, wish: UndoWish, entries: readonly PersonalDataEntry[]): Promise<JudgedUndo> {
  const merge = await findMerge(db, wish);
  if ("kind" in merge) return merge;
  const [kept, merged, methods] = [await readSide(db, merge.keptUserId), await readSide(db, merge.mergedUserId), await signInMethodsOf(db, merge.keptUserId)];
  if (!kept || !merged || !methods) return refuse("merge_undo_unknown");
  const refusal = mergeRefusalOf(kept.status);
  if (refusal) return refuse(refusal);
  const { recovery } = wish;
  if (!recovery && (await hasOpenAddressUndo(db, [kept.id], wish.now))) return refuse("merge_address_undo");
  const taken = await takenAddresses(db, merge);
  const asker = recovery?.side ?? undefined;
  if (asker && taken.includes(merge.record.contact[asker].provedEmail ?? "")) return refuse("email_undo_taken");
  const plan = decideUndo({
    record: merge.record,
    kept,
    taken,
    asker,
    passwordWaits: merged.passwordChangedAt !== null,
    methods: [...methods.passkeys.map(({ id }) => ({ id, works: true })), ...methods.linked.map(({ id, provider }) => ({ id, works: signsIn(provider) }))],
  });
  if (!recovery && (plan.ways.kept < 1 || plan.ways.merged < 1)) return refuse("merge_undo_last_way");
  const reviews = await reviewAll(db, entries, { fromUserId: merged.id, toUserId: kept.id }, merge.record.data);
  const view = { mergeId: merge.id, mergedAt: merge.createdAt, until: merge.expires, otherName: merged.name, identity: plan.identity, back: countsOf(reviews, "back"), changed: countsOf(reviews, "changed") };
  return { kind: "possible", merge, kept, plan, view };
}
