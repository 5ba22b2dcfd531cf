import type { AmazonProfile } from "../amazon/profile.ts";
import { type Db, plainly, type Tx } from "../db/client.ts";
import { OvertakenError } from "../db/retry.ts";
import { type ConsentLostReason, consentLostReasons } from "../token-vault/token-use.ts";
import { findProvedUser, lockAddress } from "./account-rows.ts";
import { parseEmailAddress } from "./email-address.ts";

/** What Amazon tells us of a person, in the order in which pages show it. */
export const profileParts = ["name", "email", "postal_code"] as const;
export type ProfilePart = (typeof profileParts)[number];

/** What we hold of a linked Amazon account. */
export type LinkedProfile = {
  id: string;
  providerAccountId: string;
  name: string | null;
  email: string | null;
  postalCode: string | null;
  /** What the person granted the last time they were asked; null where that was never recorded. */
  scopes: readonly string[] | null;
  consentLost: ConsentLostReason | null;
};

const columns = { id: true, providerAccountId: true, providerName: true, providerEmail: true, providerPostalCode: true, scope: true, consentLostReason: true } as const;

/** The linked Amazon accounts of a user, the oldest first. */
export async function linkedProfiles(db: Db | Tx, userId: string): Promise<LinkedProfile[]> {
  const rows = await db.account.findMany({ where: { userId, provider: "amazon" }, orderBy: [{ createdAt: "asc" }, { id: "asc" }], select: columns });
  return rows.map(({ id, providerAccountId, providerName, providerEmail, providerPostalCode, scope, consentLostReason }) => ({
    id,
    providerAccountId,
    name: providerName,
    email: providerEmail,
    postalCode: providerPostalCode,
    scopes: scope === null ? null : scope.split(" ").filter(Boolean),
    consentLost: consentLostReasons.find((one) => one === consentLostReason) ?? null,
  }));
}

/** One of them; null when it is not this user's. */
export async function linkedProfile(db: Db | Tx, userId: string, id: string): Promise<LinkedProfile | null> {
  return (await linkedProfiles(db, userId)).find((one) => one.id === id) ?? null;
}

// The scope is asked for where it is written: the person may have us forget the postal code meanwhile.
const write = `
  UPDATE "Account" SET "providerName" = $3, "providerEmail" = $4,
    "providerPostalCode" = CASE WHEN 'postal_code' = ANY(string_to_array("scope", ' ')) THEN $5 ELSE "providerPostalCode" END
  WHERE "id" = $1::uuid AND "userId" = $2::uuid AND "providerAccountId" = $6 RETURNING "providerPostalCode"`;

/**
 * Keeps what Amazon says now. The user's own name and address stay what they are until the person takes these over. A
 * sign-in it is none: when the account was used last stays as it was. Without its scope the postal code is left alone.
 * @returns which parts are other than before
 * @throws OvertakenError when the account was unlinked, or went to another user, meanwhile
 */
export async function keepProfile(tx: Tx, userId: string, before: LinkedProfile, profile: AmazonProfile): Promise<ProfilePart[]> {
  const name = profile.name ?? null;
  const email = parseEmailAddress(profile.email)?.address ?? null;
  const [kept] = await plainly<{ providerPostalCode: string | null }>(tx, "profile-keep", write, [before.id, userId, name, email, profile.postalCode ?? null, before.providerAccountId]);
  if (!kept) throw new OvertakenError("the account was unlinked meanwhile");
  const changed = { name: name !== before.name, email: email !== before.email, postal_code: kept.providerPostalCode !== before.postalCode };
  return profileParts.filter((part) => changed[part]);
}

const forget = `
  UPDATE "Account" SET "providerPostalCode" = NULL, "scope" = array_to_string(array_remove(string_to_array("scope", ' '), 'postal_code'), ' ')
  WHERE "id" = $1::uuid AND "userId" = $2::uuid`;

/**
 * Forgets a postal code that was fetched. Another time the person has to ask for it anew: what they granted at Amazon is
 * not used any more, or the next time that the profile is brought up to date would fetch it again unasked.
 */
export async function forgetPostalCode(db: Db | Tx, userId: string, accountId: string): Promise<void> {
  await plainly(db, "postal-code-forget", forget, [accountId, userId]);
}

/** The postal code that a user had us fetch, for a new delivery address; the newest where there are several. */
export async function fetchedPostalCode(db: Db | Tx, userId: string): Promise<string | null> {
  const where = { userId, provider: "amazon", providerPostalCode: { not: null } };
  return (await db.account.findFirst({ where, orderBy: { updatedAt: "desc" }, select: { providerPostalCode: true } }))?.providerPostalCode ?? null;
}

/** Makes the name that Amazon told us the user's own. Where Amazon told none nothing is done. */
export async function takeName(tx: Tx, userId: string, accountId: string): Promise<void> {
  const profile = await linkedProfile(tx, userId, accountId);
  if (profile?.name) await tx.user.updateMany({ where: { id: userId }, data: { name: profile.name } });
}

/**
 * Makes the address that Amazon told us the user's, to write to: it is not proved by that, signs nobody in, and may be on
 * other accounts too. Where the user has proved an address, or somebody else this one, only a proof can change anything.
 * @returns "prove" when it takes a proof; nothing was done then
 */
export async function takeAddress(tx: Tx, userId: string, accountId: string): Promise<"taken" | "prove"> {
  const email = parseEmailAddress((await linkedProfile(tx, userId, accountId))?.email);
  if (!email) return "taken";
  await lockAddress(tx, email.canonical);
  if (await findProvedUser(tx, email.canonical)) return "prove";
  const { count } = await tx.user.updateMany({ where: { id: userId, provedEmail: null }, data: { email: email.canonical } });
  return count === 1 ? "taken" : "prove";
}
