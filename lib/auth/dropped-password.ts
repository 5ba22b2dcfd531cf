import type { SignInResult } from "../accounts/context.ts";
import type { Attempt } from "../attempts/attempt.ts";
import type { Tx } from "../db/client.ts";

/**
 * Marks a good sign-in before which a new password was typed that went nowhere: it signed in to an account that exists
 * and has none. The person is told instead of finding out later.
 * @param attempt the e-mail attempt for which it was typed; null when there was none
 */
export async function noteDroppedPassword(tx: Tx, attempt: Pick<Attempt, "method"> | null, result: SignInResult): Promise<SignInResult> {
  if (attempt?.method !== "password" || result.kind !== "signed_in") return result;
  const password = await tx.passwordCredential.findUnique({ where: { userId: result.session.userId }, select: { userId: true } });
  return password ? result : { ...result, passwordDropped: true };
}
