import { randomUUID } from "node:crypto";
import type { EmailAddress } from "../../accounts/email-address.ts";
import { attemptTimes } from "../../attempts/times.ts";
import { keyedHash, randomDigits } from "../../crypto/random.ts";
import type { Database } from "../../db/client.ts";
import { emailCodeMail } from "../../mail/email-code-mail.ts";
import type { Mail } from "../../mail/send.ts";
import { limitKeyOf } from "../../rate-limit/client-key.ts";
import { consumeRateLimit } from "../../rate-limit/consume.ts";
import { seal } from "../../token-vault/envelope.ts";
import type { VaultKey } from "../../token-vault/keys.ts";
import { addressPlace, codeHash } from "./stored-code.ts";

export type RequestCodeResult = { kind: "sent" } | { kind: "rate_limited"; retryAfterSeconds: number };

/** What a code proves the address for. */
export type EmailCodePurpose = "sign_in" | "existing";

/** A code whose mail did not leave must not take the place of the one that the person holds. */
async function takeBack(database: Database, code: { id: string; attemptId: string; voidedAt: Date }): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.emailCode.delete({ where: { id: code.id }, select: { id: true } });
    await tx.emailCode.updateMany({ where: { attemptId: code.attemptId, voidedAt: code.voidedAt }, data: { voidedAt: null } });
  });
}

/**
 * Mails a six-digit code to an address, for one attempt and one purpose. The answer is the same whether or not a user
 * has the address. A newer code for an attempt voids the older ones. The mail leaves after the code is stored, so a
 * mail never names a code that does not exist.
 * @throws AuthError `mail_unavailable`; DatabaseUnavailableError
 */
export async function requestCode(
  input: { attemptId: string; purpose: EmailCodePurpose; email: EmailAddress; clientAddress: string | undefined; now: Date },
  deps: { database: Database; hashKey: string; keys: readonly VaultKey[]; sendMail: (mail: Mail) => Promise<void> },
): Promise<RequestCodeResult> {
  const { attemptId, purpose, email, now } = input;
  const limits = [
    ["email_code_to_address", email.canonical],
    ["email_code_to_address_per_day", email.canonical],
    ["email_code_from_client", input.clientAddress && limitKeyOf(input.clientAddress)],
  ] as const;
  for (const [name, key] of limits) {
    if (key === undefined) continue;
    const limit = await consumeRateLimit(deps.database, deps.hashKey, name, key);
    if (!limit.allowed) return { kind: "rate_limited", retryAfterSeconds: limit.retryAfterSeconds };
  }
  const [id, code] = [randomUUID(), randomDigits()];
  const sealed = await seal(email.address, addressPlace(id), deps.keys);
  await deps.database.transaction(async (tx) => {
    await tx.emailCode.updateMany({ where: { attemptId, usedAt: null, voidedAt: null }, data: { voidedAt: now } });
    await tx.emailCode.create({
      data: {
        id,
        attemptId,
        purpose,
        sealed,
        addressHash: keyedHash(deps.hashKey, "address", email.canonical),
        codeHash: codeHash(deps.hashKey, id, code),
        createdAt: now,
        expires: new Date(now.getTime() + attemptTimes.emailCodeSeconds * 1_000),
      },
      select: { id: true },
    });
  });
  try {
    await deps.sendMail(emailCodeMail(email.address, code, attemptTimes.emailCodeSeconds / 60, purpose));
  } catch (error) {
    await takeBack(deps.database, { id, attemptId, voidedAt: now });
    throw error;
  }
  return { kind: "sent" };
}
