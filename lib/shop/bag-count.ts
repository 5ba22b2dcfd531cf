import type { Database } from "../db/client.ts";
import { type Owner, ownerId } from "./owner.ts";
import { productIds } from "./products.ts";

const statement = (column: string) =>
  `SELECT COALESCE(sum("quantity"), 0)::int AS "count" FROM "BagItem" WHERE "${column}" = $1::uuid AND "productId" = ANY($2::text[])`;
const statements = { user: statement("userId"), guest: statement("guestId") } as const;

/**
 * How many things are in the owner's bag. Every page shows it, so it is one prepared statement without the ORM.
 * @param query `query` of the database
 */
export async function countBag(query: Database["query"], owner: Owner): Promise<number> {
  const { rows } = await query<{ count: number }>(`bag_count_${owner.kind}`, statements[owner.kind], [ownerId(owner), productIds]);
  return rows[0]?.count ?? 0;
}
