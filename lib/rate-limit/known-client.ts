import type { Database } from "../db/client.ts";
import { limitKeyOf } from "./client-key.ts";
import { fillRateLimit, readRateLimit } from "./consume.ts";

/** An e-mail address in its canonical form, and the client address of whoever names it. */
export type Caller = { address: string; clientAddress: string | undefined };
type Deps = { database: Pick<Database, "pool">; hashKey: string };

/** The key of one client together with one address: what is counted under it concerns nobody else. */
export const pairOf = (client: string, address: string): string => `${client} ${address}`;

/**
 * Whether somebody proved this address from this client in the last 30 days. That says nothing of whether a user has
 * it, and is asked for every address alike.
 * @throws DatabaseUnavailableError
 */
export async function isKnownClient({ address, clientAddress }: Caller, { database, hashKey }: Deps): Promise<boolean> {
  if (clientAddress === undefined) return false;
  const mark = await readRateLimit(database, hashKey, "known_client", pairOf(limitKeyOf(clientAddress), address));
  return !mark.allowed;
}

/**
 * Notes that somebody proved this address from this client: by a code or link that was mailed there, or by its
 * password. Whatever strangers ask for or guess then does not keep that client out.
 * @throws DatabaseUnavailableError
 */
export async function markKnownClient({ address, clientAddress }: Caller, { database, hashKey }: Deps): Promise<void> {
  if (clientAddress === undefined) return;
  await fillRateLimit(database, hashKey, "known_client", pairOf(limitKeyOf(clientAddress), address));
}
