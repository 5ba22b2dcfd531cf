import { randomUUID } from "node:crypto";
import type { EmailAddress } from "../../accounts/email-address.ts";
import { attemptTimes } from "../../attempts/times.ts";
import { keyedHash, randomDigits, randomToken, sha256 } from "../../crypto/random.ts";
import type { Database, Tx } from "../../db/client.ts";
import { type CodeMailPurpose, emailCodeMail } from "../../mail/email-code-mail.ts";
import { queueMail } from "../../mail/queue.ts";
import type { Mail } from "../../mail/send.ts";
import { limitKeyOf } from "../../rate-limit/client-key.ts";
import { consumeRateLimit } from "../../rate-limit/consume.ts";
import { seal } from "../../crypto/envelope.ts";
import type { VaultKey } from "../../crypto/vault-keys.ts";
import { addressPlace, codeHash } from "./stored-code.ts";

export type RequestCodeResult = { kind: "sent" } | { kind: "rate_limited"; retryAfterSeconds: number };

/** What a code proves the address for. */
export type EmailCodePurpose = CodeMailPurpose;

/** Proofs that a link in the mail can give, too: those that a browser asks for which need not be signed in. */
const withLink: readonly EmailCodePurpose[] = ["sign_in", "existing"];

type CodeDeps = { hashKey: string; keys: readonly VaultKey[] };

/**
 * Spends a point of every limit on mails with a code.
 * @returns null when the mail may be sent
 * @throws DatabaseUnavailableError
 */
export async function limitCodes(database: Database, hashKey: string, email: EmailAddress, clientAddress: string | undefined): Promise<Extract<RequestCodeResult, { kind: "rate_limited" }> | null> {
  const limits = [
    ["email_code_to_address", email.canonical],
    ["email_code_to_address_per_day", email.canonical],
    ["email_code_from_client", clientAddress && limitKeyOf(clientAddress)],
  ] as const;
  for (const [name, key] of limits) {
    if (key === undefined) continue;
    const limit = await consumeRateLimit(database, hashKey, name, key);
    if (!limit.allowed) return { kind: "rate_limited", retryAfterSeconds: limit.retryAfterSeconds };
  }
  return null;
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
  await tx.emailCode.updateMany({ where: { attemptId, usedAt: null, voidedAt: null }, data: { voidedAt: now } });
  await tx.emailCode.create({
    data: {
      id,
      attemptId,
      purpose,
      sealed: await seal(email.address, addressPlace(id), deps.keys),
      addressHash: keyedHash(deps.hashKey, "address", email.canonical),
      codeHash: codeHash(deps.hashKey, id, code),
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
  input: { attemptId: string; purpose: EmailCodePurpose; email: EmailAddress; clientAddress: string | undefined; now: Date },
  deps: CodeDeps & { database: Database },
): Promise<RequestCodeResult> {
  const limited = await limitCodes(deps.database, deps.hashKey, input.email, input.clientAddress);
  if (limited) return limited;
  await deps.database.transaction((tx) => storeCode(tx, input, deps));
  return { kind: "sent" };
}
