import { recordAudit } from "../audit/record.ts";
import type { Db, Tx } from "../db/client.ts";
import { AuthError } from "../errors.ts";
import { voidProofs } from "../sessions/void-proofs.ts";
import type { ConsentLostReason } from "../token-vault/token-use.ts";
import { signsIn } from "./usable-provider.ts";

/** All ways in of one user, as the settings page lists them. */
export type SignInMethods = {
  /** The address of the user; a way in only when it is proved. */
  email: { address: string; proved: boolean } | null;
  password: { changedAt: Date } | null;
  passkeys: { id: string; name: string; createdAt: Date; lastUsedAt: Date | null }[];
  linked: LinkedMethod[];
};

/** A linked account. `consentLost` says why its provider gives us nothing more until its owner says yes there once more; it goes on signing them in. */
export type LinkedMethod = { id: string; provider: string; name: string | null; email: string | null; consentLost: ConsentLostReason | null; linkedAt: Date; lastSignInAt: Date };

/** A user with their ways in, as one statement has them: times inside JSON are text. */
type MethodsRow = {
  email: string | null;
  provedEmail: string | null;
  passwordChangedAt: Date | null;
  passkeys: { id: string; name: string; createdAt: string; lastUsedAt: string | null }[];
  linked: (Omit<LinkedMethod, "linkedAt" | "lastSignInAt"> & { linkedAt: string; lastSignInAt: string })[];
};

/** Reads them in one statement, so that they are of one moment; null when there is no such user. */
export async function signInMethodsOf(db: Db | Tx, userId: string): Promise<SignInMethods | null> {
  const [user] = await db.$queryRaw<MethodsRow[]>`
    SELECT u."email", u."provedEmail", c."updatedAt" AS "passwordChangedAt",
      (SELECT COALESCE(json_agg(json_build_object('id', p."id", 'name', p."name", 'createdAt', p."createdAt", 'lastUsedAt', p."lastUsedAt") ORDER BY p."createdAt", p."id"), '[]')
       FROM "Passkey" p WHERE p."userId" = u."id") AS "passkeys",
      (SELECT COALESCE(json_agg(json_build_object('id', a."id", 'provider', a."provider", 'name', a."providerName", 'email', a."providerEmail", 'consentLost', a."consentLostReason", 'linkedAt', a."createdAt", 'lastSignInAt', a."updatedAt") ORDER BY a."createdAt", a."id"), '[]')
       FROM "Account" a WHERE a."userId" = u."id") AS "linked"
    FROM "User" u LEFT JOIN "PasswordCredential" c ON c."userId" = u."id" WHERE u."id" = ${userId}::uuid`;
  if (!user) return null;
  const address = user.provedEmail ?? user.email;
  return {
    email: address === null ? null : { address, proved: user.provedEmail !== null },
    password: user.passwordChangedAt && { changedAt: user.passwordChangedAt },
    passkeys: user.passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({ id, name, createdAt: new Date(createdAt), lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt) })),
    linked: user.linked.map(({ id, provider, name, email, consentLost, linkedAt, lastSignInAt }) => ({ id, provider, name, email, consentLost, linkedAt: new Date(linkedAt), lastSignInAt: new Date(lastSignInAt) })),
  };
}

/**
 * What still signs a user in. A password needs the proved address that it is entered with, so it is no way of its own;
 * nor is an account with a provider that is switched off. One whose consent was taken back is one: whoever signs in with it
 * is merely asked by the provider once more.
 */
export function waysIn(methods: SignInMethods): number {
  return (methods.email?.proved ? 1 : 0) + methods.passkeys.length + methods.linked.filter(({ provider }) => signsIn(provider)).length;
}

/** Whether the user has a way in beside their provider's account. */
export function hasBackup(methods: SignInMethods): boolean {
  return methods.email?.proved === true || methods.passkeys.length > 0;
}

/** Whether the user owns a method whose proof is good for a sensitive step. */
export function ownsStepUpMethod(methods: SignInMethods): boolean {
  return hasBackup(methods) || methods.password !== null;
}

export type RemovableMethod = { kind: "email" } | { kind: "password" } | { kind: "passkey"; id: string } | { kind: "linked"; id: string };
export type RemoveResult = "removed" | "gone" | "last_sign_in_method";

function worthOfLinked(account: { provider: string } | undefined): number | undefined {
  return account && (signsIn(account.provider) ? 1 : 0);
}

/** How many ways in a method is worth. */
function worth(methods: SignInMethods, wanted: RemovableMethod): number | undefined {
  switch (wanted.kind) {
    case "email":
      return methods.email?.proved ? 1 : undefined;
    case "password":
      return methods.password ? 0 : undefined;
    case "passkey":
      return methods.passkeys.some(({ id }) => id === wanted.id) ? 1 : undefined;
    case "linked":
      return worthOfLinked(methods.linked.find(({ id }) => id === wanted.id));
    default:
      return wanted satisfies never;
  }
}

/** Whether a method is the last way in that works, so that it stays. */
export function isLastWay(methods: SignInMethods, wanted: RemovableMethod): boolean {
  const value = worth(methods, wanted) ?? 0;
  return value > 0 && waysIn(methods) - value < 1;
}

/**
 * One change to the ways in of a user after another, until the transaction ends.
 * @throws AuthError `user_merged` for a tombstone, which is given no way in any more
 */
export async function lockUser(tx: Tx, userId: string): Promise<void> {
  const [user] = await tx.$queryRaw<{ status: string }[]>`SELECT "status"::text AS "status" FROM "User" WHERE "id" = ${userId}::uuid FOR UPDATE`;
  if (user?.status === "merged") throw new AuthError("user_merged", "the user was merged into another before the change could be made");
}

/**
 * Removes a way in, unless it is the last that works: counted under a lock, so that two removals at once never reach
 * zero. A proved address takes the password with it, which is entered with it. What others have proved of the user is void.
 * @returns "gone" when there was none, which is no error: the aim is reached
 */
export async function removeMethod(tx: Tx, userId: string, wanted: RemovableMethod): Promise<RemoveResult> {
  await lockUser(tx, userId);
  const methods = await signInMethodsOf(tx, userId);
  if (!methods || worth(methods, wanted) === undefined) return "gone";
  if (isLastWay(methods, wanted)) return "last_sign_in_method";
  await voidProofs(tx, userId);
  switch (wanted.kind) {
    case "email":
      await tx.user.update({ where: { id: userId }, data: { email: null, emailVerified: null, provedEmail: null }, select: { id: true } });
      await recordAudit(tx, [{ type: "email.removed", userId }]);
      if (!methods.password) return "removed";
      await tx.passwordCredential.deleteMany({ where: { userId } });
      await recordAudit(tx, [{ type: "password.removed", userId }]);
      return "removed";
    case "password":
      await tx.passwordCredential.deleteMany({ where: { userId } });
      await recordAudit(tx, [{ type: "password.removed", userId }]);
      return "removed";
    case "passkey":
      await tx.passkey.deleteMany({ where: { id: wanted.id, userId } });
      await recordAudit(tx, [{ type: "passkey.removed", userId }]);
      return "removed";
    case "linked": {
      const provider = methods.linked.find(({ id }) => id === wanted.id)?.provider ?? "";
      await tx.account.deleteMany({ where: { id: wanted.id, userId } });
      await recordAudit(tx, [{ type: "account.unlinked", userId, details: { provider } }]);
      return "removed";
    }
    default:
      return wanted satisfies never;
  }
}
