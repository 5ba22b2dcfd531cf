import type { Database } from "../../db/client.ts";

const foundMilliseconds = 60_000;
const noneMilliseconds = 10 * 60_000;

// Next bundles a module more than once: what one process knows lives on globalThis.
const slot = Symbol.for("siwa.imported-hashes");
type Known = { hash: string | null; until: number };
type Holder = { [slot]?: WeakMap<object, Known> };

/**
 * Some bcrypt hash that was brought along and not used yet, or null when there is none any more. Looked up once in
 * minutes, whoever signs in: it makes the work for all addresses the same while there are such users.
 * @throws DatabaseUnavailableError
 */
export async function importedHash(database: Pick<Database, "pool" | "query">, now = Date.now()): Promise<string | null> {
  const holder = globalThis as Holder;
  holder[slot] ??= new WeakMap();
  const known = holder[slot].get(database.pool);
  if (known && known.until > now) return known.hash;
  const { rows } = await database.query<{ hash: string }>("imported-hash", `SELECT "hash" FROM "PasswordCredential" WHERE "hash" LIKE '$2%' LIMIT 1`, []);
  const hash = rows[0]?.hash ?? null;
  holder[slot].set(database.pool, { hash, until: now + (hash === null ? noneMilliseconds : foundMilliseconds) });
  return hash;
}
