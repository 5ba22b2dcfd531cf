import type { SignInContext, SignInResult, WaitingReason } from "../accounts/context.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { database, type Tx } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { clearCookie, guestCookieName, type SetCookie } from "../http/cookies.ts";
import { sessionCookie } from "../sessions/cookie.ts";
import { vaultKeys } from "../token-vault/keys.ts";
import { logOutcome, seeOther, seeRecovery } from "./answers.ts";
import { type JoinGuest, type Visitor } from "./visitor.ts";

/**
 * Runs the decision and the writing of a sign-in in one transaction, again when somebody else was first.
 * @param work decides with the given context; `context.session` is null when the browser's session is not good
 */
export async function completeSignIn(
  attempt: Attempt,
  visitor: Visitor,
  joinGuest: JoinGuest,
  work: (tx: Tx, context: SignInContext) => Promise<SignInResult>,
): Promise<SignInResult> {
  const now = new Date();
  const good = await visitor.session();
  const adoptGuest = joinGuest(visitor.guestToken);
  return await retriedTransaction(database(), async (tx) => {
    const session = good ? { id: good.id, userId: good.userId } : null;
    return await work(tx, { attempt, session, now, keys: vaultKeys(), adoptGuest });
  });
}

/** The cookies of a good sign-in: the new session, and no guest any more. */
export function signedInCookies(result: Extract<SignInResult, { kind: "signed_in" }>, visitor: Visitor): SetCookie[] {
  const { secure, guestToken } = visitor;
  return [sessionCookie(result.session.token, secure), ...(guestToken ? [clearCookie(guestCookieName(secure), { secure })] : [])];
}

const waitingPages: Record<WaitingReason, string> = { email_in_use: "/signin/existing", switch_asked: "/signin/switch", email_claimed: "/signin/yours" };

/** Where an attempt that waits for the person continues. */
export function waitingPath(reason: WaitingReason, attemptId: string): string {
  return `${waitingPages[reason]}?${new URLSearchParams({ attempt: attemptId })}`;
}

/** Turns the result of a sign-in into the redirect that the browser gets. */
export function answerSignIn(result: SignInResult, attempt: Attempt, visitor: Visitor, cookies: readonly SetCookie[] = []): Response {
  switch (result.kind) {
    case "signed_in":
      logOutcome(result.outcome, attempt);
      return seeOther(attempt.returnTo, [...cookies, ...signedInCookies(result, visitor)]);
    case "waiting":
      logOutcome(result.reason, attempt);
      return seeOther(waitingPath(result.reason, attempt.id), cookies);
    case "refused":
      return seeRecovery(result.outcome, attempt, cookies);
    default:
      return result satisfies never;
  }
}
