import type { EmailAddress } from "../../accounts/email-address.ts";
import type { Database, Tx } from "../../db/client.ts";
import { checkPassword, hashPassword } from "./hash.ts";
import { importedHashes } from "./imported.ts";
import { isOverlong } from "./length.ts";
import { giveBack, markKnown, spendTry } from "./tries.ts";

/** The right password of a user; `usePassword` makes it count in the transaction of what it proves. */
export type RightPassword = { kind: "right"; userId: string; hash: string; better: string | null };
export type PasswordTry = RightPassword | { kind: "wrong" } | { kind: "rate_limited"; retryAfterSeconds: number };

/**
 * Tries a password for an address. The same statements, the same limits and one hash, whether or not anybody has
 * proved the address and whether or not they have a password.
 * @throws AuthError `password_busy` (the try is not counted then); DatabaseUnavailableError
 */
export async function tryPassword(
  input: { email: Pick<EmailAddress, "canonical">; password: string; clientAddress: string | undefined },
  deps: { database: Database; hashKey: string },
): Promise<PasswordTry> {
  const { email, password } = input;
  const allowed = await spendTry(input, deps);
  if (allowed.kind === "rate_limited") return allowed;
  // Nobody can have one, so this says nothing about the address.
  if (isOverlong(password)) return { kind: "wrong" };
  try {
    const row = await deps.database.db.passwordCredential.findFirst({ where: { user: { provedEmail: email.canonical } }, select: { userId: true, hash: true } });
    const checked = await checkPassword(row?.hash ?? null, password, await importedHashes(deps.database));
    if (!row || !checked.right) return { kind: "wrong" };
    const better = checked.outdated ? await hashPassword(password) : null;
    await giveBack(allowed.spent, deps);
    await markKnown(input, deps);
    return { kind: "right", ...row, better };
  } catch (error) {
    await giveBack(allowed.spent, deps).catch(() => undefined);
    throw error;
  }
}

/**
 * Makes a right password count: it must still be the user's in the transaction of the deed, or it was changed or
 * removed while it was looked at. A hash of old making is replaced by the better one.
 * @returns whether it counts
 */
export async function usePassword(tx: Tx, { userId, hash, better }: RightPassword): Promise<boolean> {
  // By hand, because the ORM would move updatedAt, which tells people when their password was changed.
  const count = await tx.$executeRaw`UPDATE "PasswordCredential" SET "hash" = ${better ?? hash} WHERE "userId" = ${userId}::uuid AND "hash" = ${hash}`;
  return count === 1;
}
