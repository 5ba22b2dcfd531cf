import type { Tx } from "../../db/client.ts";
import { keyedHash, sameHash } from "../../crypto/random.ts";
import { type EmailAddress, parseEmailAddress } from "../../accounts/email-address.ts";
import type { VaultPlace } from "../../crypto/envelope.ts";
import type { VaultKey } from "../../crypto/vault-keys.ts";
import { openWaiting } from "../../token-vault/open-waiting.ts";

/**
 * Wrong tries that one code survives. At 30 mails a day for one address that is 150 guesses in a million a day for
 * strangers, and as many again for somebody at a client that the owner uses (docs/architecture.md, Limits).
 */
export const mostWrongTries = 5;

/** A code is short, so it is hashed with a key and with its row's id. */
export function codeHash(hashKey: string, id: string, code: string): string {
  return keyedHash(hashKey, "email_code", id, code);
}

export function addressPlace(id: string): VaultPlace {
  return { purpose: "email_code", rowId: id, field: "address" };
}

type Row = { id: string; codeHash: string; sealed: string; wrongTries: number; expires: Date; usedAt: Date | null; voidedAt: Date | null };

export type UseCodeResult = { kind: "proved"; email: EmailAddress } | { kind: "refused"; outcome: "email_code_wrong" | "email_code_spent" | "email_code_superseded" | "email_code_expired" };

/**
 * Uses the newest code of an attempt up, or counts a wrong try. The row is locked, so of any number of parallel tries
 * at most one proves the address, and no more than five are looked at.
 * @param deps.hashKeys those under which the code may have been hashed: it outlives a change of the newest
 */
export async function useCode(
  tx: Tx,
  input: { attemptId: string; purpose: string; code: string; now: Date },
  deps: { hashKeys: readonly string[]; keys: readonly VaultKey[] },
): Promise<UseCodeResult> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT "id", "codeHash", "sealed", "wrongTries", "expires", "usedAt", "voidedAt" FROM "EmailCode"
    WHERE "attemptId" = ${input.attemptId}::uuid AND "purpose" = ${input.purpose}
    ORDER BY "voidedAt" IS NULL DESC, "createdAt" DESC LIMIT 1 FOR UPDATE`;
  if (row?.voidedAt) return { kind: "refused", outcome: "email_code_superseded" };
  if (!row || row.usedAt || row.expires <= input.now) return { kind: "refused", outcome: "email_code_expired" };
  if (row.wrongTries >= mostWrongTries) return { kind: "refused", outcome: "email_code_spent" };
  if (!deps.hashKeys.some((key) => sameHash(row.codeHash, codeHash(key, row.id, input.code)))) {
    await tx.emailCode.update({ where: { id: row.id }, data: { wrongTries: { increment: 1 } }, select: { id: true } });
    return { kind: "refused", outcome: row.wrongTries + 1 >= mostWrongTries ? "email_code_spent" : "email_code_wrong" };
  }
  const email = parseEmailAddress(await openWaiting(row.sealed, addressPlace(row.id), deps.keys));
  if (!email) return { kind: "refused", outcome: "email_code_expired" };
  await tx.emailCode.update({ where: { id: row.id }, data: { usedAt: input.now }, select: { id: true } });
  return { kind: "proved", email };
}

/** Where the newest code of an attempt went; `superseded`: in another window the browser asked for a newer one since, so it is void. */
export type PendingCode = { address: string; superseded: boolean };

/** The newest code of an attempt, for the page that asks for it; null when none waits. */
export async function pendingCode(tx: Tx, input: { attemptId: string; purpose: string }, keys: readonly VaultKey[]): Promise<PendingCode | null> {
  const row = await tx.emailCode.findFirst({
    where: { attemptId: input.attemptId, purpose: input.purpose },
    orderBy: [{ voidedAt: { sort: "desc", nulls: "first" } }, { createdAt: "desc" }],
    select: { id: true, sealed: true, usedAt: true, voidedAt: true },
  });
  const address = row && row.usedAt === null ? await openWaiting(row.sealed, addressPlace(row.id), keys) : undefined;
  return row && address !== undefined ? { address, superseded: row.voidedAt !== null } : null;
}
