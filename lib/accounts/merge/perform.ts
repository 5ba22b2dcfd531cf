import { type AuditInput, recordAudit, subjectsOf } from "../../audit/record.ts";
import type { VaultKey } from "../../crypto/vault-keys.ts";
import type { Tx } from "../../db/client.ts";
import { queueNotice } from "../../mail/notices.ts";
import type { PersonalDataEntry } from "../../personal-data/entry.ts";
import { moveAll } from "../../personal-data/operations.ts";
import { revokeOtherSessions } from "../../sessions/revoke.ts";
import { rememberYoung, startOf } from "../address-change.ts";
import { type Contact, decideMerge, type MergePlan } from "./decide-merge.ts";
import { type MergeRecord, type MergeTokens, mergeOf, writeJournal } from "./journal.ts";
import { mergeLinkPath, newMergeToken } from "./merge-link.ts";
import { moveMethods, movePassword } from "./move-methods.ts";
import { leaveMergeNotice } from "./notices.ts";
import { judgePair, lockPair, type MergeSideRow } from "./pair.ts";
import type { MergeChoices, MergePair, MergeResult } from "./types.ts";

/** `sessionId`: the session in which it is done; whoever holds it may have left themselves a door before. */
type MergeInput = { pair: MergePair; choices: MergeChoices; now: Date; keys: readonly VaultKey[]; attemptId?: string; sessionId?: string };
type Sides = { kept: MergeSideRow; merged: MergeSideRow };

const noContact: Contact = { email: null, emailVerified: null, provedEmail: null };
const contactOf = ({ email, emailVerified, provedEmail }: Contact): Contact => ({ email, emailVerified, provedEmail });

/**
 * Puts two users together, in the transaction of the caller, who has proofs of both: everything of the younger one
 * becomes the older one's by the rules of `decideMerge` and of the personal-data entries. The younger one becomes a
 * tombstone without address, way in and session, which holds what was not kept until the undo ends. Sessions of the
 * older one stay. Who did it signed in as the younger one needs a new session from the caller.
 *
 * Run it with `retriedTransaction`: it may meet sign-ins and other changes of the same users in a deadlock.
 * @returns refused with nothing changed; `repeated` when these two are one user already, with nothing changed either
 */
export async function performMerge(tx: Tx, input: MergeInput, entries: readonly PersonalDataEntry[]): Promise<MergeResult> {
  await lockPair(tx, input.pair);
  const judged = await judgePair(tx, input.pair, input.now);
  if (judged.kind === "refused") return judged;
  if (judged.kind === "merged_before") return await repeated(tx, judged);
  const { kept, merged } = judged;
  const plan = decideMerge(kept, merged, input.choices);
  const tokens = { kept: newMergeToken(kept.provedEmail), merged: newMergeToken(merged.provedEmail) };
  // As long as every way in and session is where it was.
  const methodsSince = await doorsOf(tx, kept, input);
  const mergeId = await moveEverything(tx, { kept, merged, tokens, methodsSince }, plan, input.now, entries);
  const { attemptId } = input;
  await revokeOtherSessions(tx, { id: null, userId: merged.id }, { scope: "merged", now: input.now, ...(attemptId === undefined ? {} : { attemptId }) });
  await recordMerge(tx, { kept, merged }, plan, { mergeId, attemptId });
  await tellBoth(tx, { kept, merged, tokens }, input);
  await leaveMergeNotice(tx, { kept, merged }, mergeId);
  return { kind: "merged", mergeId, keptUserId: kept.id, repeated: false };
}

async function repeated(tx: Tx, { keptUserId, mergedUserId }: { keptUserId: string; mergedUserId: string }): Promise<MergeResult> {
  const mergeId = await mergeOf(tx, mergedUserId);
  return mergeId === null ? { kind: "refused", outcome: "user_merged" } : { kind: "merged", mergeId, keptUserId, repeated: true };
}

/** Since when the ways in of the signed-in side may be the work of whoever merges. */
async function doorsOf(tx: Tx, kept: MergeSideRow, { pair: { signedInUserId: userId }, sessionId, now }: MergeInput): Promise<MergeRecord["methodsSince"]> {
  return sessionId === undefined ? null : { side: userId === kept.id ? "kept" : "merged", at: await startOf(tx, { userId, sessionId, now }) };
}

/** @returns the id of the merge */
async function moveEverything(tx: Tx, { kept, merged, tokens, methodsSince }: Sides & { tokens: MergeTokens; methodsSince: MergeRecord["methodsSince"] }, plan: MergePlan, now: Date, entries: readonly PersonalDataEntry[]): Promise<string> {
  const users = { keptUserId: kept.id, mergedUserId: merged.id };
  const fromMerged = plan.contact.provedEmail !== null && plan.contact.provedEmail === merged.provedEmail;
  const methods = await moveMethods(tx, users, fromMerged);
  const deed = await movePassword(tx, users, plan.password, kept.hasPassword);
  const data = await moveAll(tx, entries, { fromUserId: merged.id, toUserId: kept.id });
  // The tombstone first: an address can be proved by one user only.
  await tx.user.update({ where: { id: merged.id }, data: { ...noContact, status: "merged", mergedIntoId: kept.id }, select: { id: true } });
  await tx.user.update({ where: { id: kept.id }, data: { ...plan.contact, name: plan.name }, select: { id: true } });
  const { provedEmail } = plan.contact;
  const cameNow = provedEmail !== null && provedEmail !== kept.provedEmail;
  const youngChange = cameNow ? await rememberYoung(tx, { userId: kept.id, oldEmail: kept.provedEmail, newEmail: provedEmail, now }) : null;
  const changedAt = plan.password === "merged" ? merged.passwordChangedAt : kept.passwordChangedAt;
  return await writeJournal(tx, {
    ...users,
    now,
    tokens,
    record: {
      version: 1,
      name: { before: kept.name, after: plan.name },
      contact: { kept: contactOf(kept), merged: contactOf(merged), after: plan.contact },
      password: { deed, changedAt },
      ...methods,
      youngChange,
      methodsSince,
      data,
    },
  });
}

/** In the trail of both, each naming the other's subject, and the address that nobody is signed in with any more. */
async function recordMerge(tx: Tx, { kept, merged }: Sides, { released }: MergePlan, { mergeId, attemptId }: { mergeId: string; attemptId: string | undefined }): Promise<void> {
  const subjects = await subjectsOf(tx, [kept.id, merged.id]);
  const event = (userId: string, other: string, role: string): AuditInput => ({ type: "user.merged", userId, attemptId, details: { role, other: subjects.get(other) ?? "", merge: mergeId } });
  const lost: AuditInput[] = released ? [{ type: "email.removed", userId: released.side === "kept" ? kept.id : merged.id, attemptId, details: { merge: mergeId } }] : [];
  await recordAudit(tx, [event(kept.id, merged.id, "kept"), event(merged.id, kept.id, "merged"), ...lost]);
}

/**
 * A notice to each address that was proved until now, with a way back: also to the one that is not kept, whose owner may
 * know nothing.
 */
async function tellBoth(tx: Tx, { kept, merged, tokens }: Sides & { tokens: MergeTokens }, { now, keys }: MergeInput): Promise<void> {
  for (const [{ provedEmail }, token] of [[kept, tokens.kept], [merged, tokens.merged]] as const) {
    if (provedEmail !== null && token !== null) await queueNotice(tx, provedEmail, "accounts_merged", { now, keys, undoPath: mergeLinkPath(token) });
  }
}
