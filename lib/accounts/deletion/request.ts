import { endAttemptsOfUser } from "../../attempts/attempt.ts";
import { recordAudit } from "../../audit/record.ts";
import type { VaultKey } from "../../crypto/vault-keys.ts";
import type { Tx } from "../../db/client.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { OutcomeCode } from "../../outcomes.ts";
import { revokeOtherSessions } from "../../sessions/revoke.ts";
import { voidCopies } from "../../personal-data/copies.ts";
import { refusalOf } from "../decide-link.ts";
import { eraseTokens } from "../erase-tokens.ts";
import { lockUser } from "../sign-in-methods.ts";
import { tellOfDeletion } from "./addresses.ts";
import { dueAt } from "./times.ts";

export type DeletionRequested =
  | { kind: "requested"; dueAt: Date; /** Whether there was an address to write to. */ told: boolean }
  | { kind: "refused"; outcome: OutcomeCode };

/**
 * "Delete my account": from now on nobody is signed in as the user, the tokens of providers are erased, whatever waited
 * for an answer is void, and when the cooling-off is over everything goes (lib/accounts/deletion/erase.ts). Ways in stay
 * until then, and lead to the question whether the account is kept. Call it only in the transaction of a fresh proof.
 * @param input.language in which the last mail is written
 * @throws AuthError `user_merged` for a tombstone
 */
export async function requestDeletion(tx: Tx, input: { userId: string; now: Date; keys: readonly VaultKey[]; language: Locale }): Promise<DeletionRequested> {
  const { userId, now, keys, language } = input;
  await lockUser(tx, userId);
  const { status } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { status: true } });
  const refusal = refusalOf(status);
  if (refusal) return { kind: "refused", outcome: refusal };
  const due = dueAt(now);
  await tx.user.update({ where: { id: userId }, data: { status: "deletion_pending" }, select: { id: true } });
  await tx.deletion.create({ data: { userId, requestedAt: now, dueAt: due, language }, select: { id: true } });
  await recordAudit(tx, [{ type: "account.deletion_requested", userId, details: { due: due.toISOString() } }]);
  await eraseTokens(tx, userId);
  await voidWaiting(tx, userId, now);
  const told = await tellOfDeletion(tx, { userId, now, keys, dueAt: due });
  return { kind: "requested", dueAt: due, told };
}

/** Ends all sessions, what is bound to one of them or was proved of the user, and copies that nobody could fetch any more. */
async function voidWaiting(tx: Tx, userId: string, now: Date): Promise<void> {
  // Challenges know their session only by its id, so they go first.
  await tx.$executeRaw`DELETE FROM "PasskeyChallenge" WHERE "sessionId" IN (SELECT "id" FROM "Session" WHERE "userId" = ${userId}::uuid)`;
  await endAttemptsOfUser(tx, userId, now);
  await voidCopies(tx, userId, now);
  await revokeOtherSessions(tx, { userId, id: null }, { scope: "deletion", now });
}
