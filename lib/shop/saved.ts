import { type Db, Prisma, type Tx } from "../db/client.ts";
import { type AddResult, addToBag } from "./bag.ts";
import { type Owner, ownedBy, ownerId, ownerSql } from "./owner.ts";
import { isProductId, type Product, product, type ProductId } from "./products.ts";

/** The owner's saved products, newest first. Products that are no longer in the range are left out. */
export async function viewSaved(db: Db | Tx, owner: Owner): Promise<Product[]> {
  const rows = await db.savedItem.findMany({
    where: ownedBy(owner),
    select: { productId: true },
    orderBy: [{ addedAt: "desc" }, { productId: "asc" }],
  });
  return rows.flatMap(({ productId }) => (isProductId(productId) ? [product(productId)] : []));
}

/** Saves a product for later; saving it twice changes nothing. */
export async function saveForLater(db: Db | Tx, owner: Owner, productId: ProductId): Promise<Exclude<AddResult, "full">> {
  const { column, table, present } = ownerSql(owner);
  const written = await db.$executeRaw(Prisma.sql`
    INSERT INTO "SavedItem" ("id", ${column}, "productId")
    SELECT gen_random_uuid(), owner."id", ${productId}
    FROM ${table} AS owner WHERE owner."id" = ${ownerId(owner)}::uuid AND ${present}
    FOR KEY SHARE
    ON CONFLICT (${column}, "productId") DO UPDATE SET "productId" = EXCLUDED."productId"`);
  return written === 0 ? "owner_gone" : "added";
}

/** Takes a product off the saved ones. @returns false when it was not among this owner's */
export async function removeSaved(db: Db | Tx, owner: Owner, productId: ProductId): Promise<boolean> {
  const { count } = await db.savedItem.deleteMany({ where: { ...ownedBy(owner), productId } });
  return count > 0;
}

/**
 * Moves a saved product into the bag, one of it. Pressing the button twice adds one, not two.
 * @param tx a transaction, so that the product is never in neither place
 * @returns false when it was not among this owner's saved products; nothing was written then
 */
export async function moveSavedToBag(tx: Tx, owner: Owner, productId: ProductId): Promise<boolean> {
  if (!(await removeSaved(tx, owner, productId))) return false;
  return (await addToBag(tx, owner, productId, 1)) !== "owner_gone";
}
