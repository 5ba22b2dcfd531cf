import { type Db, Prisma, type Tx } from "../db/client.ts";
import { timesMoney } from "./money.ts";
import { type Owner, ownedBy, ownerId, ownerSql } from "./owner.ts";
import { isProductId, type Money, type Product, product, type ProductId, productIds } from "./products.ts";

/** How many of one product a bag may hold. */
export const maxQuantity = 99;

export type BagLine = { product: Product; quantity: number; total: Money };
/**
 * A bag as pages show it. `count` is the number of things, not of lines; `vanished` is how many lines name a product
 * that is no longer in the range: they are in neither lines, count nor total.
 */
export type BagView = { lines: BagLine[]; count: number; total: Money; vanished: number };
/**
 * `full`: the bag now holds as many of the product as it can, so that some may not have gone in. `owner_gone`: the guest
 * was joined to a user, or the user merged or deleted, a moment ago; nothing was written.
 */
export type AddResult = "added" | "full" | "owner_gone";

/** Lines of a bag as they are stored. */
export type StoredLine = { productId: string; quantity: number };

/** The bag that stored lines make at today's prices (pure). */
export function toBag(rows: readonly StoredLine[]): BagView {
  const lines = rows.flatMap(({ productId, quantity }): BagLine[] => {
    if (!isProductId(productId)) return [];
    const item = product(productId);
    return [{ product: item, quantity, total: timesMoney(item.price, quantity) }];
  });
  return {
    lines,
    count: lines.reduce((sum, line) => sum + line.quantity, 0),
    total: { minor: lines.reduce((sum, line) => sum + line.total.minor, 0), currency: "USD" },
    vanished: rows.length - lines.length,
  };
}

/** The owner's bag, oldest line first. */
export async function viewBag(db: Db | Tx, owner: Owner): Promise<BagView> {
  const rows = await db.bagItem.findMany({
    where: ownedBy(owner),
    select: { productId: true, quantity: true },
    orderBy: [{ addedAt: "asc" }, { productId: "asc" }],
  });
  return toBag(rows);
}

/**
 * Puts things into the bag; what is there already is added up, to 99 at most.
 * @param quantity whole number, 1 to 99
 */
export async function addToBag(db: Db | Tx, owner: Owner, productId: ProductId, quantity: number): Promise<AddResult> {
  const { column, table, present } = ownerSql(owner);
  // Reading the owner's row under a lock in the same statement turns "joined a moment ago" into no row instead of
  // a failed foreign key, which would end the caller's transaction.
  const written = await db.$queryRaw<{ quantity: number }[]>(Prisma.sql`
    INSERT INTO "BagItem" ("id", ${column}, "productId", "quantity")
    SELECT gen_random_uuid(), owner."id", ${productId}, ${clamp(quantity)}::int
    FROM ${table} AS owner WHERE owner."id" = ${ownerId(owner)}::uuid AND ${present}
    FOR KEY SHARE
    ON CONFLICT (${column}, "productId")
    DO UPDATE SET "quantity" = LEAST("BagItem"."quantity" + EXCLUDED."quantity", ${maxQuantity}::int)
    RETURNING "quantity"`);
  const [line] = written;
  if (!line) return "owner_gone";
  return line.quantity >= maxQuantity ? "full" : "added";
}

/**
 * Sets the quantity of a line that is in the bag.
 * @param quantity whole number, 1 to 99
 * @returns false when the product is not in this owner's bag; nothing was written then
 */
export async function setBagQuantity(db: Db | Tx, owner: Owner, productId: ProductId, quantity: number): Promise<boolean> {
  const { count } = await db.bagItem.updateMany({ where: { ...ownedBy(owner), productId }, data: { quantity: clamp(quantity) } });
  return count > 0;
}

/** Takes a product out of the bag. @returns false when it was not in this owner's bag */
export async function removeFromBag(db: Db | Tx, owner: Owner, productId: ProductId): Promise<boolean> {
  const { count } = await db.bagItem.deleteMany({ where: { ...ownedBy(owner), productId } });
  return count > 0;
}

/** Takes everything out of the bag that is no longer in the range. */
export async function tidyBag(db: Db | Tx, owner: Owner): Promise<void> {
  await db.bagItem.deleteMany({ where: { ...ownedBy(owner), productId: { notIn: productIds } } });
}

function clamp(quantity: number): number {
  return Math.min(Math.max(Math.trunc(quantity), 1), maxQuantity);
}
