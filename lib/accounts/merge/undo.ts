import { type AuditInput, recordAudit, subjectsOf } from "../../audit/record.ts";
import type { VaultKey } from "../../crypto/vault-keys.ts";
import type { Db, Tx } from "../../db/client.ts";
import { queueNotice } from "../../mail/notices.ts";
import type { OutcomeCode } from "../../outcomes.ts";
import type { PersonalDataEntry } from "../../personal-data/entry.ts";
import { voidCopies } from "../../personal-data/copies.ts";
import { moveAllBack } from "../../personal-data/operations.ts";
import { revokeSessionsSinceMerge } from "../../sessions/revoke.ts";
import { tellOfDeletion } from "../deletion/addresses.ts";
import { cancelDeletion } from "../deletion/cancel.ts";
import { moveAddressAway } from "../held-address.ts";
import { readJournal, type StoredMerge } from "./journal.ts";
import { type JudgedUndo, judgeUndo, type UndoWish } from "./judge-undo.ts";
import { moveMethodsBack, movePasswordBack } from "./move-methods.ts";
import { withdrawMergeNotice } from "./notices.ts";
import { lockAddresses, lockUsers } from "./pair.ts";
import type { UndoMergeResult, UndoView } from "./types.ts";

type Possible = Extract<JudgedUndo, { kind: "possible" }>;

/** What taking a merge back would give back and what not, or why it cannot be done. Changes nothing and locks nothing. */
export async function undoView(db: Db | Tx, wish: UndoWish, entries: readonly PersonalDataEntry[]): Promise<{ kind: "view"; view: UndoView } | { kind: "refused"; outcome: OutcomeCode }> {
  const judged = await judgeUndo(db, wish, entries);
  return judged.kind === "possible" ? { kind: "view", view: judged.view } : judged;
}

/**
 * Takes a merge back, once: the user who went is there again with what is as the merge left it, and the user who stayed
 * has what they had. Sessions that were begun since end, because nobody can say which of the two they were meant for.
 * Call it in a transaction, and run that with `retriedTransaction`.
 * @param input.sessionId of the browser that asks; this session of the user who stayed goes on if it is older than the
 * merge or came with it, and ends like the others otherwise
 * @returns refused with nothing changed
 */
export async function undoMerge(tx: Tx, input: UndoWish & { keys: readonly VaultKey[]; sessionId?: string }, entries: readonly PersonalDataEntry[]): Promise<UndoMergeResult> {
  const found = await readJournal(tx, input.mergeId);
  if (found) {
    const { contact } = found.record;
    await lockAddresses(tx, [contact.kept, contact.merged].flatMap(({ email, provedEmail }) => [email, provedEmail]));
    await lockUsers(tx, [found.keptUserId, found.mergedUserId]);
    if (input.recovery) await keepBoth(tx, found, input);
  }
  const judged = await judgeUndo(tx, input, entries);
  if (judged.kind === "refused") return judged;
  const { merge, view } = judged;
  await restoreUsers(tx, judged);
  await moveMethodsBack(tx, merge, merge.record);
  if (merge.record.youngChange !== null) await tx.emailChange.deleteMany({ where: { id: merge.record.youngChange } });
  await restorePasswords(tx, judged);
  await moveAllBack(tx, entries, { fromUserId: merge.mergedUserId, toUserId: merge.keptUserId }, merge.record.data);
  await tx.mergeJournal.update({ where: { id: merge.id }, data: { undoneAt: input.now }, select: { id: true } });
  // A copy that was made of both would be the one's with what is the other's.
  for (const userId of [merge.keptUserId, merge.mergedUserId]) await voidCopies(tx, userId, input.now);
  await revokeSessionsSinceMerge(tx, { userId: merge.keptUserId, mergedAt: merge.createdAt, asking: input.sessionId }, input.now);
  await recordUndo(tx, judged);
  await withdrawMergeNotice(tx, merge);
  await tellBoth(tx, judged, input);
  return { kind: "undone", restoredUserId: merge.mergedUserId, view };
}

/**
 * Whoever reads the mail of one side gets that side back also where the one whom the two became is to be deleted: a
 * stranger could have merged them for that. What was asked for before the merge was there has nothing to do with it.
 */
async function keepBoth(tx: Tx, { keptUserId, createdAt }: StoredMerge, { now, keys }: { now: Date; keys: readonly VaultKey[] }): Promise<void> {
  if (await cancelDeletion(tx, { userId: keptUserId, by: "merge_undone", since: createdAt })) await tellOfDeletion(tx, { userId: keptUserId, now, keys });
}

/** The one who stayed first: an address can be proved by one user only. Whoever came to hold one since loses it. */
async function restoreUsers(tx: Tx, { merge, plan }: Possible): Promise<void> {
  await tx.user.update({ where: { id: merge.keptUserId }, data: plan.kept, select: { id: true } });
  await tx.user.update({ where: { id: merge.mergedUserId }, data: { ...plan.merged, status: "active", mergedIntoId: null }, select: { id: true } });
  for (const { provedEmail } of [plan.kept, plan.merged]) if (provedEmail !== null) await moveAddressAway(tx, provedEmail);
}

/** A password is entered with a proved address: without one it goes, too. */
async function restorePasswords(tx: Tx, { merge, plan }: Possible): Promise<void> {
  if (plan.password === "moved" || plan.password === "swapped") await movePasswordBack(tx, merge, plan.password);
  const useless = [
    ...(plan.password === "drop" || plan.merged.provedEmail === null ? [merge.mergedUserId] : []),
    ...(plan.kept.provedEmail === null ? [merge.keptUserId] : []),
  ];
  for (const userId of useless) {
    const { count } = await tx.passwordCredential.deleteMany({ where: { userId } });
    if (count > 0) await recordAudit(tx, [{ type: "password.removed", userId, details: { merge: merge.id } }]);
  }
}

/** The users who own an address again that nobody owned until now. */
function regained({ merge, kept, plan }: Possible): string[] {
  const is = (address: string | null) => address !== null && address !== kept.provedEmail;
  return [...(is(plan.kept.provedEmail) ? [merge.keptUserId] : []), ...(is(plan.merged.provedEmail) ? [merge.mergedUserId] : [])];
}

/** Whether an address that was proved since gives way to the one that was there before, and signs nobody in any more. */
function losesAddress({ kept, plan }: Possible): boolean {
  return kept.provedEmail !== null && ![plan.kept.provedEmail, plan.merged.provedEmail].includes(kept.provedEmail);
}

async function recordUndo(tx: Tx, judged: Possible): Promise<void> {
  const { id: mergeId, keptUserId, mergedUserId }: StoredMerge = judged.merge;
  const subjects = await subjectsOf(tx, [keptUserId, mergedUserId]);
  const event = (userId: string, other: string, role: string): AuditInput => ({ type: "merge.undone", userId, details: { role, other: subjects.get(other) ?? "", merge: mergeId } });
  await recordAudit(tx, [
    event(keptUserId, mergedUserId, "kept"),
    event(mergedUserId, keptUserId, "merged"),
    ...(losesAddress(judged) ? [{ type: "email.removed" as const, userId: keptUserId, details: { merge: mergeId } }] : []),
    ...regained(judged).map((userId): AuditInput => ({ type: "email.proved", userId, details: { merge: mergeId } })),
  ]);
}

async function tellBoth(tx: Tx, { kept, plan }: Possible, { now, keys }: { now: Date; keys: readonly VaultKey[] }): Promise<void> {
  const addresses = [kept.provedEmail, plan.kept.provedEmail, plan.merged.provedEmail].filter((one) => one !== null);
  for (const address of new Set(addresses)) await queueNotice(tx, address, "merge_undone", { now, keys });
}
