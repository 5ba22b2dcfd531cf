import { Prisma, type Tx } from "../../db/client.ts";
import type { MergePlan } from "./decide-merge.ts";
import type { MergeRecord } from "./journal.ts";

type Users = { keptUserId: string; mergedUserId: string };
type Moved = Pick<MergeRecord, "accounts" | "passkeys" | "emailChanges" | "notices">;

// Fixed names only: nothing that comes from a person is ever made part of a statement's text.
const tables = { accounts: Prisma.raw('"Account"'), passkeys: Prisma.raw('"Passkey"'), emailChanges: Prisma.raw('"EmailChange"'), notices: Prisma.raw('"UserNotice"') } as const;

/** Hands rows to another user. By hand, because the ORM would move updatedAt, which tells of the last sign-in. */
async function give(tx: Tx, kind: keyof Moved, fromUserId: string, toUserId: string, only?: readonly string[]): Promise<string[]> {
  const among = only ? Prisma.sql`AND "id" = ANY(${[...only]}::uuid[])` : Prisma.empty;
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`UPDATE ${tables[kind]} SET "userId" = ${toUserId}::uuid WHERE "userId" = ${fromUserId}::uuid ${among} RETURNING "id"`);
  return rows.map(({ id }) => id);
}

/**
 * Hands all linked accounts and passkeys over, however many there are then: one that was dropped would make its owner a
 * second user at the next sign-in. Changes of address go with the address that they are about, so that one that came
 * lately stays young. What the one who goes was told on the site and has not put away is told to the other one.
 */
export async function moveMethods(tx: Tx, { keptUserId, mergedUserId }: Users, addressMoves: boolean): Promise<Moved> {
  return {
    accounts: await give(tx, "accounts", mergedUserId, keptUserId),
    passkeys: await give(tx, "passkeys", mergedUserId, keptUserId),
    emailChanges: addressMoves ? await give(tx, "emailChanges", mergedUserId, keptUserId) : [],
    notices: await give(tx, "notices", mergedUserId, keptUserId),
  };
}

/** Gives back what is still there. */
export async function moveMethodsBack(tx: Tx, { keptUserId, mergedUserId }: Users, moved: Moved): Promise<void> {
  for (const kind of ["accounts", "passkeys", "emailChanges", "notices"] as const) await give(tx, kind, keptUserId, mergedUserId, moved[kind]);
}

/** Exchanges what two users have, in one statement: neither hash is anywhere else in between. */
async function swapPasswords(tx: Tx, { keptUserId, mergedUserId }: Users): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    UPDATE "PasswordCredential" AS mine SET "hash" = theirs."hash", "createdAt" = theirs."createdAt", "updatedAt" = theirs."updatedAt"
    FROM "PasswordCredential" AS theirs
    WHERE (mine."userId" = ${keptUserId}::uuid AND theirs."userId" = ${mergedUserId}::uuid) OR (mine."userId" = ${mergedUserId}::uuid AND theirs."userId" = ${keptUserId}::uuid)`);
}

async function givePassword(tx: Tx, fromUserId: string, toUserId: string): Promise<void> {
  await tx.$executeRaw(Prisma.sql`UPDATE "PasswordCredential" SET "userId" = ${toUserId}::uuid WHERE "userId" = ${fromUserId}::uuid`);
}

/** Puts the password that is to stay with the user who stays. The other one, if there is one, waits with the tombstone. */
export async function movePassword(tx: Tx, users: Users, password: MergePlan["password"], keptHasOne: boolean): Promise<MergeRecord["password"]["deed"]> {
  if (password !== "merged") return "stays";
  if (keptHasOne) await swapPasswords(tx, users);
  else await givePassword(tx, users.mergedUserId, users.keptUserId);
  return keptHasOne ? "swapped" : "moved";
}

/** Takes that back. */
export async function movePasswordBack(tx: Tx, users: Users, deed: "moved" | "swapped"): Promise<void> {
  if (deed === "swapped") await swapPasswords(tx, users);
  else await givePassword(tx, users.keptUserId, users.mergedUserId);
}
