import { type ClosingView, closingView } from "../accounts/closing-view.ts";
import { closeForSafety, type CompromiseResult, CompromiseRefused, readNotMeLink } from "../accounts/compromise.ts";
import { randomReference } from "../crypto/random.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { database } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { recoveryPath, refusedForm } from "../http/form-route.ts";
import { clearedSessionCookie } from "../sessions/cookie.ts";
import { logOutcome, seeOther } from "./answers.ts";
import { type StepUpWish, withStepUp } from "./step-up.ts";
import type { Visitor } from "./visitor.ts";

/** The page on which somebody says that it was not them. */
export const notMePage = "/account/not-me";
export const notMeWish: StepUpWish = { purpose: "close_account", returnTo: notMePage };

/** How far back it can be said to have begun, in seconds. */
export const notMeSince = { hour: 3_600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 } as const;

/** Where the account was closed: to the page that says how to open it again, or, without an address to open it by, to the sign-in page. */
function closedPath(result: Extract<CompromiseResult, { kind: "closed" }>): string {
  return result.locked ? recoveryPath("user_locked", logOutcome("user_locked", null, { event: "attempt.answered" })) : "/signin?notice=closed";
}

async function answer(request: Request, visitor: Visitor, result: CompromiseResult): Promise<Response> {
  if (result.kind === "refused") return await refusedForm(request, result.outcome, { reference: randomReference() });
  return seeOther(closedPath(result), [clearedSessionCookie(visitor.secure)]);
}

const refused = (error: unknown): CompromiseResult => {
  if (error instanceof CompromiseRefused) return { kind: "refused", outcome: error.outcome };
  throw error;
};

/**
 * "Something here was not me", by somebody who is signed in, after a fresh proof: whoever holds a stolen session cannot
 * put the owner out by it.
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function sayNotMe(request: Request, visitor: Visitor, since: keyof typeof notMeSince): Promise<Response> {
  try {
    const done = await withStepUp<CompromiseResult>(visitor, notMeWish, async (tx, { userId }, now) =>
      await closeForSafety(tx, { userId, since: new Date(now.getTime() - notMeSince[since] * 1_000), by: "shopper", now, keys: vaultKeys() }));
    return done.kind === "answer" ? done.response : await answer(request, visitor, done.result);
  } catch (error) {
    return await answer(request, visitor, refused(error));
  }
}

/** Whoever comes by a link has chosen no time, and has no page to choose a shorter one on. */
const byLink = (result: CompromiseResult): CompromiseResult => (result.kind === "refused" && result.outcome === "compromise_no_way" ? { ...result, outcome: "not_me_link_no_way" } : result);

/** What the page says that asks somebody who is signed in. Changes nothing. */
export async function notMeView(userId: string): Promise<ClosingView | null> {
  const now = Date.now();
  return await closingView(database().db, userId, Object.values(notMeSince).map((seconds) => new Date(now - seconds * 1_000)));
}

/** When the sign-in was that a mailed link is about, and what follows; null for a link that does not work any more. Changes nothing. */
export async function notMeLinkView(token: unknown): Promise<{ signedInAt: Date; closing: ClosingView } | null> {
  const { db } = database();
  const link = await readNotMeLink(db, token, new Date());
  const closing = link && (await closingView(db, link.userId, [link.since]));
  return closing && { signedInAt: link.signedInAt, closing };
}

/**
 * The same by the link in the notice of a sign-in, for whoever reads the owner's mail. No session is asked for: it may
 * be in the wrong hands.
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function sayNotMeByLink(request: Request, visitor: Visitor, token: string): Promise<Response> {
  const now = new Date();
  const result = await retriedTransaction(database(), async (tx): Promise<CompromiseResult> => {
    const link = await readNotMeLink(tx, token, now);
    return link ? await closeForSafety(tx, { userId: link.userId, since: link.since, by: "shopper", now, keys: vaultKeys() }) : { kind: "refused", outcome: "not_me_link_unknown" };
  }).catch(refused);
  return await answer(request, visitor, byLink(result));
}
