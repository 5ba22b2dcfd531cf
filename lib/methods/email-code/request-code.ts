import { randomUUID } from "node:crypto";
import type { EmailAddress } from "../../accounts/email-address.ts";
import { attemptTimes } from "../../attempts/times.ts";
import { keyedHash, randomDigits } from "../../crypto/random.ts";
import type { Database } from "../../db/client.ts";
import { emailCodeMail } from "../../mail/email-code-mail.ts";
import { queueMail } from "../../mail/queue.ts";
import { limitKeyOf } from "../../rate-limit/client-key.ts";
import { consumeRateLimit } from "../../rate-limit/consume.ts";
import type { RateLimitName } from "../../rate-limit/limits.ts";
import { seal } from "../../crypto/envelope.ts";
import type { VaultKey } from "../../crypto/vault-keys.ts";
import { addressPlace, codeHash } from "./stored-code.ts";

export type RequestCodeResult = { kind: "sent" } | { kind: "rate_limited"; retryAfterSeconds: number };

/** What a code proves the address for. */
export type EmailCodePurpose = "sign_in" | "existing" | "reauthenticate" | "reset_password";

/**
 * The limits that a mail is counted by. Who is signed in has limits of their own, so that a stranger who keeps asking
 * for codes to somebody's address does not keep its owner from a sensitive step.
 */
function limitsOf({ purpose, email, userId, clientAddress }: { purpose: EmailCodePurpose; email: EmailAddress; userId?: string | null; clientAddress: string | undefined }) {
  const own: readonly (readonly [RateLimitName, string])[] =
    purpose === "reauthenticate" && userId
      ? [["step_up_code_to_user", userId], ["step_up_code_to_user_per_day", userId]]
      : [["email_code_to_address", email.canonical], ["email_code_to_address_per_day", email.canonical]];
  return [...own, ["email_code_from_client", clientAddress && limitKeyOf(clientAddress)]] as const;
}

/**
 * Mails a six-digit code to an address, for one attempt and one purpose. The answer is the same whether or not a user
 * has the address. A newer code for an attempt voids the older ones. The mail is queued in the transaction that stores
 * the code: there is never one without the other.
 * @throws DatabaseUnavailableError
 */
export async function requestCode(
  input: { attemptId: string; purpose: EmailCodePurpose; email: EmailAddress; userId?: string | null; clientAddress: string | undefined; now: Date },
  deps: { database: Database; hashKey: string; keys: readonly VaultKey[] },
): Promise<RequestCodeResult> {
  const { attemptId, purpose, email, now } = input;
  for (const [name, key] of limitsOf(input)) {
    if (key === undefined) continue;
    const limit = await consumeRateLimit(deps.database, deps.hashKey, name, key);
    if (!limit.allowed) return { kind: "rate_limited", retryAfterSeconds: limit.retryAfterSeconds };
  }
  const [id, code] = [randomUUID(), randomDigits()];
  const expires = new Date(now.getTime() + attemptTimes.emailCodeSeconds * 1_000);
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
        expires,
      },
      select: { id: true },
    });
    await queueMail(tx, emailCodeMail(email.address, code, attemptTimes.emailCodeSeconds / 60, purpose), expires, deps.keys);
  });
  return { kind: "sent" };
}
