import { Prisma } from "../db/client.ts";
import type { PersonalDataEntry } from "../personal-data/entry.ts";
import { maxQuantity } from "./bag.ts";

/** The bag: quantities of the same product are added up, to 99 at most. */
const bag: PersonalDataEntry = {
  name: "bag",
  tables: ["BagItem"],
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
};

/** Saved items: what both have saved stays once. */
const savedItems: PersonalDataEntry = {
  name: "saved_items",
  tables: ["SavedItem"],
  async adoptGuest(tx, { guestId, userId }) {
    await tx.$executeRaw(Prisma.sql`
      WITH moved AS (
        DELETE FROM "SavedItem" WHERE "guestId" = ${guestId}::uuid RETURNING "productId", "addedAt"
      )
      INSERT INTO "SavedItem" ("id", "userId", "productId", "addedAt")
      SELECT gen_random_uuid(), ${userId}::uuid, "productId", "addedAt" FROM moved ORDER BY "productId"
      ON CONFLICT ("userId", "productId") DO NOTHING`);
  },
};

/** Guests have neither addresses nor orders: both begin with a sign-in. */
const nothingOfGuests = async () => {};

/** Addresses of users. */
const addresses: PersonalDataEntry = { name: "addresses", tables: ["Address"], adoptGuest: nothingOfGuests };

/**
 * Orders with their lines and the address each went to. Erasing a user keeps the order and its lines, without the user,
 * and removes its OrderAddress.
 */
const orders: PersonalDataEntry = { name: "orders", tables: ["Order", "OrderLine", "OrderAddress"], adoptGuest: nothingOfGuests };

/** The shop's personal data. The guest's own row is no entry: lib/shop/guest-session.ts deletes it after all of them. */
export const shopPersonalData: readonly PersonalDataEntry[] = [bag, savedItems, addresses, orders];
