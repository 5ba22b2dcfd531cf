import { z } from "zod";
import { type Db, Prisma, type Tx } from "../../db/client.ts";
import type { PersonalDataEntry, UserMove } from "../../personal-data/entry.ts";
import { maxQuantity } from "../bag.ts";

/**
 * `moved`: lines that changed hands, with the quantity that they had. `added`: lines of the other user to which the
 * quantity of the first one's line was added, which stayed where it was.
 */
const journal = z.object({
  moved: z.array(z.object({ id: z.uuid(), quantity: z.int() })),
  added: z.array(z.object({ id: z.uuid(), productId: z.string(), before: z.int(), after: z.int() })),
});
type Journal = z.infer<typeof journal>;

type Line = { id: string; userId: string; productId: string; quantity: number };

/** The lines of both users, held; in the order in which a guest's bag is joined. */
async function lockLines(tx: Tx, { fromUserId, toUserId }: UserMove): Promise<Line[]> {
  return await tx.$queryRaw<Line[]>(Prisma.sql`
    SELECT "id", "userId", "productId", "quantity" FROM "BagItem"
    WHERE "userId" IN (${fromUserId}::uuid, ${toUserId}::uuid) ORDER BY "productId", "id" FOR UPDATE`);
}

function planMove(lines: readonly Line[], { fromUserId, toUserId }: UserMove): Journal {
  const theirs = new Map(lines.filter(({ userId }) => userId === toUserId).map((line) => [line.productId, line]));
  const plan: Journal = { moved: [], added: [] };
  for (const { id, userId, productId, quantity } of lines) {
    const other = theirs.get(productId);
    if (userId !== fromUserId) continue;
    if (!other) plan.moved.push({ id, quantity });
    else plan.added.push({ id: other.id, productId, before: other.quantity, after: Math.min(other.quantity + quantity, maxQuantity) });
  }
  return plan;
}

/** What of a move is still as it was left. */
async function unchanged(db: Db | Tx, { toUserId }: UserMove, { moved, added }: Journal): Promise<Journal> {
  const rows = await db.bagItem.findMany({ where: { userId: toUserId, id: { in: [...moved, ...added].map(({ id }) => id) } }, select: { id: true, quantity: true } });
  const now = new Map(rows.map(({ id, quantity }) => [id, quantity]));
  return { moved: moved.filter(({ id, quantity }) => now.get(id) === quantity), added: added.filter(({ id, after }) => now.get(id) === after) };
}

const reviewOf = (done: Journal, same: Journal) => {
  const back = same.moved.length + same.added.length;
  return { back, changed: done.moved.length + done.added.length - back };
};

/** The bag: quantities of the same product are added up, to 99 at most. */
export const bag: PersonalDataEntry = {
  name: "bag",
  tables: ["BagItem"],
  async list(db, userId) {
    const rows = await db.bagItem.findMany({ where: { userId }, orderBy: [{ addedAt: "asc" }, { productId: "asc" }], select: { productId: true, quantity: true, addedAt: true } });
    return rows.map(({ productId, quantity, addedAt }) => ({ key: productId, data: { product: productId, quantity, added: addedAt.toISOString() } }));
  },
  async move(tx, move) {
    const plan = planMove(await lockLines(tx, move), move);
    await tx.bagItem.updateMany({ where: { id: { in: plan.moved.map(({ id }) => id) } }, data: { userId: move.toUserId } });
    for (const { id, after } of plan.added) await tx.bagItem.update({ where: { id }, data: { quantity: after }, select: { id: true } });
    return plan;
  },
  async reviewMove(db, move, made) {
    const done = journal.parse(made);
    return reviewOf(done, await unchanged(db, move, done));
  },
  async moveBack(tx, move, made) {
    const done = journal.parse(made);
    await lockLines(tx, move);
    const same = await unchanged(tx, move, done);
    await tx.bagItem.updateMany({ where: { id: { in: same.moved.map(({ id }) => id) } }, data: { userId: move.fromUserId } });
    for (const { id, before } of same.added) await tx.bagItem.update({ where: { id }, data: { quantity: before }, select: { id: true } });
    // A sum that was bought or changed since stays where it is: its part must not be in two bags.
    const gone = done.added.filter(({ id }) => !same.added.some((line) => line.id === id)).map(({ productId }) => productId);
    await tx.bagItem.deleteMany({ where: { userId: move.fromUserId, productId: { in: gone } } });
    return reviewOf(done, same);
  },
  async adoptGuest(tx, { guestId, userId }) {
    // What this statement deletes is what it adds, so that nothing can be counted twice. Sorted, because two guests
    // who join one user at once would otherwise lock the user's lines crosswise.
    await tx.$executeRaw(Prisma.sql`
      WITH moved AS (
        DELETE FROM "BagItem" WHERE "guestId" = ${guestId}::uuid RETURNING "productId", "quantity", "addedAt"
      )
      INSERT INTO "BagItem" ("id", "userId", "productId", "quantity", "addedAt")
      SELECT gen_random_uuid(), ${userId}::uuid, "productId", LEAST("quantity", ${maxQuantity}::int), "addedAt"
      FROM moved ORDER BY "productId"
      ON CONFLICT ("userId", "productId")
      DO UPDATE SET "quantity" = LEAST("BagItem"."quantity" + EXCLUDED."quantity", ${maxQuantity}::int)`);
  },
  async erase(tx, userId) {
    await tx.bagItem.deleteMany({ where: { userId } });
  },
};
