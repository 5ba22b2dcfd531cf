import { sha256 } from "../crypto/random.ts";
import { Prisma, type Tx } from "../db/client.ts";
import type { SetCookie } from "../http/cookies.ts";
import { guestCookie } from "./guest-cookie.ts";

/**
 * Makes the bag of a user that of a new guest, who joins whoever signs in next in this browser. It is moved, not copied:
 * somebody who comes back to the same account finds everything there once.
 * @param carry.userId null when the session had ended before: then nothing is moved, and only a double click still gets
 * the cookie of the guest. The token of a session is worth nothing once that has ended, so it must not lead to a bag.
 * @param carry.token of the guest: 256 bits that cannot be guessed, the same when the form is sent twice
 * @param carry.twinSince how old the guest of a double click is at most
 * @returns the guest's cookie; null when there is no such guest, because the bag was empty or the form came late
 */
export async function carryBag(tx: Tx, { userId, token, twinSince }: { userId: string | null; token: string; twinSince: Date }): Promise<SetCookie | null> {
  if (userId === null) {
    const twin = await tx.guest.findUnique({ where: { tokenHash: sha256(token), createdAt: { gt: twinSince } }, select: { id: true } });
    return twin && guestCookie(token);
  }
  // What this statement finds is what it moves; without a line there is no guest.
  const moved = await tx.$executeRaw(Prisma.sql`
    WITH guest AS (
      INSERT INTO "Guest" ("id", "tokenHash")
      SELECT gen_random_uuid(), ${sha256(token)} WHERE EXISTS (SELECT 1 FROM "BagItem" WHERE "userId" = ${userId}::uuid)
      RETURNING "id"
    )
    UPDATE "BagItem" SET "guestId" = guest."id", "userId" = NULL FROM guest WHERE "BagItem"."userId" = ${userId}::uuid`);
  return moved === 0 ? null : guestCookie(token);
}
