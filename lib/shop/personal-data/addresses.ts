import { z } from "zod";
import { type Db, Prisma, type Tx } from "../../db/client.ts";
import type { PersonalDataEntry, UserMove } from "../../personal-data/entry.ts";
import type { AddressInput } from "../address-form.ts";
import { addressColumns } from "../addresses.ts";

/**
 * `moved`: rows that changed hands, with the time of their last change. `doubles`: how many stayed, because the other
 * user had the same address. `defaults`: addresses of the other user that became the default in place of such a double.
 */
const journal = z.object({
  moved: z.array(z.object({ id: z.uuid(), updatedAt: z.string() })),
  doubles: z.int(),
  defaults: z.array(z.object({ id: z.uuid(), before: z.string().nullable(), after: z.string() })),
});
type Journal = z.infer<typeof journal>;

// Times as text with all six digits: a Date would cut them off.
const text = (column: Prisma.Sql) => Prisma.sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const defaultAt = Prisma.sql`"defaultAt"`;
const updatedAt = Prisma.sql`"updatedAt"`;

type Row = AddressInput & { id: string; userId: string; defaultAt: string | null; updatedAt: string };

/** The addresses of both users, held, the oldest first. */
async function lockRows(tx: Tx, { fromUserId, toUserId }: UserMove): Promise<Row[]> {
  return await tx.$queryRaw<Row[]>(Prisma.sql`
    SELECT "id", "userId", "fullName", "line1", "line2", "city", "region", "postalCode", "country", ${text(defaultAt)} AS "defaultAt", ${text(updatedAt)} AS "updatedAt"
    FROM "Address" WHERE "userId" IN (${fromUserId}::uuid, ${toUserId}::uuid) ORDER BY "createdAt", "id" FOR UPDATE`);
}

/** Two addresses are the same when every line of them is. */
function keyOf({ fullName, line1, line2, city, region, postalCode, country }: AddressInput): string {
  return JSON.stringify([fullName, line1, line2, city, region, postalCode, country]);
}

function planMove(rows: readonly Row[], { fromUserId, toUserId }: UserMove): Journal {
  const [mine, theirs] = [fromUserId, toUserId].map((id) => rows.filter(({ userId }) => userId === id)) as [Row[], Row[]];
  const twinOf = (row: Row) => theirs.find((other) => keyOf(other) === keyOf(row));
  const doubles = mine.filter(twinOf);
  const defaults = new Map<string, Journal["defaults"][number]>();
  for (const double of doubles) {
    const twin = twinOf(double) as Row;
    const latest = defaults.get(twin.id)?.after ?? twin.defaultAt;
    // As text they sort like the times that they are.
    if (double.defaultAt !== null && (latest === null || double.defaultAt > latest)) defaults.set(twin.id, { id: twin.id, before: twin.defaultAt, after: double.defaultAt });
  }
  return { moved: mine.filter((row) => !twinOf(row)).map((row) => ({ id: row.id, updatedAt: row.updatedAt })), doubles: doubles.length, defaults: [...defaults.values()] };
}

// By hand, because the ORM would move updatedAt: the address itself is not changed.
const giveTo = (ids: readonly string[], userId: string) => Prisma.sql`UPDATE "Address" SET "userId" = ${userId}::uuid WHERE "id" = ANY(${[...ids]}::uuid[])`;
const setDefault = (id: string, at: string | null) => Prisma.sql`UPDATE "Address" SET "defaultAt" = ${at}::timestamptz WHERE "id" = ${id}::uuid`;

/** The ids of what was moved and is as it was left. */
async function unchanged(db: Db | Tx, { toUserId }: UserMove, { moved }: Journal): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string; updatedAt: string }[]>(Prisma.sql`
    SELECT "id", ${text(updatedAt)} AS "updatedAt" FROM "Address" WHERE "userId" = ${toUserId}::uuid AND "id" = ANY(${moved.map(({ id }) => id)}::uuid[])`);
  return rows.filter((row) => moved.some((one) => one.id === row.id && one.updatedAt === row.updatedAt)).map(({ id }) => id);
}

const reviewOf = ({ moved, doubles }: Journal, same: readonly string[]) => ({ back: same.length + doubles, changed: moved.length - same.length });

/**
 * Addresses of users. What both have is kept once. The default is the one that either of them made it last: the rule
 * of lib/shop/addresses.ts, over both.
 */
export const addresses: PersonalDataEntry = {
  name: "addresses",
  tables: ["Address"],
  async list(db, userId) {
    const rows = await db.address.findMany({ where: { userId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }], select: { ...addressColumns, createdAt: true } });
    return rows.map(({ createdAt, ...address }) => ({ key: keyOf(address), data: { ...address, added: createdAt.toISOString() } }));
  },
  async move(tx, move) {
    const plan = planMove(await lockRows(tx, move), move);
    await tx.$executeRaw(giveTo(plan.moved.map(({ id }) => id), move.toUserId));
    for (const { id, after } of plan.defaults) await tx.$executeRaw(setDefault(id, after));
    return plan;
  },
  async reviewMove(db, move, made) {
    const done = journal.parse(made);
    return reviewOf(done, await unchanged(db, move, done));
  },
  async moveBack(tx, move, made) {
    const done = journal.parse(made);
    const rows = await lockRows(tx, move);
    const same = await unchanged(tx, move, done);
    await tx.$executeRaw(giveTo(same, move.fromUserId));
    const asLeft = done.defaults.filter(({ id, after }) => rows.some((row) => row.id === id && row.userId === move.toUserId && row.defaultAt === after));
    for (const { id, before } of asLeft) await tx.$executeRaw(setDefault(id, before));
    return reviewOf(done, same);
  },
  // Guests have none: addresses begin with a sign-in.
  async adoptGuest() {},
  async erase(tx, userId) {
    await tx.address.deleteMany({ where: { userId } });
  },
};
