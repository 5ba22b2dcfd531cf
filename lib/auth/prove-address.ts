import { randomUUID } from "node:crypto";
import { findProvedUser } from "../accounts/account-rows.ts";
import type { SignInResult } from "../accounts/context.ts";
import { type EmailAddress, parseEmailAddress } from "../accounts/email-address.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { startAttempt } from "../attempts/start.ts";
import { browserOf } from "../attempts/browser.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { database, type Tx } from "../db/client.ts";
import type { SetCookie } from "../http/cookies.ts";
import { addressInUseMail } from "../mail/email-code-mail.ts";
import { proveNewAddress } from "../methods/email-code/change-address.ts";
import { limitCodes } from "../methods/email-code/code-limits.ts";
import { type RequestCodeResult, storeCode } from "../methods/email-code/request-code.ts";
import { type PendingCode, pendingCode } from "../methods/email-code/stored-code.ts";
import type { SessionView } from "../sessions/check.ts";
import { recentSeconds } from "../sessions/step-up.ts";
import { seeOther } from "./answers.ts";
import { hashKey, hashKeys } from "./hash-key.ts";
import { proveByCode, type ProofResult } from "./prove-by-code.ts";
import { noGuest } from "./reauthenticate.ts";
import { addingFor, afterAdding } from "./settings-paths.ts";
import { reauthenticatePath, type StepUpWish, stepUpPath, withStepUp, wishOf } from "./step-up.ts";
import type { Visitor } from "./visitor.ts";
import { ownAttempt, type OwnAttempt, sameSession } from "./waiting.ts";

/** The page on which an address is proved or changed. */
export const addressPage = "/account/sign-in-methods/email";

/** Proving a first address and changing a proved one are asked for apart: only the first is open to who has no method that counts. */
export function addressWish(user: Pick<SessionView["user"], "emailProved">, returnTo: string): StepUpWish {
  return { purpose: user.emailProved ? "change_email" : "add_email", returnTo: addingFor(addressPage, returnTo) };
}

/**
 * Stores a code and queues its mail. An address that another user has proved gets a mail that says so instead; to the
 * person who asks the two look the same, down to the statements.
 */
async function mailProof(tx: Tx, attempt: Pick<Attempt, "id" | "userId">, email: EmailAddress, now: Date): Promise<void> {
  const holder = await findProvedUser(tx, email.canonical);
  const mail = holder && holder.id !== attempt.userId ? { mail: addressInUseMail(email.address) } : {};
  await storeCode(tx, { attemptId: attempt.id, purpose: "change_email", email, now, ...mail }, { hashKeys: hashKeys(), keys: vaultKeys() });
}

export type StartAddressResult =
  | { kind: "answer"; response: Response }
  | { kind: "invalid"; outcome: "email_address_invalid" | "email_address_same" }
  | Extract<RequestCodeResult, { kind: "rate_limited" }>
  | { kind: "sent"; attempt: Attempt; cookies: SetCookie[] };

/**
 * Mails a code to an address that the signed-in user wants to prove. The fresh proof is used up here, where the deed
 * is asked for: the attempt carries it on, for the ten minutes of the code and in this session alone. (At the code a
 * wrong digit would have to either spend the proof or go uncounted.)
 * @param input.returnTo where the person goes on afterwards, as the form says it
 * @throws DatabaseUnavailableError
 */
export async function startAddressProof(visitor: Visitor, input: { email: unknown; returnTo?: unknown }): Promise<StartAddressResult> {
  const session = await visitor.session();
  const returnTo = afterAdding(input.returnTo);
  if (!session) return { kind: "answer", response: seeOther(`/signin?${new URLSearchParams({ returnTo: addingFor(addressPage, returnTo) })}`) };
  const wish = addressWish(session.user, returnTo);
  const asks = await stepUpPath(session, wish);
  if (asks) return { kind: "answer", response: seeOther(asks) };
  const email = parseEmailAddress(input.email);
  if (!email) return { kind: "invalid", outcome: "email_address_invalid" };
  if (session.user.emailProved && session.user.email === email.canonical) return { kind: "invalid", outcome: "email_address_same" };
  const limited = await limitCodes(database(), hashKey(), { purpose: "change_email", email, userId: session.userId, clientAddress: visitor.clientAddress });
  if (limited) return limited;
  const { browser, cookie } = browserOf(visitor.cookieHeader, visitor.secure);
  const started = await withStepUp(visitor, wish, async (tx, { id, userId }, now) => {
    const { attempt } = await startAttempt(tx, { id: randomUUID(), intent: "prove_email", method: "email_code", returnTo, purpose: wish.purpose, browserHash: browser.hash, session: { id, userId }, client: visitor.client, now });
    await mailProof(tx, attempt, email, now);
    return attempt;
  });
  return started.kind === "done" ? { kind: "sent", attempt: started.result, cookies: [cookie] } : started;
}

export type AddressProof = ({ ok: true; attempt: Attempt } & PendingCode) | Extract<OwnAttempt, { ok: false }>;

/** The proof of an address that a page or form names, if this browser asked for it in the session that it still has. */
export async function ownAddressProof(visitor: Visitor, id: unknown): Promise<AddressProof> {
  const own = await ownAttempt(visitor, id, "open");
  if (!own.ok) return own;
  const { attempt } = own;
  if (attempt.intent !== "prove_email") return { ok: false, outcome: "attempt_unknown", attempt: null };
  if (!(await sameSession(visitor, attempt))) return { ok: false, outcome: "step_up_other_session", attempt };
  const pending = await database().transaction((tx) => pendingCode(tx, { attemptId: attempt.id, purpose: "change_email" }, vaultKeys()));
  return pending === null ? { ok: false, outcome: "email_code_expired", attempt } : { ok: true, attempt, ...pending };
}

/**
 * Mails another code for a proof that is under way, as long as the fresh proof is recent that it was begun with; then
 * the person is led to another one.
 * @throws DatabaseUnavailableError
 */
export async function resendAddressProof(visitor: Visitor, { attempt, address }: Extract<AddressProof, { ok: true }>): Promise<RequestCodeResult | { kind: "answer"; response: Response }> {
  const old = Date.now() - attempt.createdAt.getTime() > recentSeconds * 1_000;
  if (old) return { kind: "answer", response: seeOther(reauthenticatePath({ purpose: wishOf(attempt)?.purpose ?? "change_email", returnTo: addingFor(addressPage, attempt.returnTo) })) };
  const email = parseEmailAddress(address);
  if (!email) throw new Error("an address was stored that is none");
  const limited = await limitCodes(database(), hashKey(), { purpose: "change_email", email, userId: attempt.userId, clientAddress: visitor.clientAddress });
  if (limited) return limited;
  await database().transaction((tx) => mailProof(tx, attempt, email, new Date()));
  return { kind: "sent" };
}

/**
 * Tries a code; the right one makes the address the proved one of the signed-in user, or leads to the question whose
 * the account is that merely holds it.
 */
export async function verifyAddressProof(visitor: Visitor, attempt: Attempt, code: string): Promise<ProofResult | SignInResult> {
  return await proveByCode({ attempt, purpose: "change_email", code, visitor, joinGuest: noGuest }, (tx, context, email) => proveNewAddress(tx, context, attempt, email));
}
