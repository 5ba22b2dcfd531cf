import type { EmailAddress } from "../../accounts/email-address.ts";
import type { Database } from "../../db/client.ts";
import type { CodeMailPurpose } from "../../mail/email-code-mail.ts";
import { limitKeyOf } from "../../rate-limit/client-key.ts";
import { consumeRateLimit } from "../../rate-limit/consume.ts";
import type { RateLimitName } from "../../rate-limit/limits.ts";

/** What a code proves the address for. */
export type EmailCodePurpose = CodeMailPurpose;

export type CodeLimit = { kind: "rate_limited"; retryAfterSeconds: number };

type Mailing = { purpose: EmailCodePurpose; email: EmailAddress; userId?: string | null; clientAddress: string | undefined };

/**
 * The limits that a mail is counted by. Who is signed in has limits of their own, so that a stranger who keeps asking
 * for codes to somebody's address does not keep its owner from a sensitive step. The client's comes first: who is over it uses up nothing of anybody's.
 */
function limitsOf({ purpose, email, userId, clientAddress }: Mailing) {
  const own: readonly (readonly [RateLimitName, string])[] =
    purpose === "reauthenticate" && userId
      ? [["step_up_code_to_user", userId], ["step_up_code_to_user_per_day", userId]]
      : [["email_code_to_address", email.canonical], ["email_code_to_address_per_day", email.canonical]];
  return [["email_code_from_client", clientAddress && limitKeyOf(clientAddress)], ...own] as const;
}

/**
 * Spends a point of every limit on mails with a code.
 * @returns null when the mail may be sent
 * @throws DatabaseUnavailableError
 */
export async function limitCodes(database: Database, hashKey: string, mailing: Mailing): Promise<CodeLimit | null> {
  for (const [name, key] of limitsOf(mailing)) {
    if (key === undefined) continue;
    const limit = await consumeRateLimit(database, hashKey, name, key);
    if (!limit.allowed) return { kind: "rate_limited", retryAfterSeconds: limit.retryAfterSeconds };
  }
  return null;
}
