import { open } from "../crypto/envelope.ts";
import { type VaultKey, vaultKeys } from "../crypto/vault-keys.ts";
import type { Database } from "../db/client.ts";
import type { Mail } from "./send.ts";

type Queried = { pool: Pick<Database["pool"], "query"> };

/**
 * Everything that was queued, oldest first: what a worker would send. No worker runs in these tests.
 * @param newest how many of the newest are wanted; all of them unless told otherwise
 */
export async function waitingMails(database: Queried, keys: readonly VaultKey[] = vaultKeys(), newest: number | null = null): Promise<Mail[]> {
  const { rows } = await database.pool.query<{ id: string; data: { sealed: string } }>(`SELECT id, data FROM jobs.job WHERE name = 'mail' ORDER BY created_on DESC, id DESC LIMIT $1`, [newest]);
  const texts = await Promise.all(rows.toReversed().map(({ id, data }) => open(data.sealed, { purpose: "mail", rowId: id, field: "mail" }, keys)));
  return texts.map((text) => JSON.parse(text) as Mail);
}

/** The newest mail to an address. */
export async function newestMail(database: Queried, to: string, keys: readonly VaultKey[] = vaultKeys()): Promise<Mail | undefined> {
  return (await waitingMails(database, keys)).findLast((mail) => mail.to.toLowerCase() === to.toLowerCase());
}
