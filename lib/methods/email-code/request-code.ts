import { randomUUID } from "node:crypto";
import type { EmailAddress } from "../../accounts/email-address.ts";
import { attemptTimes } from "../../attempts/times.ts";
import { keyedHash, randomDigits, randomToken, sha256 } from "../../crypto/random.ts";
import type { Database, Tx } from "../../db/client.ts";
import { emailCodeMail } from "../../mail/email-code-mail.ts";
import { queueMail } from "../../mail/queue.ts";
import type { Mail } from "../../mail/send.ts";
import { seal } from "../../crypto/envelope.ts";
import type { VaultKey } from "../../crypto/vault-keys.ts";
import { type CodeLimit, type EmailCodePurpose, limitCodes } from "./code-limits.ts";
import { addressPlace, codeHash } from "./stored-code.ts";

export type { EmailCodePurpose } from "./code-limits.ts";

export type RequestCodeResult = { kind: "sent" } | CodeLimit;

/** Proofs that a link in the mail can give, too: those that a browser asks for which need not be signed in. */
const withLink: readonly EmailCodePurpose[] = ["sign_in", "existing"];

/** `hashKeys`: the newest first, which hashes; what the others hashed is known still. */
type CodeDeps = { hashKeys: readonly string[]; keys: readonly VaultKey[] };

/**
 * Voids what a new mail stands for: every unused code of its attempt, and those of one purpose that the same browser
 * asked for in other attempts, to the same address. Never by the address alone, or strangers could void its owner's.
 * One request of a browser waits for the other, so that of two at once one mail stays good.
 */
async function voidOlder(tx: Tx, { attemptId, purpose, addressHashes, now }: { attemptId: string; purpose: EmailCodePurpose; addressHashes: string[]; now: Date }): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended("browserHash", 0)) FROM "Attempt" WHERE "id" = ${attemptId}::uuid`;
  await tx.$executeRaw`
    UPDATE "EmailCode" AS code SET "voidedAt" = ${now}
    FROM "Attempt" AS asked, "Attempt" AS own
    WHERE own."id" = ${attemptId}::uuid AND asked."id" = code."attemptId" AND code."usedAt" IS NULL AND code."voidedAt" IS NULL
      AND (code."attemptId" = ${attemptId}::uuid
        OR (code."addressHash" = ANY(${addressHashes}) AND code."purpose" = ${purpose} AND asked."browserHash" = own."browserHash" AND asked."status" IN ('open', 'waiting')))`;
}

/**
 * Stores a new code for an attempt, voids the older ones and queues the mail, all in the given transaction: there is
 * never one without the other. Code and link are one row, so using either uses up both.
 * @param input.mail the mail that goes out instead of the code's own
 * @throws DatabaseUnavailableError
 */
export async function storeCode(tx: Tx, input: { attemptId: string; purpose: EmailCodePurpose; email: EmailAddress; now: Date; mail?: Mail }, deps: CodeDeps): Promise<void> {
  const { attemptId, purpose, email, now } = input;
  const [id, code, linkToken] = [randomUUID(), randomDigits(), withLink.includes(purpose) ? randomToken() : null];
  const expires = new Date(now.getTime() + attemptTimes.emailCodeSeconds * 1_000);
  const [hashKey = "", ...older] = deps.hashKeys;
  const addressHash = keyedHash(hashKey, "address", email.canonical);
  await voidOlder(tx, { attemptId, purpose, addressHashes: [addressHash, ...older.map((key) => keyedHash(key, "address", email.canonical))], now });
  await tx.emailCode.create({
    data: {
      id,
      attemptId,
      purpose,
      sealed: await seal(email.address, addressPlace(id), deps.keys),
      addressHash,
      codeHash: codeHash(hashKey, id, code),
      linkHash: linkToken && sha256(linkToken),
      createdAt: now,
      expires,
    },
    select: { id: true },
  });
  await queueMail(tx, input.mail ?? emailCodeMail(email.address, code, attemptTimes.emailCodeSeconds / 60, purpose, linkToken), expires, deps.keys);
}

/**
 * Mails a six-digit code and a link to an address, for one attempt and one purpose. The answer is the same whether or
 * not a user has the address.
 * @throws DatabaseUnavailableError
 */
export async function requestCode(
  input: { attemptId: string; purpose: EmailCodePurpose; email: EmailAddress; userId?: string | null; clientAddress: string | undefined; now: Date },
  deps: CodeDeps & { database: Database },
): Promise<RequestCodeResult> {
  const limited = await limitCodes(deps.database, deps.hashKeys[0] ?? "", input);
  if (limited) return limited;
  await deps.database.transaction((tx) => storeCode(tx, input, deps));
  return { kind: "sent" };
}
