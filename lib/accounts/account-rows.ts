import { randomUUID } from "node:crypto";
import { subjectStatement } from "../audit/record.ts";
import { timeOrderedId } from "../crypto/random.ts";
import { plainly, type Tx } from "../db/client.ts";
import { OvertakenError } from "../db/retry.ts";
import { type Statement, together } from "../db/together.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import { sealTokens } from "../token-vault/account-tokens.ts";
import type { UserStatus } from "./decide-link.ts";
import { grantsPostalCode, identityEmail, type ProviderIdentity } from "./provider-identity.ts";

/** A linked account and its user. `contact` is what the provider's name and address may bring up to date. */
export type AccountOwner = { accountId: string; userId: string; status: UserStatus; contact: { name: string | null; email: string | null; proved: boolean } };

/** Who owns a provider account, by provider and the provider's own id; never by address. */
export async function findOwner(tx: Tx, identity: Pick<ProviderIdentity, "provider" | "providerAccountId">): Promise<AccountOwner | null> {
  const text = `
    SELECT a."id" AS "accountId", a."userId", u."status"::text AS "status", u."name", u."email", u."provedEmail" IS NOT NULL AS "proved"
    FROM "Account" a JOIN "User" u ON u."id" = a."userId" WHERE a."provider" = $1 AND a."providerAccountId" = $2`;
  const [row] = await plainly<Omit<AccountOwner, "contact"> & AccountOwner["contact"]>(tx, "account-owner", text, [identity.provider, identity.providerAccountId]);
  if (!row) return null;
  const { accountId, userId, status, ...contact } = row;
  return { accountId, userId, status, contact };
}

/**
 * One decision about an address after another, until the transaction ends: a sign-up that holds it and one that proves
 * it must not miss each other.
 */
export async function lockAddress(tx: Tx, canonical: string): Promise<void> {
  await plainly(tx, "address-lock", "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", [`address:${canonical}`]);
}

/** The user who has proved an address. */
export async function findProvedUser(tx: Tx, canonical: string): Promise<{ id: string; status: AccountOwner["status"] } | null> {
  const [user] = await plainly<{ id: string; status: AccountOwner["status"] }>(tx, "user-by-address", `SELECT "id", "status"::text AS "status" FROM "User" WHERE "provedEmail" = $1`, [canonical]);
  return user ?? null;
}

async function profileColumns(identity: ProviderIdentity, accountId: string, keys: readonly VaultKey[]) {
  const { provider, providerAccountId, tokens, receivedAt } = identity;
  const sealed = await sealTokens(
    { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken, expiresInSeconds: tokens.expiresInSeconds },
    { id: accountId, provider, providerAccountId },
    receivedAt,
    keys,
  );
  const { refresh_token, ...rest } = sealed;
  return {
    ...rest,
    ...(refresh_token === undefined ? {} : { refresh_token }),
    token_type: "bearer",
    scope: identity.grantedScopes.join(" "),
    tokensAt: receivedAt,
    providerName: identity.name ?? null,
    providerEmail: identityEmail(identity)?.address ?? null,
    providerEmailVerified: identity.emailVerified ?? null,
    // Without its scope nothing is known about it: what was fetched before stays until the person has us forget it.
    ...(grantsPostalCode(identity.grantedScopes) ? { providerPostalCode: identity.postalCode ?? null } : {}),
  };
}

/**
 * The account of the same provider that leaves no room for another: one Amazon account per user is the operator's
 * choice; it is no rule for other providers.
 * @param several whether a user may have more than one
 * @returns their ids, the oldest first; none where there is room
 */
export async function accountsInTheWay(tx: Tx, userId: string, provider: string, several: boolean): Promise<string[]> {
  if (provider !== "amazon" || several) return [];
  return (await tx.account.findMany({ where: { userId, provider }, orderBy: [{ createdAt: "asc" }, { id: "asc" }], select: { id: true } })).map(({ id }) => id);
}

async function accountStatement(userId: string, identity: ProviderIdentity, keys: readonly VaultKey[]): Promise<Statement> {
  const id = randomUUID();
  const { provider, providerAccountId } = identity;
  // Always the same columns in the same order: one name has one text.
  const row = { id, userId, provider, providerAccountId, refresh_token: null, providerPostalCode: null, ...(await profileColumns(identity, id, keys)) };
  const [columns, values] = [Object.keys(row), Object.values(row)];
  const text = `INSERT INTO "Account" (${columns.map((column) => `"${column}"`).join(", ")}) VALUES (${columns.map((_, index) => `$${index + 1}`).join(", ")}) RETURNING "id"`;
  return { name: "account-insert", text, values };
}

/** Gives a provider account to a user. @throws a unique violation when somebody owns it already */
export async function createAccount(tx: Tx, userId: string, identity: ProviderIdentity, keys: readonly VaultKey[]): Promise<void> {
  await together(tx, [await accountStatement(userId, identity, keys)]);
}

// Whoever was away may come back with a grant that is older than the one we hold: then the newer one stays.
const isNewer = `("tokensAt" IS NULL OR "tokensAt" <= $13::timestamptz)`;
const granted = Object.entries({
  access_token: "$3",
  expires_at: "$4::int",
  // A refresh token that is out with a refresh may be spent, so it is not kept.
  refresh_token: `COALESCE($5, CASE WHEN "refreshLease" IS NULL THEN "refresh_token" END)`,
  token_type: "$6",
  scope: "$7",
  tokensAt: "$13::timestamptz",
  // A new grant ends the lease of a refresh that is under way: its late answer brings nothing back (lib/token-vault).
  refreshLease: "NULL",
  refreshLeaseUntil: "NULL",
  // Of one that is kept it stays noted that it may be spent.
  refreshSentAt: `CASE WHEN $5::text IS NULL AND "refreshLease" IS NULL THEN "refreshSentAt" END`,
  consentLostAt: "NULL",
  consentLostReason: "NULL",
}).map(([column, value]) => `"${column}" = CASE WHEN ${isNewer} THEN ${value} ELSE "${column}" END`);

// The row of the user is held and looked at: what was erased when they were locked is not brought back by somebody who
// was let in a moment before.
const refresh = `
  UPDATE "Account" SET "updatedAt" = now(), ${granted.join(", ")},
    "providerName" = $8, "providerEmail" = $9, "providerEmailVerified" = $10::boolean, "providerPostalCode" = CASE WHEN $11::boolean THEN $12 ELSE "providerPostalCode" END
  FROM (SELECT "id" AS "owner" FROM "User" WHERE "id" = $2::uuid AND "status" = 'active' FOR KEY SHARE) held
  WHERE "id" = $1::uuid AND "userId" = held."owner" RETURNING "id"`;

/**
 * The statement that brings tokens, scopes and profile of an account up to date. A refresh token that did not come again
 * is kept; of a grant that is older than the one that is held only the profile is taken.
 */
export async function refreshStatement(account: Pick<AccountOwner, "accountId" | "userId">, identity: ProviderIdentity, keys: readonly VaultKey[]): Promise<Statement> {
  const { accountId: id, userId } = account;
  const { access_token, expires_at, refresh_token, token_type, scope, providerName, providerEmail, providerEmailVerified, providerPostalCode } = await profileColumns(identity, id, keys);
  const values = [id, userId, access_token, expires_at, refresh_token ?? null, token_type, scope, providerName, providerEmail, providerEmailVerified, providerPostalCode !== undefined, providerPostalCode ?? null, identity.receivedAt];
  return { name: "account-refresh", text: refresh, values };
}

/**
 * Looks at what it returned.
 * @throws OvertakenError when the account was unlinked, or went to another user, or its user was locked, since it was looked up: a
 * late answer brings nothing back
 */
export function expectRefreshed(rows: readonly unknown[]): void {
  if (rows.length === 0) throw new OvertakenError("the account was unlinked, or its user locked, meanwhile");
}

/** Brings an account up to date. @throws OvertakenError as `expectRefreshed` */
export async function refreshAccount(tx: Tx, account: Pick<AccountOwner, "accountId" | "userId">, identity: ProviderIdentity, keys: readonly VaultKey[]): Promise<void> {
  const [rows = []] = await together(tx, [await refreshStatement(account, identity, keys)]);
  expectRefreshed(rows);
}

/**
 * Makes a user for a provider identity, with the account. The address is contact data: nobody has proved it to us.
 * @param withEmail false when the person said that the address is somebody else's
 * @throws a unique violation when somebody owns the account already
 */
export async function createUserFor(tx: Tx, identity: ProviderIdentity, keys: readonly VaultKey[], withEmail: boolean): Promise<string> {
  const id = timeOrderedId();
  const email = withEmail ? (identityEmail(identity)?.canonical ?? null) : null;
  const user = { name: "user-insert", text: `INSERT INTO "User" ("id", "name", "email") VALUES ($1::uuid, $2, $3) RETURNING "id"`, values: [id, identity.name ?? null, email] };
  await together(tx, [user, subjectStatement([id]), await accountStatement(id, identity, keys)]);
  return id;
}

const followContact = `
  UPDATE "User" SET "updatedAt" = now(), "name" = COALESCE("name", $2::text),
    "email" = CASE WHEN "provedEmail" IS NULL AND "email" IS NOT NULL THEN COALESCE($3::text, "email") ELSE "email" END
  WHERE "id" = $1::uuid`;

/** Follows the provider's name and address where the user has none of their own: a missing name, an unproved address. */
export async function refreshContact(tx: Tx, { userId, contact }: Pick<AccountOwner, "userId" | "contact">, identity: ProviderIdentity): Promise<void> {
  const email = identityEmail(identity)?.canonical;
  const newName = contact.name === null && identity.name !== undefined;
  const newEmail = email !== undefined && contact.email !== null && !contact.proved && contact.email !== email;
  // What was read may have changed meanwhile: the statement looks again.
  if (newName || newEmail) await plainly(tx, "contact-follow", followContact, [userId, identity.name ?? null, email ?? null]);
}
