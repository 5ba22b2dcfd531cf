import { randomUUID } from "node:crypto";
import { confirmByMethod } from "../accounts/confirm-identity.ts";
import type { SignInResult } from "../accounts/context.ts";
import { findProvedUser } from "../accounts/account-rows.ts";
import { refuseSignIn } from "../accounts/context.ts";
import { parseEmailAddress } from "../accounts/email-address.ts";
import { ownsStepUpMethod, type SignInMethods, signInMethodsOf } from "../accounts/sign-in-methods.ts";
import { isSwitchedOn } from "../accounts/usable-provider.ts";
import { type Attempt, settleAttempt } from "../attempts/attempt.ts";
import { startAttempt } from "../attempts/start.ts";
import { browserOf } from "../attempts/browser.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { database } from "../db/client.ts";
import { AuthError, withReference } from "../errors.ts";
import type { SetCookie } from "../http/cookies.ts";
import { type PendingCode, pendingCode } from "../methods/email-code/stored-code.ts";
import type { SessionView } from "../sessions/check.ts";
import { isProvider, type ProviderName, type SignInMethodName } from "../sessions/methods.ts";
import { takesReturn } from "../sessions/step-up.ts";
import { mailCode } from "./email-sign-in.ts";
import { proveByCode, type ProofResult } from "./prove-by-code.ts";
import { type StepUpWish, stepUpPath, wishOf } from "./step-up.ts";
import type { JoinGuest, Visitor } from "./visitor.ts";
import { ownAttempt, type OwnAttempt } from "./waiting.ts";

/** What the page that asks for a fresh proof can offer. */
export type ReauthenticateView =
  | { kind: "signed_out" }
  /** No proof is needed (any more). */
  | { kind: "proved" }
  | { kind: "ask"; session: SessionView; methods: SignInMethods }
  /** Nothing that counts is there, but coming back from one of these providers is of use. */
  | { kind: "first_method"; session: SessionView; providers: ProviderName[] }
  | { kind: "no_method"; session: SessionView };

/** Where somebody stands who is about to do something sensitive. */
export async function reauthenticateView(visitor: Visitor, wish: StepUpWish): Promise<ReauthenticateView> {
  const session = await visitor.session();
  const methods = session && (await signInMethodsOf(database().db, session.userId));
  if (!session || !methods) return { kind: "signed_out" };
  if ((await stepUpPath(session, wish)) === null) return { kind: "proved" };
  if (ownsStepUpMethod(methods)) return { kind: "ask", session, methods };
  const providers = [...new Set(methods.linked.map(({ provider }) => provider))].filter(isProvider).filter(isSwitchedOn);
  return takesReturn(wish.purpose) && providers.length > 0 ? { kind: "first_method", session, providers } : { kind: "no_method", session };
}

/** Records that somebody begins to prove themselves again: bound to this browser, this session, and one purpose. */
export async function startReauthentication(visitor: Visitor, session: SessionView, wish: StepUpWish, method: SignInMethodName): Promise<{ attempt: Attempt; cookies: SetCookie[] }> {
  const { browser, cookie } = browserOf(visitor.cookieHeader, visitor.secure);
  const { attempt } = await database().transaction((tx) =>
    startAttempt(tx, {
      id: randomUUID(),
      intent: "reauthenticate",
      method,
      returnTo: wish.returnTo,
      browserHash: browser.hash,
      session: { id: session.id, userId: session.userId },
      purpose: wish.purpose,
      client: visitor.client,
      now: new Date(),
    }),
  );
  return { attempt, cookies: [cookie] };
}

export type StartCodeResult = { kind: "sent"; attempt: Attempt; cookies: SetCookie[] } | { kind: "rate_limited"; retryAfterSeconds: number; reference: string };

/**
 * Mails a code to the proved address of somebody who is signed in, and to no other.
 * @throws AuthError `step_up_method_gone` when the user has no proved address; DatabaseUnavailableError
 */
export async function startCodeStepUp(visitor: Visitor, session: SessionView, wish: StepUpWish): Promise<StartCodeResult> {
  const { attempt, cookies } = await startReauthentication(visitor, session, wish, "email_code");
  const now = new Date();
  try {
    const sent = await mailStepUpCode(visitor, attempt);
    if (sent.kind === "sent") return { kind: "sent", attempt, cookies };
    await settleAttempt(database().db, attempt.id, { status: "failed", outcome: "rate_limited", now });
    return { ...sent, reference: attempt.reference };
  } catch (error) {
    await settleAttempt(database().db, attempt.id, { status: "failed", outcome: error instanceof AuthError ? error.code : "unexpected", now }).catch(() => undefined);
    throw withReference(error, attempt.reference);
  }
}

/** Mails a code, or another one, for a step-up that is under way. @throws AuthError `step_up_method_gone` */
export async function mailStepUpCode(visitor: Visitor, attempt: Attempt) {
  const user = attempt.userId === null ? null : await database().db.user.findUnique({ where: { id: attempt.userId }, select: { provedEmail: true } });
  const email = parseEmailAddress(user?.provedEmail);
  if (!email) throw new AuthError("step_up_method_gone", "a code was asked for without a proved address");
  return await mailCode(attempt, "reauthenticate", email, visitor);
}

export type OwnReauthentication = { ok: true; attempt: Attempt; wish: StepUpWish; session: SessionView } | Extract<OwnAttempt, { ok: false }>;

/**
 * The step-up that a page or form names, if this browser started it in the session that it still has.
 * @param method by which it was started
 */
export async function ownReauthentication(visitor: Visitor, id: unknown, method: SignInMethodName): Promise<OwnReauthentication> {
  const own = await ownAttempt(visitor, id, "open");
  if (!own.ok) return own;
  const { attempt } = own;
  const wish = wishOf(attempt);
  if (!wish || attempt.intent !== "reauthenticate" || attempt.method !== method) return { ok: false, outcome: "attempt_unknown", attempt: null };
  const session = await visitor.session();
  return session && session.id === attempt.sessionId && session.userId === attempt.userId ? { ok: true, attempt, wish, session } : { ok: false, outcome: "step_up_other_session", attempt };
}

/** Where the newest code of a step-up went; null when none waits any more. */
export async function stepUpCode(attempt: Attempt): Promise<PendingCode | null> {
  return await database().transaction((tx) => pendingCode(tx, { attemptId: attempt.id, purpose: "reauthenticate" }, vaultKeys()));
}

/** Who is signed in has no guest to bring along. */
export const noGuest: JoinGuest = () => async () => undefined;

/** Tries a code; the right one gives this session a grant for the purpose that it was asked for. */
export async function verifyStepUpCode(visitor: Visitor, attempt: Attempt, code: string): Promise<ProofResult | SignInResult> {
  return await proveByCode({ attempt, purpose: "reauthenticate", code, visitor, joinGuest: noGuest }, async (tx, context, email) => {
    // The address may have been moved or removed since the mail left.
    const holder = await findProvedUser(tx, email.canonical);
    return holder?.id === attempt.userId ? await confirmByMethod(tx, context, attempt, "email_code") : await refuseSignIn(tx, context, "step_up_method_gone");
  });
}
