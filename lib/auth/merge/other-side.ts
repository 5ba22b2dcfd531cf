import { randomUUID } from "node:crypto";
import { findOwner, findProvedUser } from "../../accounts/account-rows.ts";
import { refuseSignIn, type SignInContext, type SignInResult } from "../../accounts/context.ts";
import { parseEmailAddress } from "../../accounts/email-address.ts";
import { proveOtherSide } from "../../accounts/merge/merge-proof.ts";
import type { ProviderIdentity } from "../../accounts/provider-identity.ts";
import { type Attempt, settleAttempt } from "../../attempts/attempt.ts";
import { startAttempt } from "../../attempts/start.ts";
import { browserOf } from "../../attempts/browser.ts";
import { vaultKeys } from "../../crypto/vault-keys.ts";
import { database, type Tx } from "../../db/client.ts";
import type { SetCookie } from "../../http/cookies.ts";
import type { RequestCodeResult } from "../../methods/email-code/request-code.ts";
import { type PendingCode, pendingCode } from "../../methods/email-code/stored-code.ts";
import { provePasskey } from "../../methods/passkey/assertion.ts";
import { usePassword } from "../../methods/password/try-password.ts";
import type { SessionView } from "../../sessions/check.ts";
import type { ProviderName, SignInMethodName } from "../../sessions/methods.ts";
import { completeSignIn } from "../complete.ts";
import { mailCode } from "../email-sign-in.ts";
import { hear, type PasskeyResult } from "../passkey-sign-in.ts";
import { tryPasswordOf } from "../password-sign-in.ts";
import { proveByCode, type ProofResult } from "../prove-by-code.ts";
import { noGuest } from "../reauthenticate.ts";
import { failAttempt } from "../start-attempt.ts";
import { startProviderSignIn } from "../start-provider.ts";
import type { Visitor } from "../visitor.ts";
import { ownAttempt, type OwnAttempt } from "../waiting.ts";
import { mergePage } from "./paths.ts";

/** Proofs of the other account, in the browser and session of the first one. Nothing here signs anybody in. */

type Started = { attempt: Attempt; cookies: SetCookie[] };

async function startProof(visitor: Visitor, session: SessionView, method: SignInMethodName): Promise<Started> {
  const { browser, cookie } = browserOf(visitor.cookieHeader, visitor.secure);
  const { attempt } = await database().transaction((tx) =>
    startAttempt(tx, {
      id: randomUUID(),
      intent: "merge",
      method,
      returnTo: mergePage,
      browserHash: browser.hash,
      session: { id: session.id, userId: session.userId },
      purpose: "merge",
      client: visitor.client,
      now: new Date(),
    }),
  );
  return { attempt, cookies: [cookie] };
}

export type StartMergeCode = { kind: "invalid"; outcome: "email_address_invalid" } | { kind: "rate_limited"; retryAfterSeconds: number; reference: string } | ({ kind: "sent" } & Started);

/**
 * Mails a code to the address that was typed. The same work and the same answer whether or not anybody has it.
 * @throws AuthError; DatabaseUnavailableError
 */
export async function startMergeCode(visitor: Visitor, session: SessionView, typed: string): Promise<StartMergeCode> {
  const email = parseEmailAddress(typed);
  if (!email) return { kind: "invalid", outcome: "email_address_invalid" };
  const { attempt, cookies } = await startProof(visitor, session, "email_code");
  try {
    const sent = await mailCode(attempt, "merge", email, visitor);
    if (sent.kind === "sent") return { kind: "sent", attempt, cookies };
    await settleAttempt(database().db, attempt.id, { status: "failed", outcome: "rate_limited", now: new Date() });
    return { ...sent, reference: attempt.reference };
  } catch (error) {
    throw await failAttempt(attempt, error);
  }
}

export type OwnMergeCode = ({ ok: true; attempt: Attempt } & PendingCode) | Extract<OwnAttempt, { ok: false }>;

/** The code that a page or form names, if this browser asked for it in the session that it still has. */
export async function ownMergeCode(visitor: Visitor, id: unknown): Promise<OwnMergeCode> {
  const own = await ownAttempt(visitor, id, "open");
  if (!own.ok) return own;
  const { attempt } = own;
  if (attempt.intent !== "merge" || attempt.method !== "email_code") return { ok: false, outcome: "attempt_unknown", attempt: null };
  const session = await visitor.session();
  if (!session || session.id !== attempt.sessionId) return { ok: false, outcome: "step_up_other_session", attempt };
  const pending = await database().transaction((tx) => pendingCode(tx, { attemptId: attempt.id, purpose: "merge" }, vaultKeys()));
  return pending === null ? { ok: false, outcome: "email_code_expired", attempt } : { ok: true, attempt, ...pending };
}

/** Mails another code for a proof that is under way. */
export async function resendMergeCode(visitor: Visitor, { attempt, address }: Extract<OwnMergeCode, { ok: true }>): Promise<RequestCodeResult> {
  const email = parseEmailAddress(address);
  if (!email) throw new Error("an address was stored that is none");
  return await mailCode(attempt, "merge", email, visitor);
}

/** Tries a code; the right one proves whoever has proved the address. */
export async function verifyMergeCode(visitor: Visitor, attempt: Attempt, code: string): Promise<ProofResult | SignInResult> {
  return await proveByCode({ attempt, purpose: "merge", code, visitor, joinGuest: noGuest }, async (tx, context, email) => {
    const holder = await findProvedUser(tx, email.canonical);
    return holder ? await proveOtherSide(tx, context, attempt, { userId: holder.id, method: "email_code" }) : await refuseSignIn(tx, context, "merge_no_account");
  });
}

export type MergePassword =
  | { kind: "invalid"; outcome: "email_address_invalid" | "password_missing" }
  | ({ kind: "tried"; tried: SignInResult | { kind: "rate_limited"; retryAfterSeconds: number } } & Started);

/**
 * Tries an address and a password. A wrong one is `password_wrong`, whatever was wrong about it; tries count as at
 * signing in, and each is an attempt of its own.
 * @throws AuthError `password_busy`; DatabaseUnavailableError
 */
export async function mergeByPassword(visitor: Visitor, session: SessionView, typed: { email: string; password: string }): Promise<MergePassword> {
  const email = parseEmailAddress(typed.email);
  if (!email) return { kind: "invalid", outcome: "email_address_invalid" };
  if (typed.password === "") return { kind: "invalid", outcome: "password_missing" };
  const { attempt, cookies } = await startProof(visitor, session, "password");
  try {
    const tried = await tryPasswordOf(visitor, email, typed.password);
    if (tried.kind === "rate_limited") {
      await settleAttempt(database().db, attempt.id, { status: "failed", outcome: "rate_limited", now: new Date() });
      return { kind: "tried", tried, attempt, cookies };
    }
    const result = await completeSignIn(attempt, visitor, noGuest, async (tx, context) => {
      const counts = tried.kind === "right" && (await usePassword(tx, tried));
      return counts ? await proveOtherSide(tx, context, attempt, { userId: tried.userId, method: "password" }) : await refuseSignIn(tx, context, "password_wrong");
    });
    return { kind: "tried", tried: result, attempt, cookies };
  } catch (error) {
    throw await failAttempt(attempt, error);
  }
}

/**
 * Proves whoever the passkey of an answer belongs to. An answer is spent whether it was good or not.
 * @param text what script put into the form, as JSON
 */
export async function mergeByPasskey(visitor: Visitor, session: SessionView, text: string): Promise<{ passkey: PasskeyResult; cookies: SetCookie[] }> {
  const hearing = hear(visitor, text);
  if (!hearing.ok) return { passkey: hearing.unheard, cookies: [] };
  const { answer, browser } = hearing;
  const { attempt, cookies } = await startProof(visitor, session, "passkey");
  const result = await completeSignIn(attempt, visitor, noGuest, async (tx, context) => {
    const proof = await provePasskey(tx, answer, { purpose: "merge", browserHash: browser.hash, sessionId: session.id }, { now: context.now });
    return proof.kind === "proved" ? await proveOtherSide(tx, context, attempt, { userId: proof.userId, method: "passkey" }) : await refuseSignIn(tx, context, proof.outcome);
  });
  return { passkey: { kind: "decided", result, attempt }, cookies };
}

/** Sends the browser to a provider of the other account. */
export async function startMergeAtProvider(request: Request, provider: ProviderName): Promise<Response> {
  return await startProviderSignIn(request, provider, mergePage, { intent: "merge", purpose: "merge" });
}

/** What a return from a provider proves: the user whose account it is, where that user owns nothing better. Nothing is linked or brought up to date. */
export async function mergeByProvider(tx: Tx, context: SignInContext, attempt: Attempt, identity: ProviderIdentity): Promise<SignInResult> {
  const owner = await findOwner(tx, identity);
  return owner ? await proveOtherSide(tx, context, attempt, { userId: owner.userId, method: identity.provider }) : await refuseSignIn(tx, context, "merge_no_account");
}
