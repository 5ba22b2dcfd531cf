import type { Attempt } from "../attempts/attempt.ts";
import type { Tx } from "../db/client.ts";
import type { Statement } from "../db/together.ts";
import type { SessionToken } from "../sessions/cookie.ts";
import { isProvider, type SignInMethodName } from "../sessions/methods.ts";
import type { SessionOrigin } from "../sessions/device.ts";
import { browserStatement, isNewBrowser } from "../sessions/known-browser.ts";
import { type IssuedSession, issueSessionBeside } from "../sessions/issue.ts";
import { countSettled, settleAttempt, settleStatement } from "../attempts/attempt.ts";
import type { AuditInput } from "../audit/record.ts";
import { AuthError } from "../errors.ts";
import { deviceInWords, methodInWords } from "../i18n/sign-in-words.ts";
import { newNotMeLink } from "./compromise.ts";
import { inLocale } from "../i18n/locale.ts";
import { languageOf } from "../mail/language.ts";
import { noticeTo } from "../mail/notices.ts";
import type { OutcomeCode } from "../outcomes.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import { labelOf } from "./usable-provider.ts";

/** What every way of signing in brings along. */
export type SignInContext = {
  attempt: Pick<Attempt, "id"> & Partial<Pick<Attempt, "intent" | "purpose">>;
  /** The session of this browser, whoever's it is. It ends when a new one is issued. */
  session: { id: string; userId: string } | null;
  now: Date;
  keys: readonly VaultKey[];
  /** When the proof was given, where that was before now: the session is as old as it. */
  provedAt?: Date | undefined;
  /** From where the session is begun. */
  origin?: SessionOrigin | undefined;
  /** The name that we gave the browser: its owner is told of a sign-in in one that was not used before. */
  browserHash?: string | undefined;
  /** Lets what the visitor collected as a guest join the user, in the same transaction. */
  adoptGuest: (tx: Tx, userId: string) => Promise<void>;
};

/** What the person is asked before a sign-in can go on. */
export const waitingReasons = ["email_in_use", "switch_asked", "email_claimed", "link_asked", "merge_proved", "keep_asked"] as const;
export type WaitingReason = (typeof waitingReasons)[number];

/** How connecting again ends well; the last three where a postal code was asked for. */
export type ReconnectEnd = "account_reconnected" | "postal_code_fetched" | "postal_code_declined" | "postal_code_missing";

export type SignInResult =
  /** `passwordDropped`: a new password was typed for it, and the account exists and has none. */
  | { kind: "signed_in"; session: IssuedSession; outcome: "signed_in" | "signed_up" | "account_linked"; passwordDropped?: true }
  /** Who is signed in proved it once more, proved an address, or linked an account; the session goes on under a new token. */
  | { kind: "confirmed"; renewed: SessionToken; outcome?: "email_proved" | "account_linked" | "account_replaced" }
  /** An account that is linked to who is signed in was brought up to date; the session goes on as it is. */
  | { kind: "refreshed"; outcome: "already_linked" | ReconnectEnd }
  | { kind: "waiting"; reason: WaitingReason }
  | { kind: "refused"; outcome: OutcomeCode }
  /** A request like this one, from the same browser, was faster and ended well. `outcome`: how. */
  | { kind: "twin"; outcome?: string | null };

/**
 * The common end of every good sign-in: new session, guest's things, attempt settled, deeds recorded. One transaction.
 * @param end.beside what else is written with it, and looks at what that returned
 * @throws AuthError `attempt_used` when the attempt has ended meanwhile; the transaction is to be rolled back then
 */
export async function finishSignIn(
  tx: Tx,
  context: SignInContext,
  end: { userId: string; method: SignInMethodName; outcome: "signed_in" | "signed_up" | "account_linked"; deeds: Omit<AuditInput, "userId" | "attemptId">[]; beside?: { statement: Statement; expect: (rows: readonly unknown[]) => void } },
): Promise<SignInResult> {
  const { attempt, now } = context;
  const deeds = end.deeds.map((deed): AuditInput => ({ ...deed, userId: end.userId, attemptId: attempt.id }));
  await context.adoptGuest(tx, end.userId);
  const settlement = { status: "succeeded", outcome: end.outcome, userId: end.userId, now } as const;
  const settling = settleStatement(attempt.id, settlement);
  const noting = context.browserHash ? [browserStatement({ userId: end.userId, browserHash: context.browserHash, now })] : [];
  const input = { userId: end.userId, method: end.method, attemptId: attempt.id, now, ...(context.provedAt ? { provedAt: context.provedAt } : {}), replaces: context.session, origin: context.origin, deeds };
  const { session, rows } = await issueSessionBeside(tx, input, [settling, ...(end.beside ? [end.beside.statement] : []), ...noting]);
  const [settled = [], ...others] = rows;
  end.beside?.expect(others.shift() ?? []);
  const [browser = []] = others;
  // Somebody ended the attempt meanwhile: throwing rolls everything back, so an attempt never gives two sessions.
  if (settled.length === 0) throw new AuthError("attempt_used", "the attempt had ended when its sign-in was about to commit");
  countSettled(tx, settlement, settled);
  if (isNewBrowser(browser)) await tellOfNewBrowser(tx, context, end);
  return { kind: "signed_in", session, outcome: end.outcome };
}

/** Tells the owner of a sign-in in a browser that was not used before: when, where, how, and a link that says "it was not me". */
async function tellOfNewBrowser(tx: Tx, { browserHash, now, keys, origin }: SignInContext, { userId, method }: { userId: string; method: SignInMethodName }): Promise<void> {
  if (!browserHash) return;
  const undoPath = await newNotMeLink(tx, { userId, browserHash });
  // In the owner's language: a stranger could choose one that the owner cannot read.
  await inLocale(await languageOf(tx, userId), async () => {
    const signIn = { device: deviceInWords(origin ?? { browser: null, system: null }), method: isProvider(method) ? labelOf(method) : methodInWords(method, {}) };
    await noticeTo(tx, userId, "new_browser", { now, keys, signIn, undoPath });
  });
}

/**
 * Settles an attempt as refused, within the transaction that decided it.
 * @throws AuthError `attempt_used` when the attempt has ended meanwhile
 */
export async function refuseSignIn(tx: Tx, context: SignInContext, outcome: OutcomeCode): Promise<SignInResult> {
  await settleOrThrow(tx, context, outcome === "attempt_expired" ? "expired" : "failed", outcome);
  return { kind: "refused", outcome };
}

/**
 * Lets an attempt wait for the person's answer.
 * @throws AuthError `attempt_used` when the attempt has ended meanwhile: nothing is parked for a dead attempt then
 */
export async function waitForPerson(tx: Tx, context: SignInContext, reason: WaitingReason): Promise<SignInResult> {
  await settleOrThrow(tx, context, "waiting", reason);
  return { kind: "waiting", reason };
}

async function settleOrThrow(tx: Tx, context: SignInContext, status: "failed" | "expired" | "waiting", outcome: OutcomeCode): Promise<void> {
  const settled = await settleAttempt(tx, context.attempt.id, { status, outcome, now: context.now });
  if (!settled) throw new AuthError("attempt_used", "the attempt had ended before its decision could be written");
}
