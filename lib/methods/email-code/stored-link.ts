import type { Db, Tx } from "../../db/client.ts";
import { sha256 } from "../../crypto/random.ts";
import { type EmailAddress, parseEmailAddress } from "../../accounts/email-address.ts";
import type { VaultKey } from "../../crypto/vault-keys.ts";
import { openWaiting } from "../../token-vault/open-waiting.ts";
import { addressPlace } from "./stored-code.ts";

/** Why a link does nothing, whoever opens it. */
export type LinkRefusal = "email_link_malformed" | "email_link_unknown" | "email_link_used" | "email_link_superseded" | "email_link_expired";

/** A link that could be used, by the browser that started its attempt. */
export type StoredLink = { attemptId: string; purpose: string; email: EmailAddress };

export type LinkResult = { kind: "good"; link: StoredLink } | { kind: "refused"; outcome: LinkRefusal; attemptId: string | null };

/** A token of 256 random bits, as the mail has it. */
const tokenShape = /^[\w-]{43}$/;

type Row = { id: string; attemptId: string; purpose: string; sealed: string; expires: Date; usedAt: Date | null; voidedAt: Date | null };

async function judge(row: Row | null | undefined, now: Date, keys: readonly VaultKey[]): Promise<LinkResult> {
  if (!row) return { kind: "refused", outcome: "email_link_unknown", attemptId: null };
  const refused = (outcome: LinkRefusal): LinkResult => ({ kind: "refused", outcome, attemptId: row.attemptId });
  if (row.usedAt) return refused("email_link_used");
  if (row.voidedAt) return refused("email_link_superseded");
  if (row.expires <= now) return refused("email_link_expired");
  const address = await openWaiting(row.sealed, addressPlace(row.id), keys);
  if (address === undefined) return refused("email_link_expired");
  const email = parseEmailAddress(address);
  return email ? { kind: "good", link: { attemptId: row.attemptId, purpose: row.purpose, email } } : refused("email_link_unknown");
}

/**
 * What a link stands for. Changes nothing, however often and from wherever it is asked: mail scanners open every link.
 * @param token as it came in the address, which anybody can write
 */
export async function readLink(db: Db | Tx, token: unknown, now: Date, keys: readonly VaultKey[]): Promise<LinkResult> {
  if (typeof token !== "string" || !tokenShape.test(token)) return { kind: "refused", outcome: "email_link_malformed", attemptId: null };
  const select = { id: true, attemptId: true, purpose: true, sealed: true, expires: true, usedAt: true, voidedAt: true } as const;
  return await judge(await db.emailCode.findUnique({ where: { linkHash: sha256(token) }, select }), now, keys);
}

/**
 * Uses a link up, and with it the code of the same mail. The row is locked, so of any number of parallel uses, of link
 * or code, one proves the address. Wrong tries of the code do not count against the link, which nobody can guess.
 * @param input.attemptId the attempt of the browser that asks; a link of another attempt is unknown here
 */
export async function useLink(tx: Tx, input: { attemptId: string; purpose: string; token: string; now: Date }, keys: readonly VaultKey[]): Promise<LinkResult> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT "id", "attemptId", "purpose", "sealed", "expires", "usedAt", "voidedAt" FROM "EmailCode"
    WHERE "linkHash" = ${sha256(input.token)} AND "attemptId" = ${input.attemptId}::uuid AND "purpose" = ${input.purpose} FOR UPDATE`;
  const result = await judge(row, input.now, keys);
  if (row && result.kind === "good") await tx.emailCode.update({ where: { id: row.id }, data: { usedAt: input.now }, select: { id: true } });
  return result;
}
