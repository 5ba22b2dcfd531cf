import { referencePattern } from "../crypto/random.ts";
import type { Db, Prisma, Tx } from "../db/client.ts";
import { addressColumns, type PostalAddress, withCountryName } from "./addresses.ts";
import { timesMoney } from "./money.ts";
import { isProductId, type Money, type Product, product } from "./products.ts";

/** How many orders one page of the list holds. */
export const ordersPerPage = 20;

/** A line as it was ordered. `product` is null when it is no longer in the range. */
export type OrderLineView = { name: string; product: Product | null; unitPrice: Money; quantity: number; total: Money };
/** An order as the list shows it. `count` is the number of things. */
export type OrderSummary = { number: string; placedAt: Date; total: Money; count: number; lines: OrderLineView[] };
/** An order as its own page shows it. `address` is null once it was erased. */
export type OrderView = OrderSummary & { address: PostalAddress | null };
/**
 * One page of the list, newest first. `continued` says that it does not begin with the newest; `older` is what
 * `listOrders` takes as `before` for the next page, if there is one.
 */
export type OrderPage = { orders: OrderSummary[]; continued: boolean; older: string | null };

const summaryColumns = {
  number: true,
  placedAt: true,
  totalMinor: true,
  lines: { select: { productId: true, name: true, unitPriceMinor: true, quantity: true }, orderBy: { position: "asc" } },
} as const satisfies Prisma.OrderSelect;

type StoredSummary = Prisma.OrderGetPayload<{ select: typeof summaryColumns }>;

const money = (minor: number): Money => ({ minor, currency: "USD" });

function toSummary({ number, placedAt, totalMinor, lines }: StoredSummary): OrderSummary {
  return {
    number,
    placedAt,
    total: money(totalMinor),
    count: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    lines: lines.map(({ productId, name, unitPriceMinor, quantity }) => ({
      name,
      product: isProductId(productId) ? product(productId) : null,
      unitPrice: money(unitPriceMinor),
      quantity,
      total: timesMoney(money(unitPriceMinor), quantity),
    })),
  };
}

/** The number of an order as it is stored, from what a person typed or clicked; null when it cannot be one. */
export function orderNumber(value: unknown): string | null {
  const number = typeof value === "string" ? value.toUpperCase() : "";
  return referencePattern.test(number) ? number : null;
}

/** The row from which a page of the list goes on; only an order of the same user counts. */
async function findCursor(db: Db | Tx, userId: string, before: unknown): Promise<{ id: string } | null> {
  const number = orderNumber(before);
  return number === null ? null : await db.order.findUnique({ where: { number, userId }, select: { id: true } });
}

/**
 * A page of the user's orders, newest first. Paged by the last order seen, so that an order placed meanwhile shifts
 * nothing.
 * @param before number of the order after which to go on; anything that is not an order of this user starts at the top
 */
export async function listOrders(db: Db | Tx, userId: string, before: unknown = null): Promise<OrderPage> {
  const cursor = await findCursor(db, userId, before);
  const rows = await db.order.findMany({
    where: { userId },
    select: summaryColumns,
    orderBy: [{ placedAt: "desc" }, { id: "desc" }],
    // One more than is shown says whether there are older ones.
    take: ordersPerPage + 1,
    ...(cursor ? { cursor, skip: 1 } : {}),
  });
  const orders = rows.slice(0, ordersPerPage).map(toSummary);
  return { orders, continued: cursor !== null, older: rows.length > ordersPerPage ? (orders.at(-1)?.number ?? null) : null };
}

/** One order of this user; null when there is none with this number, or when it is somebody else's. */
export async function viewOrder(db: Db | Tx, userId: string, value: unknown): Promise<OrderView | null> {
  const number = orderNumber(value);
  if (number === null) return null;
  const row = await db.order.findUnique({ where: { number, userId }, select: { ...summaryColumns, address: { select: addressColumns } } });
  return row && { ...toSummary(row), address: row.address && withCountryName(row.address) };
}
