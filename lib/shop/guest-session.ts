import { z } from "zod";
import { randomToken, sha256 } from "../crypto/random.ts";
import { type Db, Prisma, type Tx } from "../db/client.ts";
import { type Due, removeDue } from "../db/due.ts";
import type { PersonalDataEntry } from "../personal-data/entry.ts";
import { adoptGuest } from "../personal-data/operations.ts";

/** How long a guest's bag is kept, from the first thing put into it. */
export const guestMaxAgeSeconds = 7_776_000; // 90 days

const tokenSchema = z.string().regex(/^[\w-]{43}$/);

/** A new guest: the row's id, and the token that only the guest's cookie holds. */
export type NewGuest = { guestId: string; token: string };

/** What the sign-in calls inside its own transaction, once it knows the user. */
export type GuestJoin = (tx: Tx, userId: string) => Promise<void>;

function oldestCreation(now: Date): Date {
  return new Date(now.getTime() - guestMaxAgeSeconds * 1_000);
}

/**
 * The guest that a cookie names.
 * @param token the cookie's value, as it came
 * @returns the guest's id; null for a malformed, unknown, joined or expired token
 */
export async function findGuest(db: Db | Tx, token: string | null, now: Date = new Date()): Promise<string | null> {
  const parsed = tokenSchema.safeParse(token);
  if (!parsed.success) return null;
  const guest = await db.guest.findUnique({
    where: { tokenHash: sha256(parsed.data), createdAt: { gt: oldestCreation(now) } },
    select: { id: true },
  });
  return guest?.id ?? null;
}

/** Guests with what they collected. */
export const dueGuests: Due = { kind: "guests", table: "Guest", column: "createdAt", seconds: guestMaxAgeSeconds };

/** Removes guests whose 90 days are over, with what they collected; in batches, so that no lock is long. */
export async function sweepGuests(db: Db, now: Date): Promise<number> {
  return await removeDue(db, dueGuests, now);
}

/** Makes a guest with a fresh token of 256 random bits; the database holds its hash only. */
export async function createGuest(db: Db | Tx): Promise<NewGuest> {
  const token = randomToken();
  const { id } = await db.guest.create({ data: { tokenHash: sha256(token) }, select: { id: true } });
  return { guestId: id, token };
}

/**
 * Prepares the joining of a guest to whoever signs in: all of the guest's personal data becomes the user's and the
 * guest is deleted, in the transaction of the sign-in. Without a valid token, or when another sign-in was first, it
 * does nothing.
 * @param token value of the guest cookie, or null
 * @param entries all personal data of the installation (lib/composition.ts)
 */
export function guestJoin(token: string | null, entries: readonly PersonalDataEntry[]): GuestJoin {
  return async (tx, userId) => {
    const parsed = tokenSchema.safeParse(token);
    if (!parsed.success) return;
    // The lock is held to the end of the transaction: a second sign-in with this cookie waits, then finds no guest;
    // so does a request that is adding to the guest's bag.
    const [guest] = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
      SELECT "id" FROM "Guest"
      WHERE "tokenHash" = ${sha256(parsed.data)} AND "createdAt" > ${oldestCreation(new Date())}
      FOR UPDATE`);
    if (!guest) return;
    await adoptGuest(tx, entries, { guestId: guest.id, userId });
    await tx.guest.deleteMany({ where: { id: guest.id } });
  };
}
