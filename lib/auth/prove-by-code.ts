import type { SignInContext, SignInResult } from "../accounts/context.ts";
import type { EmailAddress } from "../accounts/email-address.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { database, type Tx } from "../db/client.ts";
import { hashKey, hashKeys } from "./hash-key.ts";
import type { EmailCodePurpose } from "../methods/email-code/request-code.ts";
import { useCode } from "../methods/email-code/stored-code.ts";
import { limitKeyOf } from "../rate-limit/client-key.ts";
import { consumeRateLimit, readRateLimit } from "../rate-limit/consume.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { completeSignIn } from "./complete.ts";
import { noteProofFrom } from "./known-client.ts";
import type { JoinGuest, Visitor } from "./visitor.ts";

/** A code that was not accepted. The attempt stays as it is, so the person can try again or ask for another. */
export type ProofResult = { kind: "wrong_code"; outcome: "email_code_incomplete" | "email_code_wrong" | "email_code_spent" | "email_code_superseded" | "email_code_expired" | "rate_limited"; retryAfterSeconds?: number };

/**
 * Tries a code and, when it is right, does what it was asked for in the same transaction: the code is used up if and
 * only if the deed is done. A wrong try is counted in any case; a client with too many of them is not heard at all,
 * or the limit would not stop a guess.
 * @throws DatabaseUnavailableError
 */
export async function proveByCode(
  input: { attempt: Attempt; purpose: EmailCodePurpose; code: string; visitor: Visitor; joinGuest: JoinGuest },
  deed: (tx: Tx, context: SignInContext, email: EmailAddress) => Promise<SignInResult>,
): Promise<ProofResult | SignInResult> {
  const { attempt, purpose, code, visitor, joinGuest } = input;
  // A slip of the finger is no guess: nothing is counted.
  if (!/^\d{6}$/.test(code)) return { kind: "wrong_code", outcome: "email_code_incomplete" };
  const key = hashKey();
  const client = visitor.clientAddress && limitKeyOf(visitor.clientAddress);
  const before = client === undefined ? undefined : await readRateLimit(database(), key, "wrong_code_from_client", client);
  if (before?.allowed === false) return { kind: "wrong_code", outcome: "rate_limited", retryAfterSeconds: before.retryAfterSeconds };
  let refused: ProofResult | undefined;
  let proved: EmailAddress | undefined;
  const result = await completeSignIn(attempt, visitor, joinGuest, async (tx, context) => {
    const used = await useCode(tx, { attemptId: attempt.id, purpose, code, now: context.now }, { hashKeys: hashKeys(), keys: vaultKeys() });
    refused = used.kind === "refused" ? { kind: "wrong_code", outcome: used.outcome } : undefined;
    proved = used.kind === "proved" ? used.email : undefined;
    // A refusal must commit: it counts the wrong try.
    return used.kind === "refused" ? { kind: "refused", outcome: used.outcome } : await deed(tx, context, used.email);
  });
  if (proved) await noteProofFrom(visitor, proved, result);
  if (!refused || client === undefined) return refused ?? result;
  const limit = await consumeRateLimit(database(), key, "wrong_code_from_client", client);
  return limit.allowed ? refused : { kind: "wrong_code", outcome: "rate_limited", retryAfterSeconds: limit.retryAfterSeconds };
}
