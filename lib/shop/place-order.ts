import { randomReference, sha256 } from "../crypto/random.ts";
import { type Database, Prisma, type Tx } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { t } from "../i18n/index.ts";
import type { AddressInput } from "./address-form.ts";
import { findAddress, lockUser } from "./addresses.ts";
import { type BagView, type StoredLine, toBag } from "./bag.ts";
import { bagFingerprint } from "./order-fingerprint.ts";

/** What the form on /checkout says. */
export type OrderWish = {
  userId: string;
  /** Random, from the page: the same form makes one order, however often it is sent. */
  token: string;
  /** `bagFingerprint` of the bag that the page showed. */
  fingerprint: string;
  /** One of the user's addresses. */
  addressId: string;
};

/**
 * How placing an order ended; but for `placed` nothing was written. `bag_changed`: the bag is not the one that the
 * shopper was shown. `address_gone`: no address of this user has that id. `user_gone`: there is no such user any more.
 */
export type Placement = { kind: "placed"; number: string } | { kind: "bag_changed" } | { kind: "address_gone" } | { kind: "user_gone" };

type LockedLine = StoredLine & { id: string };

/**
 * The user's bag, held until the transaction ends: whoever wants to change one of its lines waits. Locked in the order
 * in which a guest's bag is joined, so that the two cannot block each other; shown in the order of the bag.
 */
async function lockBag(tx: Tx, userId: string): Promise<LockedLine[]> {
  return await tx.$queryRaw<LockedLine[]>(Prisma.sql`
    WITH locked AS (
      SELECT "id", "productId", "quantity", "addedAt" FROM "BagItem" WHERE "userId" = ${userId}::uuid ORDER BY "productId" FOR UPDATE
    )
    SELECT "id", "productId", "quantity" FROM locked ORDER BY "addedAt", "productId"`);
}

async function writeOrder(tx: Tx, order: { userId: string; placementHash: string; bag: BagView; address: AddressInput }): Promise<string> {
  const { userId, placementHash, bag, address } = order;
  const lines = bag.lines.map(({ product, quantity }, position) => ({
    position,
    productId: product.id,
    // As the shopper saw it: a product may be renamed, or leave the range.
    name: t(`shop.products.${product.id}.name`),
    unitPriceMinor: product.price.minor,
    quantity,
  }));
  const { number } = await tx.order.create({
    data: {
      number: randomReference(),
      userId,
      placementHash,
      totalMinor: bag.total.minor,
      currency: bag.total.currency,
      lines: { create: lines },
      address: { create: address },
    },
    select: { number: true },
  });
  return number;
}

async function place(tx: Tx, { userId, token, fingerprint, addressId }: OrderWish): Promise<Placement> {
  // One placement of a user at a time: the twin of a double click waits here, then finds the order below.
  if (!(await lockUser(tx, userId))) return { kind: "user_gone" };
  const placementHash = sha256(`${userId}:${token}`);
  const earlier = await tx.order.findUnique({ where: { placementHash }, select: { number: true } });
  if (earlier) return { kind: "placed", number: earlier.number };
  const rows = await lockBag(tx, userId);
  const bag = toBag(rows);
  if (bag.lines.length === 0 || bagFingerprint(userId, bag.lines) !== fingerprint) return { kind: "bag_changed" };
  const found = await findAddress(tx, userId, addressId);
  if (!found) return { kind: "address_gone" };
  const { id: _, countryName: __, ...address } = found;
  const number = await writeOrder(tx, { userId, placementHash, bag, address });
  // By their ids: what came into the bag meanwhile was not ordered, and stays.
  await tx.bagItem.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
  return { kind: "placed", number };
}

/**
 * Places an order of what is in the user's bag, at the prices and quantities that the shopper was shown, and empties the
 * bag, all in one transaction. Sending the same form again, or twice at once, leads to the same order. Nothing is paid.
 */
export async function placeOrder(database: Database, wish: OrderWish): Promise<Placement> {
  return await retriedTransaction(database, (tx) => place(tx, wish));
}
