import type { SignInResult } from "../accounts/context.ts";
import { type EmailAddress, parseEmailAddress } from "../accounts/email-address.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { hashPassword } from "../methods/password/hash.ts";
import type { RefusedPassword } from "../methods/password/policy.ts";
import { resetPassword } from "../methods/password/reset-password.ts";
import { limitKeyOf } from "../rate-limit/client-key.ts";
import { consumeRateLimit } from "../rate-limit/consume.ts";
import { type StartEmailResult, startEmailSignIn } from "./email-sign-in.ts";
import { hashKey } from "./hash-key.ts";
import { type ProofResult, proveByCode } from "./prove-by-code.ts";
import type { JoinGuest, Visitor } from "./visitor.ts";

export type NotTaken = ({ kind: "refused_password" } & RefusedPassword) | { kind: "rate_limited"; retryAfterSeconds: number };

/** Why somebody with this address may not have this password; null when they may. Estimating takes time, so a client cannot ask without end. */
export async function judgePassword(visitor: Visitor, password: string, email: Pick<EmailAddress, "canonical">): Promise<NotTaken | null> {
  if (visitor.clientAddress !== undefined) {
    const limit = await consumeRateLimit(database(), hashKey(), "new_password_from_client", limitKeyOf(visitor.clientAddress));
    if (!limit.allowed) return { kind: "rate_limited", retryAfterSeconds: limit.retryAfterSeconds };
  }
  // Its lists of words take ten megabytes: only a process in which somebody chooses a password has them.
  const { contextWords, passwordProblem } = await import("../methods/password/policy.ts");
  const refused = passwordProblem(password, contextWords(email, env().SITE_NAME));
  return refused ? { kind: "refused_password", ...refused } : null;
}

/**
 * Starts a sign-up with a password. The same for every address: the password is judged and hashed, and a code is
 * mailed. User and password are made when the address is proved in this browser. Where somebody has proved it already,
 * the proof signs them in and the password is dropped: nothing that was typed before a proof survives on their account.
 * @throws AuthError `password_busy`; DatabaseUnavailableError
 */
export async function startPasswordSignUp(visitor: Visitor, input: { email: string; password: string; returnTo: unknown }): Promise<StartEmailResult | NotTaken> {
  const email = parseEmailAddress(input.email);
  if (!email) return { kind: "invalid_address" };
  const refused = await judgePassword(visitor, input.password, email);
  if (refused) return refused;
  return await startEmailSignIn(visitor, { email: input.email, returnTo: input.returnTo, passwordHash: await hashPassword(input.password) });
}

/**
 * Tries the code of "I forgot my password" together with the new password. A password that is refused spends no code.
 * @throws AuthError `password_busy`; DatabaseUnavailableError
 */
export async function resetByCode(
  visitor: Visitor,
  input: { attempt: Attempt; email: Pick<EmailAddress, "canonical">; code: string; password: string },
  joinGuest: JoinGuest,
): Promise<ProofResult | SignInResult | NotTaken> {
  const { attempt, email, code, password } = input;
  const refused = await judgePassword(visitor, password, email);
  if (refused) return refused;
  // Nothing to hash for what cannot be a code; a hash inside the transaction would hold its connection.
  const hash = /^\d{6}$/.test(code) ? await hashPassword(password) : "";
  return await proveByCode({ attempt, purpose: "reset_password", code, visitor, joinGuest }, (tx, context, proved) => resetPassword(tx, context, proved, hash));
}
