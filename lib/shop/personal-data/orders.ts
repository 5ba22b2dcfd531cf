import { z } from "zod";
import { Prisma } from "../../db/client.ts";
import type { PersonalDataEntry } from "../../personal-data/entry.ts";
import { addressColumns } from "../addresses.ts";

/** The orders that changed hands. */
const journal = z.object({ moved: z.array(z.uuid()) });

// By hand, because the ORM would move updatedAt: the order itself is not changed.
const give = (fromUserId: string, toUserId: string, only: Prisma.Sql) =>
  Prisma.sql`UPDATE "Order" SET "userId" = ${toUserId}::uuid WHERE "userId" = ${fromUserId}::uuid AND ${only} RETURNING "id"`;
const among = (ids: readonly string[]) => Prisma.sql`"id" = ANY(${[...ids]}::uuid[])`;

const columns = {
  id: true,
  number: true,
  placedAt: true,
  totalMinor: true,
  currency: true,
  lines: { select: { productId: true, name: true, unitPriceMinor: true, quantity: true }, orderBy: { position: "asc" } },
  address: { select: addressColumns },
} as const satisfies Prisma.OrderSelect;

/** Orders with their lines and the address each went to: all of them move. Nothing changes an order once it is placed. */
export const orders: PersonalDataEntry = {
  name: "orders",
  tables: ["Order", "OrderLine", "OrderAddress"],
  async list(db, userId) {
    const rows = await db.order.findMany({ where: { userId }, orderBy: [{ placedAt: "asc" }, { id: "asc" }], select: columns });
    return rows.map(({ id, placedAt, address, ...rest }) => ({ key: id, data: { ...rest, address, placed: placedAt.toISOString() } }));
  },
  async move(tx, { fromUserId, toUserId }) {
    const rows = await tx.$queryRaw<{ id: string }[]>(give(fromUserId, toUserId, Prisma.sql`TRUE`));
    return { moved: rows.map(({ id }) => id) };
  },
  async reviewMove(db, { toUserId }, made) {
    const { moved } = journal.parse(made);
    const back = await db.order.count({ where: { userId: toUserId, id: { in: moved } } });
    return { back, changed: moved.length - back };
  },
  async moveBack(tx, { fromUserId, toUserId }, made) {
    const { moved } = journal.parse(made);
    const rows = await tx.$queryRaw<unknown[]>(give(toUserId, fromUserId, among(moved)));
    return { back: rows.length, changed: moved.length - rows.length };
  },
  // Guests have none: orders begin with a sign-in.
  async adoptGuest() {},
  // The order stays with its lines, without the user: what was sold is not forgotten, who bought it is.
  async erase(tx, userId) {
    await tx.orderAddress.deleteMany({ where: { order: { userId } } });
    await tx.order.updateMany({ where: { userId }, data: { userId: null } });
  },
};
