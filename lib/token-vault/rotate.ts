import { keyIdOf } from "../crypto/envelope.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import { type Database, plainly } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { openToken, sealToken, type TokenField } from "./account-tokens.ts";
import { markKeyLost, type TokenRow } from "./token-row.ts";

/** What a rotation has done, in accounts. */
export type Rotation = {
  looked: number;
  /** Sealed anew with the newest key. */
  sealed: number;
  /** Their tokens cannot be opened by any key of the ring: they are marked, and kept. */
  lost: number;
  /** Somebody wrote other tokens meanwhile. */
  overtaken: number;
};

type Stored = Pick<TokenRow, "id" | "userId" | "provider" | "providerAccountId" | "access_token" | "refresh_token" | "consentLostReason">;
type Resealed = { id: string; access: string | null; refresh: string | null; newAccess: string | null; newRefresh: string | null };

const page = `
  SELECT "id", "userId", "provider", "providerAccountId", "access_token", "refresh_token", "consentLostReason" FROM "Account"
  WHERE "id" > $1::uuid AND ("access_token" IS NOT NULL OR "refresh_token" IS NOT NULL) ORDER BY "id" LIMIT $2::int`;

// Only where both are what was read: a refresh or a sign-in that was faster has sealed its own.
const write = `
  UPDATE "Account" a SET "access_token" = n."newAccess", "refresh_token" = n."newRefresh"
  FROM jsonb_to_recordset($1::jsonb) AS n("id" uuid, "access" text, "refresh" text, "newAccess" text, "newRefresh" text)
  WHERE a."id" = n."id" AND a."access_token" IS NOT DISTINCT FROM n."access" AND a."refresh_token" IS NOT DISTINCT FROM n."refresh"
  RETURNING a."id"`;

const beforeAll = "00000000-0000-0000-0000-000000000000";

/**
 * Seals stored tokens anew with the newest key, page by page in the order of the ids, while the site runs. What it has
 * done is told by the tokens themselves, so whoever runs it again, or twice at once, goes on where it ended.
 * @param keys the ring, newest first
 * @param onPage is told after each page what has been done so far
 */
export async function rotateTokens(database: Database, keys: readonly VaultKey[], { batch = 200, onPage = () => undefined }: { batch?: number; onPage?: (so: Rotation) => void } = {}): Promise<Rotation> {
  const done: Rotation = { looked: 0, sealed: 0, lost: 0, overtaken: 0 };
  for (let after = beforeAll; ; ) {
    const rows = await plainly<Stored>(database.db, "vault-rotation-page", page, [after, batch]);
    const last = rows.at(-1);
    if (!last) return done;
    await rotatePage(database, rows, keys, done);
    onPage(done);
    after = last.id;
  }
}

async function rotatePage(database: Database, rows: readonly Stored[], keys: readonly VaultKey[], done: Rotation): Promise<void> {
  const changes: Resealed[] = [];
  for (const row of rows) {
    const change = await resealed(row, keys);
    if (change.lost !== (row.consentLostReason === "key_lost")) await markKeyLost(database, row, change.lost);
    if (change.lost) done.lost += 1;
    if (change.newAccess !== row.access_token || change.newRefresh !== row.refresh_token) changes.push({ id: row.id, access: row.access_token, refresh: row.refresh_token, newAccess: change.newAccess, newRefresh: change.newRefresh });
  }
  const written = changes.length === 0 ? [] : await retriedTransaction(database, (tx) => plainly(tx, "vault-rotation-write", write, [JSON.stringify(changes)]));
  done.looked += rows.length;
  done.sealed += written.length;
  done.overtaken += changes.length - written.length;
}

/** The tokens of a row as they should be; one that cannot be opened stays. `lost`: nothing more is to be had with what is there. */
async function resealed(row: Stored, keys: readonly VaultKey[]): Promise<{ newAccess: string | null; newRefresh: string | null; lost: boolean }> {
  const [access, refresh] = [await reseal(row, "access_token", keys), await reseal(row, "refresh_token", keys)];
  return { newAccess: access ?? row.access_token, newRefresh: refresh ?? row.refresh_token, lost: (row.refresh_token === null ? access : refresh) === undefined };
}

/** @returns null where there is none, undefined where it cannot be opened */
async function reseal(row: Stored, field: TokenField, keys: readonly VaultKey[]): Promise<string | null | undefined> {
  const envelope = row[field];
  if (envelope === null || keyIdOf(envelope) === keys[0]?.keyId) return envelope;
  const token = await openToken(envelope, row, field, keys);
  return token === undefined ? undefined : await sealToken(token, row, field, keys);
}
