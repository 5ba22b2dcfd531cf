import { parseEmailAddress, type EmailAddress } from "../accounts/email-address.ts";
import type { SignInResult } from "../accounts/context.ts";
import { type Attempt, settleAttempt } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import type { SetCookie } from "../http/cookies.ts";
import { type EmailCodePurpose, requestCode, type RequestCodeResult } from "../methods/email-code/request-code.ts";
import { signInWithEmail } from "../methods/email-code/sign-in-with-email.ts";
import { type PendingCode, pendingCode } from "../methods/email-code/stored-code.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { noteDroppedPassword } from "./dropped-password.ts";
import { hashKeys } from "./hash-key.ts";
import { failAttempt, startOwnAttempt } from "./start-attempt.ts";
import { ownAttempt, type OwnAttempt } from "./waiting.ts";
import { proveByCode, type ProofResult } from "./prove-by-code.ts";
import type { JoinGuest, Visitor } from "./visitor.ts";

/** Mails a code for an attempt with everything this installation is configured with. */
export async function mailCode(attempt: Pick<Attempt, "id" | "userId">, purpose: EmailCodePurpose, email: EmailAddress, visitor: Visitor): Promise<RequestCodeResult> {
  const deps = { database: database(), hashKeys: hashKeys(), keys: vaultKeys() };
  return await requestCode({ attemptId: attempt.id, purpose, email, userId: attempt.userId, clientAddress: visitor.clientAddress, now: new Date() }, deps);
}

/** `purpose`: what the code is for; `passwordHash`: a password that waits for the proof of the address; `intent`: where it is to open a locked account. */
export type EmailStart = { email: unknown; returnTo: unknown; purpose?: EmailCodePurpose; passwordHash?: string; intent?: "unlock" | undefined };

export type StartEmailResult =
  | { kind: "invalid_address" }
  | { kind: "rate_limited"; retryAfterSeconds: number; reference: string }
  | { kind: "sent"; attempt: Attempt; cookies: SetCookie[] };

/**
 * Starts a sign-in by e-mail code: an attempt bound to this browser, and a mail. The answer is the same for known and
 * unknown addresses.
 * @throws AuthError `mail_unavailable`; DatabaseUnavailableError
 */
export async function startEmailSignIn(visitor: Visitor, input: EmailStart): Promise<StartEmailResult> {
  const email = parseEmailAddress(input.email);
  if (!email) return { kind: "invalid_address" };
  const method = input.passwordHash === undefined && input.purpose !== "reset_password" ? "email_code" : "password";
  const { attempt, cookie } = await startOwnAttempt(visitor, { method, returnTo: input.returnTo, pendingPasswordHash: input.passwordHash, intent: input.intent });
  try {
    const sent = await mailCode(attempt, input.purpose ?? "sign_in", email, visitor);
    if (sent.kind === "sent") return { kind: "sent", attempt, cookies: [cookie] };
    await settleAttempt(database().db, attempt.id, { status: "failed", outcome: "rate_limited", now: new Date() });
    return { ...sent, reference: attempt.reference };
  } catch (error) {
    throw await failAttempt(attempt, error);
  }
}

export type EmailAttempt = ({ ok: true; attempt: Attempt } & PendingCode) | Extract<OwnAttempt, { ok: false }>;

/** The e-mail attempt of this browser and the address its code went to. */
export async function emailAttempt(visitor: Visitor, id: unknown, purpose: EmailCodePurpose = "sign_in"): Promise<EmailAttempt> {
  const own = await ownAttempt(visitor, id, "open");
  if (!own.ok) return own;
  const pending = await database().transaction((tx) => pendingCode(tx, { attemptId: own.attempt.id, purpose }, vaultKeys()));
  return pending ? { ...own, ...pending } : { ok: false, outcome: "email_code_expired", attempt: own.attempt };
}

/** Tries a code; the right one signs the owner of the address in, or makes a user for it. */
export async function verifyEmailSignIn(visitor: Visitor, attempt: Attempt, code: string, joinGuest: JoinGuest): Promise<ProofResult | SignInResult> {
  return await proveByCode({ attempt, purpose: "sign_in", code, visitor, joinGuest }, async (tx, context, email) =>
    noteDroppedPassword(tx, attempt, await signInWithEmail(tx, context, email)),
  );
}
