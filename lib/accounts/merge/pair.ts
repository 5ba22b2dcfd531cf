import type { Db, Tx } from "../../db/client.ts";
import { Prisma } from "../../db/client.ts";
import type { OutcomeCode } from "../../outcomes.ts";
import { lockAddress } from "../account-rows.ts";
import type { UserStatus } from "../decide-link.ts";
import { type MergeUser, olderFirst } from "./decide-merge.ts";
import type { MergePair } from "./types.ts";

/** A side as it is stored. */
export type MergeSideRow = MergeUser & { status: UserStatus; mergedIntoId: string | null; passwordChangedAt: Date | null };

/** What two users are to each other. */
export type JudgedPair =
  | { kind: "pair"; kept: MergeSideRow; merged: MergeSideRow }
  | { kind: "merged_before"; keptUserId: string; mergedUserId: string }
  | { kind: "refused"; outcome: OutcomeCode };

const select = { id: true, name: true, email: true, emailVerified: true, provedEmail: true, status: true, mergedIntoId: true, createdAt: true, passwordCredential: { select: { updatedAt: true } } } as const;

/** One side by its id; null when there is no such user. */
export async function readSide(db: Db | Tx, id: string): Promise<MergeSideRow | null> {
  const row = await db.user.findUnique({ where: { id }, select });
  if (!row) return null;
  const { passwordCredential, ...rest } = row;
  return { ...rest, hasPassword: passwordCredential !== null, passwordChangedAt: passwordCredential?.updatedAt ?? null };
}

/** Locks the rows of users, always in the same order, so that two merges of one pair cannot wait for each other. */
export async function lockUsers(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.$queryRaw(Prisma.sql`SELECT 1 FROM "User" WHERE "id" = ANY(${[...ids]}::uuid[]) ORDER BY "id" FOR UPDATE`);
}

/** Locks addresses, always in the same order, before the users: the order of whoever proves an address. */
export async function lockAddresses(tx: Tx, addresses: readonly (string | null | undefined)[]): Promise<void> {
  const known = addresses.filter((one): one is string => typeof one === "string");
  for (const address of [...new Set(known)].toSorted()) await lockAddress(tx, address);
}

/** Locks both users and every address that either has. */
export async function lockPair(tx: Tx, { signedInUserId, otherUserId }: MergePair): Promise<void> {
  const ids = [signedInUserId, otherUserId];
  const users = await tx.user.findMany({ where: { id: { in: ids } }, select: { email: true, provedEmail: true } });
  await lockAddresses(tx, users.flatMap(({ email, provedEmail }) => [email, provedEmail]));
  await lockUsers(tx, ids);
}

/** Why a user in this status can neither be put together with another nor be taken apart; undefined when they can. */
export function mergeRefusalOf(status: UserStatus): OutcomeCode | undefined {
  const refusals: Partial<Record<UserStatus, OutcomeCode>> = { suspended: "merge_user_suspended", locked: "merge_user_locked", deletion_pending: "merge_deletion_pending", merged: "user_merged" };
  return refusals[status];
}

/** Whether an earlier address of one of these users can still be taken back: its owner must not find it swallowed. */
export async function hasOpenAddressUndo(db: Db | Tx, userIds: readonly string[], now: Date): Promise<boolean> {
  return (await db.emailChange.count({ where: { userId: { in: [...userIds] }, undoHash: { not: null }, undoneAt: null, expires: { gt: now } } })) > 0;
}

/** The user that somebody is a part of now; themselves when they were never merged. */
export async function rootOf(db: Db | Tx, side: MergeSideRow): Promise<MergeSideRow> {
  let current = side;
  while (current.mergedIntoId !== null) {
    const next = await readSide(db, current.mergedIntoId);
    if (!next) return current;
    current = next;
  }
  return current;
}

/** Judges whether two users can be put together, and who stays. With both rows locked the answer holds. */
export async function judgePair(db: Db | Tx, pair: MergePair, now: Date): Promise<JudgedPair> {
  const refuse = (outcome: OutcomeCode): JudgedPair => ({ kind: "refused", outcome });
  if (pair.signedInUserId === pair.otherUserId) return refuse("merge_same_user");
  const [one, other] = [await readSide(db, pair.signedInUserId), await readSide(db, pair.otherUserId)];
  if (!one || !other) return refuse("merge_user_gone");
  const [root, otherRoot] = [await rootOf(db, one), await rootOf(db, other)];
  if (root.id === otherRoot.id) return { kind: "merged_before", keptUserId: root.id, mergedUserId: one.mergedIntoId === null ? other.id : one.id };
  const refusal = mergeRefusalOf(one.status) ?? mergeRefusalOf(other.status);
  if (refusal) return refuse(refusal);
  if (await hasOpenAddressUndo(db, [one.id, other.id], now)) return refuse("merge_address_undo");
  const [kept, merged] = olderFirst(one, other);
  return { kind: "pair", kept, merged };
}
