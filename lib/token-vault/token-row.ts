import { recordAudit } from "../audit/record.ts";
import { type Database, plainly } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { noticeTo } from "../mail/notices.ts";
import type { SealedTokens, TokenOwner } from "./account-tokens.ts";
import type { ConsentLostReason } from "./token-use.ts";

/**
 * What the vault reads of an account. `leaseSeconds`: how long the lease, or the pause after it, still lasts. `sentAt`: when
 * a call went out whose answer is not known; without a lease, one whose answer never came, so that the refresh token may be
 * spent.
 */
export type TokenRow = TokenOwner & {
  userId: string;
  access_token: string | null;
  refresh_token: string | null;
  expires_at: number | null;
  scope: string | null;
  tokensAt: Date | null;
  lease: string | null;
  leaseSeconds: number | null;
  sentAt: Date | null;
  consentLostReason: ConsentLostReason | null;
};

// Leases are counted by the database's clock, the only one that all processes share.
const read = `
  SELECT "id", "userId", "provider", "providerAccountId", "access_token", "refresh_token", "expires_at", "scope", "tokensAt", "consentLostReason",
    "refreshLease" AS "lease", "refreshSentAt" AS "sentAt", EXTRACT(EPOCH FROM "refreshLeaseUntil" - clock_timestamp())::float8 AS "leaseSeconds"
  FROM "Account" WHERE "id" = $1::uuid`;

/** The tokens of an account, sealed; undefined when there is no such account. */
export async function readTokens(database: Database, accountId: string): Promise<TokenRow | undefined> {
  return (await database.query<TokenRow>("vault-read", read, [accountId])).rows[0];
}

// The row of the lease is also the note that a call goes out: whoever finds it after its time knows that a process died
// between here and the answer, and that nobody can tell whether the refresh token is spent.
const take = `
  UPDATE "Account" SET "refreshLease" = $2::uuid, "refreshLeaseUntil" = clock_timestamp() + make_interval(secs => $4), "refreshSentAt" = clock_timestamp()
  WHERE "id" = $1::uuid AND "refresh_token" = $3 AND "refreshLease" IS NULL AND ("refreshLeaseUntil" IS NULL OR "refreshLeaseUntil" <= clock_timestamp())
    AND ("consentLostReason" IS NULL OR "consentLostReason" = 'key_lost') AND "refreshSentAt" IS NOT DISTINCT FROM $5::timestamptz
  RETURNING "id"`;

/** Takes the right to spend the refresh token that was read. @returns false when somebody else was faster, or the token is another one by now */
export async function takeLease(database: Database, row: TokenRow, lease: string, seconds: number): Promise<boolean> {
  return (await plainly(database.db, "vault-lease", take, [row.id, lease, row.refresh_token, seconds, row.sentAt])).length === 1;
}

// Whoever found the lease past its time has marked the account, because nobody could tell what became of the refresh token.
// The holder can, when it was told that nothing was done.
const unmarked = (column: string) => `"${column}" = CASE WHEN $4::boolean AND "consentLostReason" = 'interrupted' THEN NULL ELSE "${column}" END`;
const release = `
  UPDATE "Account" SET "refreshLease" = NULL, "refreshLeaseUntil" = clock_timestamp() + make_interval(secs => $3),
    "refreshSentAt" = CASE WHEN $4::boolean THEN $5::timestamptz ELSE "refreshSentAt" END,
    ${unmarked("consentLostAt")}, ${unmarked("consentLostReason")}
  WHERE "id" = $1::uuid AND "refreshLease" = $2::uuid RETURNING "id"`;

/**
 * Gives the lease back after a refresh that brought nothing: nobody tries again for so long.
 * @param unspent the refresh token is as good as before for sure: a mark `interrupted` that came meanwhile goes. Otherwise it
 * stays noted that nobody knows
 * @returns false when it was ours no more
 */
export async function releaseLease(database: Database, row: Pick<TokenRow, "id" | "sentAt">, lease: string, { pauseSeconds, unspent }: { pauseSeconds: number; unspent: boolean }): Promise<boolean> {
  return (await plainly(database.db, "vault-release", release, [row.id, lease, pauseSeconds, unspent, row.sentAt])).length === 1;
}

// No word of the refresh token that was sent: it may have been sealed anew meanwhile. A grant that came meanwhile, and
// whoever erased the tokens, ended the lease. A scope that the person had us give up meanwhile stays given up.
const store = `
  UPDATE "Account" SET "access_token" = $3, "expires_at" = $4::int, "refresh_token" = COALESCE($5, "refresh_token"),
    "scope" = array_to_string(CASE WHEN 'postal_code' = ANY(string_to_array("scope", ' ')) THEN string_to_array($6, ' ') ELSE array_remove(string_to_array($6, ' '), 'postal_code') END, ' '), "tokensAt" = clock_timestamp(),
    "refreshLease" = NULL, "refreshLeaseUntil" = NULL, "refreshSentAt" = NULL, "consentLostAt" = NULL, "consentLostReason" = NULL
  WHERE "id" = $1::uuid AND "refreshLease" = $2::uuid RETURNING "scope"`;

/** Writes what a refresh brought. @returns the scopes as they stand; undefined when a newer grant came meanwhile, or the account is not there any more */
export async function storeRefreshed(database: Database, accountId: string, lease: string, sealed: SealedTokens, scope: string): Promise<string | undefined> {
  const { access_token, expires_at, refresh_token } = sealed;
  return (await plainly<{ scope: string }>(database.db, "vault-store", store, [accountId, lease, access_token, expires_at, refresh_token ?? null, scope]))[0]?.scope;
}

const erase = `
  UPDATE "Account" SET "access_token" = NULL, "refresh_token" = NULL, "expires_at" = NULL, "consentLostAt" = now(), "consentLostReason" = $3,
    "refreshLease" = NULL, "refreshLeaseUntil" = NULL, "refreshSentAt" = NULL
  WHERE "id" = $1::uuid AND "refreshLease" = $2::uuid RETURNING "userId"`;

// The lease stays: should its process be alive after all, what it brings is still written, and heals the account.
const interrupt = `
  UPDATE "Account" SET "consentLostAt" = now(), "consentLostReason" = 'interrupted'
  WHERE "id" = $1::uuid AND "refreshLease" = $2::uuid AND "refreshLeaseUntil" <= clock_timestamp() AND "consentLostReason" IS DISTINCT FROM 'interrupted' RETURNING "userId"`;

/**
 * Marks that the consent of an account is lost, with one event of the audit and, where it was taken back, one mail.
 * @param how `revoked`: Amazon refused the refresh token; `spent`: the same, after a call whose answer never came, so that the
 * refusal says nothing of the person. Both erase the tokens. `interrupted` leaves them, and nobody sends them again
 * @param lease whose refresh it was
 * @returns false when somebody else was first, or newer tokens have come
 */
export async function loseConsent(database: Database, row: TokenRow, lease: string, how: "revoked" | "spent" | "interrupted"): Promise<boolean> {
  const reason: ConsentLostReason = how === "revoked" ? "revoked" : "interrupted";
  return await retriedTransaction(database, async (tx) => {
    const [lost] = how === "interrupted" ? await plainly<{ userId: string }>(tx, "vault-interrupted", interrupt, [row.id, lease]) : await plainly<{ userId: string }>(tx, "vault-erase", erase, [row.id, lease, reason]);
    if (!lost) return false;
    await recordAudit(tx, [{ type: "account.consent_lost", userId: lost.userId, details: { provider: row.provider, reason } }]);
    // Once: a consent that is lost is not lost again. What happened on our side the page says, and no mail to everybody at once.
    if (reason === "revoked") await noticeTo(tx, lost.userId, "amazon_ended");
    return true;
  });
}

// What cannot be opened is kept: a key that is put back opens it again, and the mark goes with it.
const lock = `
  UPDATE "Account" SET "consentLostAt" = now(), "consentLostReason" = 'key_lost'
  WHERE "id" = $1::uuid AND "access_token" IS NOT DISTINCT FROM $2 AND "refresh_token" IS NOT DISTINCT FROM $3 AND "consentLostReason" IS NULL RETURNING "id"`;
const unlock = `
  UPDATE "Account" SET "consentLostAt" = NULL, "consentLostReason" = NULL
  WHERE "id" = $1::uuid AND "access_token" IS NOT DISTINCT FROM $2 AND "refresh_token" IS NOT DISTINCT FROM $3 AND "consentLostReason" = 'key_lost' RETURNING "id"`;

/** Marks an account whose tokens nobody can open, or takes the mark back, unless the tokens are others by now. @returns whether it did */
export async function markKeyLost(database: Database, row: Pick<TokenRow, "id" | "access_token" | "refresh_token">, lost: boolean): Promise<boolean> {
  return (await plainly(database.db, lost ? "vault-key-lost" : "vault-key-back", lost ? lock : unlock, [row.id, row.access_token, row.refresh_token])).length === 1;
}
