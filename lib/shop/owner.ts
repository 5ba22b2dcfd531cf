import { Prisma } from "../db/client.ts";

/** Who owns a bag and saved items: a signed-in user, or a guest known by a cookie. Never both. */
export type Owner = { kind: "user"; userId: string } | { kind: "guest"; guestId: string };

/** The id of the owner's row in its table. */
export function ownerId(owner: Owner): string {
  return owner.kind === "user" ? owner.userId : owner.guestId;
}

// Fixed names only: nothing that comes from a person is ever made part of a statement's text.
const parts = {
  // Who was merged into another user a moment ago is no owner any more: what they add would be found by nobody.
  user: { column: Prisma.raw('"userId"'), table: Prisma.raw('"User"'), present: Prisma.raw(`owner."status" <> 'merged'`) },
  guest: { column: Prisma.raw('"guestId"'), table: Prisma.raw('"Guest"'), present: Prisma.raw("TRUE") },
} as const;

/**
 * The column that names this owner in "BagItem" and "SavedItem", the table that it points to, and the condition that a
 * row of it called `owner` may own something.
 */
export function ownerSql(owner: Owner): { column: Prisma.Sql; table: Prisma.Sql; present: Prisma.Sql } {
  return parts[owner.kind];
}

/** The condition that keeps a query to this owner's rows. */
export function ownedBy(owner: Owner): { userId: string } | { guestId: string } {
  return owner.kind === "user" ? { userId: owner.userId } : { guestId: owner.guestId };
}
