import { z } from "zod";
import { type Db, Prisma, type Tx } from "../../db/client.ts";
import type { PersonalDataEntry, UserMove } from "../../personal-data/entry.ts";

/** `moved`: rows that changed hands. `doubles`: how many stayed, because the other user had saved the same. */
const journal = z.object({ moved: z.array(z.uuid()), doubles: z.int() });
type Journal = z.infer<typeof journal>;

/** The ids of what was moved and is still there. */
async function stillThere(db: Db | Tx, { toUserId }: UserMove, { moved }: Journal): Promise<string[]> {
  const rows = await db.savedItem.findMany({ where: { userId: toUserId, id: { in: moved } }, select: { id: true } });
  return rows.map(({ id }) => id);
}

const reviewOf = ({ moved, doubles }: Journal, still: readonly string[]) => ({ back: still.length + doubles, changed: moved.length - still.length });

/** Saved items: what both have saved stays once. */
export const savedItems: PersonalDataEntry = {
  name: "saved_items",
  tables: ["SavedItem"],
  async list(db, userId) {
    const rows = await db.savedItem.findMany({ where: { userId }, orderBy: [{ addedAt: "asc" }, { productId: "asc" }], select: { productId: true, addedAt: true } });
    return rows.map(({ productId, addedAt }) => ({ key: productId, data: { product: productId, saved: addedAt.toISOString() } }));
  },
  async move(tx, { fromUserId, toUserId }) {
    const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
      UPDATE "SavedItem" AS mine SET "userId" = ${toUserId}::uuid
      WHERE mine."userId" = ${fromUserId}::uuid
        AND NOT EXISTS (SELECT 1 FROM "SavedItem" AS theirs WHERE theirs."userId" = ${toUserId}::uuid AND theirs."productId" = mine."productId")
      RETURNING mine."id"`);
    return { moved: rows.map(({ id }) => id), doubles: await tx.savedItem.count({ where: { userId: fromUserId } }) };
  },
  async reviewMove(db, move, made) {
    const done = journal.parse(made);
    return reviewOf(done, await stillThere(db, move, done));
  },
  async moveBack(tx, move, made) {
    const done = journal.parse(made);
    const still = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
      UPDATE "SavedItem" SET "userId" = ${move.fromUserId}::uuid WHERE "userId" = ${move.toUserId}::uuid AND "id" = ANY(${done.moved}::uuid[]) RETURNING "id"`);
    return reviewOf(done, still.map(({ id }) => id));
  },
  async adoptGuest(tx, { guestId, userId }) {
    await tx.$executeRaw(Prisma.sql`
      WITH moved AS (
        DELETE FROM "SavedItem" WHERE "guestId" = ${guestId}::uuid RETURNING "productId", "addedAt"
      )
      INSERT INTO "SavedItem" ("id", "userId", "productId", "addedAt")
      SELECT gen_random_uuid(), ${userId}::uuid, "productId", "addedAt" FROM moved ORDER BY "productId"
      ON CONFLICT ("userId", "productId") DO NOTHING`);
  },
  async erase(tx, userId) {
    await tx.savedItem.deleteMany({ where: { userId } });
  },
};
