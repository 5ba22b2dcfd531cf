import { randomUUID } from "node:crypto";
import { plainly, type Tx } from "../db/client.ts";
import { OvertakenError } from "../db/retry.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import { sealTokens } from "../token-vault/account-tokens.ts";
import type { UserStatus } from "./decide-link.ts";
import { identityEmail, type ProviderIdentity } from "./provider-identity.ts";

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
    providerName: identity.name ?? null,
    providerEmail: identityEmail(identity)?.address ?? null,
    providerEmailVerified: identity.emailVerified ?? null,
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

/** Gives a provider account to a user. @throws a unique violation when somebody owns it already */
export async function createAccount(tx: Tx, userId: string, identity: ProviderIdentity, keys: readonly VaultKey[]): Promise<void> {
  const id = randomUUID();
  const { provider, providerAccountId } = identity;
  await tx.account.create({ data: { id, userId, provider, providerAccountId, ...(await profileColumns(identity, id, keys)) }, select: { id: true } });
}

const refresh = `
  UPDATE "Account" SET "updatedAt" = now(), "access_token" = $3, "expires_at" = $4::int, "refresh_token" = COALESCE($5, "refresh_token"), "token_type" = $6, "scope" = $7,
    "providerName" = $8, "providerEmail" = $9, "providerEmailVerified" = $10::boolean
  WHERE "id" = $1::uuid AND "userId" = $2::uuid RETURNING "id"`;

/**
 * Brings tokens, scopes and profile of an account up to date. A refresh token that did not come again is kept.
 * @throws OvertakenError when the account was unlinked, or went to another user, since it was looked up: a late answer brings nothing back
 */
export async function refreshAccount(tx: Tx, account: Pick<AccountOwner, "accountId" | "userId">, identity: ProviderIdentity, keys: readonly VaultKey[]): Promise<void> {
  const { accountId: id, userId } = account;
  const { access_token, expires_at, refresh_token, token_type, scope, providerName, providerEmail, providerEmailVerified } = await profileColumns(identity, id, keys);
  const values = [id, userId, access_token, expires_at, refresh_token ?? null, token_type, scope, providerName, providerEmail, providerEmailVerified];
  const refreshed = await plainly(tx, "account-refresh", refresh, values);
  if (refreshed.length === 0) throw new OvertakenError("the account was unlinked meanwhile");
}

/**
 * Makes a user for a provider identity. The address is contact data: nobody has proved it to us.
 * @param withEmail false when the person said that the address is somebody else's
 */
export async function createUserFor(tx: Tx, identity: ProviderIdentity, withEmail: boolean): Promise<string> {
  const email = withEmail ? (identityEmail(identity)?.canonical ?? null) : null;
  const { id } = await tx.user.create({ data: { name: identity.name ?? null, email }, select: { id: true } });
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
