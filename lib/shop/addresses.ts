import { z } from "zod";
import type { Database, Db, Tx } from "../db/client.ts";
import { Prisma } from "../db/client.ts";
import type { AddressInput } from "./address-form.ts";
import { countryName } from "./countries.ts";

/** How many addresses one user may keep. */
export const mostAddresses = 20;

/** An address as pages show it. `countryName` is in the language of the pages. */
export type PostalAddress = AddressInput & { countryName: string };
export type AddressView = PostalAddress & { id: string };

export const addressColumns = { fullName: true, line1: true, line2: true, city: true, region: true, postalCode: true, country: true } as const;

/** An id that PostgreSQL can read; anything else names no address. */
const uuid = z.uuid();

/** A stored address with the words that pages need. */
export function withCountryName<Stored extends AddressInput>(stored: Stored): Stored & { countryName: string } {
  return { ...stored, countryName: countryName(stored.country) };
}

/** The user's addresses. The first is the default: the one that was made it last, else the oldest. */
export async function listAddresses(db: Db | Tx, userId: string): Promise<AddressView[]> {
  const rows = await db.address.findMany({
    where: { userId },
    select: { id: true, ...addressColumns },
    orderBy: [{ defaultAt: { sort: "desc", nulls: "last" } }, { createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(withCountryName);
}

/** One address of this user; null when there is none with this id, or when it is somebody else's. */
export async function findAddress(db: Db | Tx, userId: string, id: string): Promise<AddressView | null> {
  if (!uuid.safeParse(id).success) return null;
  const row = await db.address.findUnique({ where: { id, userId }, select: { id: true, ...addressColumns } });
  return row && withCountryName(row);
}

/**
 * Locks a user's row to the end of the transaction, so that what is counted or compared stays so. It does not wait for
 * things that merely refer to the user, such as something put into the bag.
 * @returns false when the user is gone, or was merged into another
 */
export async function lockUser(tx: Tx, userId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>(Prisma.sql`SELECT 1 FROM "User" WHERE "id" = ${userId}::uuid AND "status" <> 'merged' FOR NO KEY UPDATE`);
  return rows.length > 0;
}

/** `full`: there are 20 already; `user_gone`: the user was deleted, or merged into another, a moment ago. Nothing was written then. */
export type AddressAddition = { kind: "added"; id: string } | { kind: "full" } | { kind: "user_gone" };

/** Keeps another address for a user. */
export async function addAddress(database: Database, userId: string, address: AddressInput): Promise<AddressAddition> {
  return await database.transaction(async (tx) => {
    if (!(await lockUser(tx, userId))) return { kind: "user_gone" };
    if ((await tx.address.count({ where: { userId } })) >= mostAddresses) return { kind: "full" };
    const { id } = await tx.address.create({ data: { userId, ...address }, select: { id: true } });
    return { kind: "added", id };
  });
}

/** Writes an address anew. Orders that went to the old one keep it. @returns false when it is not this user's */
export async function changeAddress(db: Db | Tx, userId: string, id: string, address: AddressInput): Promise<boolean> {
  if (!uuid.safeParse(id).success) return false;
  const { count } = await db.address.updateMany({ where: { id, userId }, data: address });
  return count > 0;
}

/** Makes an address the default. @returns false when it is not this user's */
export async function makeDefaultAddress(db: Db | Tx, userId: string, id: string): Promise<boolean> {
  if (!uuid.safeParse(id).success) return false;
  const count = await db.$executeRaw(Prisma.sql`
    UPDATE "Address" SET "defaultAt" = clock_timestamp(), "updatedAt" = clock_timestamp() WHERE "id" = ${id}::uuid AND "userId" = ${userId}::uuid`);
  return count > 0;
}

/** Forgets an address. @returns false when it is not this user's */
export async function removeAddress(db: Db | Tx, userId: string, id: string): Promise<boolean> {
  if (!uuid.safeParse(id).success) return false;
  const { count } = await db.address.deleteMany({ where: { id, userId } });
  return count > 0;
}
