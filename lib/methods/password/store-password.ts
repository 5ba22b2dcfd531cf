import { lockUser } from "../../accounts/sign-in-methods.ts";
import { recordAudit } from "../../audit/record.ts";
import type { Tx } from "../../db/client.ts";
import { voidProofs } from "../../sessions/void-proofs.ts";

/**
 * Gives a user a password, or another one in place of the one they have. Only for users whose address is proved: it
 * is the name that a password is entered with.
 * @param input.hash from `hashPassword`
 * @returns which of the two it was, or null when the user has no proved address; nothing was written then
 */
export async function storePassword(tx: Tx, input: { userId: string; hash: string; attemptId?: string | undefined }): Promise<"set" | "changed" | null> {
  const { userId, hash, attemptId } = input;
  await lockUser(tx, userId);
  const user = await tx.user.findUnique({ where: { id: userId }, select: { provedEmail: true, passwordCredential: { select: { userId: true } } } });
  if (!user?.provedEmail) return null;
  const done = user.passwordCredential ? "changed" : "set";
  if (done === "set") await tx.passwordCredential.create({ data: { userId, hash }, select: { userId: true } });
  else await tx.passwordCredential.update({ where: { userId }, data: { hash }, select: { userId: true } });
  await voidProofs(tx, userId);
  await recordAudit(tx, [{ type: `password.${done}`, userId, attemptId }]);
  return done;
}
