import type { SignInResult } from "../accounts/context.ts";
import { parseEmailAddress } from "../accounts/email-address.ts";
import { type Attempt, settleAttempt } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import type { SetCookie } from "../http/cookies.ts";
import { signInWithPassword } from "../methods/password/sign-in-with-password.ts";
import { type PasswordTry, tryPassword } from "../methods/password/try-password.ts";
import { completeSignIn } from "./complete.ts";
import { hashKey } from "./hash-key.ts";
import { failAttempt, startOwnAttempt } from "./start-attempt.ts";
import type { JoinGuest, Visitor } from "./visitor.ts";

export type PasswordSignIn =
  | { kind: "invalid"; outcome: "email_address_invalid" | "password_missing" }
  | { kind: "rate_limited"; retryAfterSeconds: number; reference: string }
  | { kind: "decided"; attempt: Attempt; result: SignInResult; cookies: SetCookie[] };

/** Tries a password for an address, with this installation's limits. */
export async function tryPasswordOf(visitor: Visitor, email: { canonical: string }, password: string): Promise<PasswordTry> {
  return await tryPassword({ email, password, clientAddress: visitor.clientAddress }, { database: database(), hashKey: hashKey() });
}

/**
 * Tries the password of the user of a session, for a fresh proof.
 * @returns "wrong" also for users who have none
 * @throws AuthError `password_busy`; DatabaseUnavailableError
 */
export async function verifyPasswordOf(visitor: Visitor, userId: string, password: string): Promise<PasswordTry> {
  const user = await database().db.user.findUnique({ where: { id: userId }, select: { provedEmail: true } });
  return user?.provedEmail ? await tryPasswordOf(visitor, { canonical: user.provedEmail }, password) : { kind: "wrong" };
}

/**
 * A sign-in with an address and a password. Whatever does not fit is `password_wrong`: an address that nobody has, one
 * without a password, another password. Each try is an attempt of its own.
 * @throws AuthError `password_busy`; DatabaseUnavailableError
 */
export async function signInByPassword(visitor: Visitor, input: { email: string; password: string; returnTo: unknown }, joinGuest: JoinGuest): Promise<PasswordSignIn> {
  const email = parseEmailAddress(input.email);
  if (!email) return { kind: "invalid", outcome: "email_address_invalid" };
  if (input.password === "") return { kind: "invalid", outcome: "password_missing" };
  const { attempt, cookie } = await startOwnAttempt(visitor, { method: "password", returnTo: input.returnTo });
  try {
    const tried = await tryPasswordOf(visitor, email, input.password);
    if (tried.kind === "rate_limited") {
      await settleAttempt(database().db, attempt.id, { status: "failed", outcome: "rate_limited", now: new Date() });
      return { ...tried, reference: attempt.reference };
    }
    const result = await completeSignIn(attempt, visitor, joinGuest, (tx, context) => signInWithPassword(tx, context, tried));
    return { kind: "decided", attempt, result, cookies: [cookie] };
  } catch (error) {
    throw await failAttempt(attempt, error);
  }
}
