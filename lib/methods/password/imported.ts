import type { Database } from "../../db/client.ts";

const foundMilliseconds = 60_000;
/** Seconds, or the time would tell who was imported to everybody who asks soon after an import began. */
const noneMilliseconds = 10_000;

// Next bundles a module more than once: what one process knows lives on globalThis.
const slot = Symbol.for("siwa.imported-hashes");
type Known = { hashes: readonly string[]; until: number };
type Holder = { [slot]?: WeakMap<object, Known> };

/**
 * A bcrypt hash of each cost that was brought along and not used yet. Looked up once in a while, whoever signs in: it
 * makes the work for all addresses the same while there are such users.
 * @throws DatabaseUnavailableError
 */
export async function importedHashes(database: Pick<Database, "pool" | "query">, now = Date.now()): Promise<readonly string[]> {
  const holder = globalThis as Holder;
  holder[slot] ??= new WeakMap();
  const known = holder[slot].get(database.pool);
  if (known && known.until > now) return known.hashes;
  const { rows } = await database.query<{ hash: string }>("imported-hashes", `SELECT DISTINCT ON (substr("hash", 5, 2)) "hash" FROM "PasswordCredential" WHERE "hash" LIKE '$2%'`, []);
  const hashes = rows.map(({ hash }) => hash);
  holder[slot].set(database.pool, { hashes, until: now + (hashes.length === 0 ? noneMilliseconds : foundMilliseconds) });
  return hashes;
}
