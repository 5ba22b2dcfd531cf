import { sha256 } from "../../crypto/random.ts";
import type { Tx } from "../../db/client.ts";

/** What proved a user, as the row that it was. */
export type WayIn = { account: string } | { passkey: string } | { email: string } | { password: string };

/**
 * The text by which a way in is known again: ids as they are, an address and the hash of a password only hashed.
 * @param way the id of the linked account or of the passkey, the address in canonical form, or the stored hash of the password
 */
export function wayText(way: WayIn): string {
  const [[kind, value]] = Object.entries(way) as [[string, string]];
  return kind === "account" || kind === "passkey" ? `${kind}:${value}` : `${kind}:${sha256(value)}`;
}

/** Whether whoever gave a proof by this way has the proved address, or typed it. */
export function provesAddress(way: string): boolean {
  return way.startsWith("email:") || way.startsWith("password:");
}

/** Every way in that a user has now. */
async function waysOf(tx: Tx, userId: string): Promise<string[]> {
  const user = await tx.user.findUnique({
    where: { id: userId },
    select: { provedEmail: true, passwordCredential: { select: { hash: true } }, accounts: { select: { id: true } }, passkeys: { select: { id: true } } },
  });
  if (!user) return [];
  const { provedEmail, passwordCredential, accounts, passkeys } = user;
  return [
    ...accounts.map(({ id }) => wayText({ account: id })),
    ...passkeys.map(({ id }) => wayText({ passkey: id })),
    ...(provedEmail === null ? [] : [wayText({ email: provedEmail })]),
    // A password is entered with the proved address, so without one it opens nothing.
    ...(provedEmail === null || !passwordCredential ? [] : [wayText({ password: passwordCredential.hash })]),
  ];
}

/** Whether what gave a proof is still the user's, and still the same. Call it with the user's row locked. */
export async function isStillTheirs(tx: Tx, userId: string, way: string): Promise<boolean> {
  return (await waysOf(tx, userId)).includes(way);
}
