import { type SignInContext, type SignInResult, type WaitingReason, waitingReasons } from "../accounts/context.ts";
import { type Attempt, findAttempt } from "../attempts/attempt.ts";
import { database, type Tx } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { AuthError, withReference } from "../errors.ts";
import { clearCookie, guestCookieName, type SetCookie } from "../http/cookies.ts";
import { refusedForm } from "../http/form-route.ts";
import { defaultReturnTo } from "../http/return-to.ts";
import { sessionCookie } from "../sessions/cookie.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { logOutcome, seeOther, seeRecovery } from "./answers.ts";
import { deviceCookie, deviceHash } from "./device-cookie.ts";
import { forgottenMethod, lastMethodCookie } from "./last-method.ts";
import { mergedPath, mergePreviewPage } from "./merge/paths.ts";
import { deedPath, settingsEndPath, settingsPage, startedInSettings } from "./settings-paths.ts";
import { viaOf } from "./switched-on.ts";
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
  const good = await visitor.session();
  const adoptGuest = joinGuest(visitor.guestToken);
  const session = good ? { id: good.id, userId: good.userId } : null;
  try {
    // Each run has its own time: one that waited for a merge makes a session that is younger than the merge.
    return await retriedTransaction(database(), async (tx) => await work(tx, { attempt, session, now: new Date(), keys: vaultKeys(), adoptGuest, origin: visitor.origin, browserHash: deviceHash(visitor.device) }));
  } catch (error) {
    const ended = error instanceof AuthError && error.code === "attempt_used" ? await findAttempt(database().db, attempt.id) : null;
    if (ended?.status === "succeeded") return { kind: "twin", outcome: ended.outcome };
    throw withReference(error, attempt.reference);
  }
}

/** The cookies of a good sign-in: the new session, how it was made (but on a shared computer), the name of the browser, and no guest any more. */
function signedInCookies(result: Extract<SignInResult, { kind: "signed_in" }>, visitor: Visitor): SetCookie[] {
  const { secure, shared, guestToken } = visitor;
  const hint = shared ? forgottenMethod(visitor) : [lastMethodCookie(result.session.method, secure), deviceCookie(visitor.device, secure)];
  return [sessionCookie(result.session, secure), ...hint, ...(guestToken ? [clearCookie(guestCookieName(secure), { secure })] : [])];
}

const waitingPages: Record<WaitingReason, string> = {
  email_in_use: "/signin/existing",
  switch_asked: "/signin/switch",
  email_claimed: "/signin/yours",
  link_asked: `${settingsPage}/link/confirm`,
  merge_proved: mergePreviewPage,
  keep_asked: "/signin/keep",
};

/** Where an attempt that waits for the person continues. */
export function waitingPath(reason: WaitingReason, attemptId: string): string {
  return `${waitingPages[reason]}?${new URLSearchParams({ attempt: attemptId })}`;
}

/**
 * The page behind an address that was proved: it says whether that was a first one. A refused proof never leads here.
 * Where the person signed in to the account that had the address, it is that one's first. Who added it on the way to
 * something else goes on with that.
 */
function provedPath({ returnTo, purpose, outcome }: Pick<Attempt, "returnTo" | "purpose" | "outcome">): string {
  if (returnTo !== settingsPage) return returnTo;
  return `${returnTo}?${new URLSearchParams({ done: purpose === "add_email" || outcome === "signed_in" ? "email_added" : "email_changed" })}`;
}

/**
 * The page that says "you are signed in", or offers to sign in: whatever the browser holds by then. Who proved
 * themselves again goes back to what they were about to do.
 */
export function signedInPath(attempt: Pick<Attempt, "returnTo" | "intent" | "purpose" | "outcome" | "method">): string {
  if (startedInSettings(attempt)) return settingsEndPath(attempt, attempt.outcome ?? "");
  if (attempt.intent === "prove_email") return provedPath(attempt);
  if (attempt.intent === "merge") return mergedPath;
  if (attempt.intent === "reauthenticate" || attempt.intent === "add_first_method") return attempt.returnTo;
  return `/signin?${new URLSearchParams({ returnTo: attempt.returnTo })}`;
}

/** Where an attempt continues that waits for the person, or null when it does not wait. */
export function waitingPathOf(attempt: Attempt): string | null {
  const reason = waitingReasons.find((one) => one === attempt.outcome);
  return attempt.status === "waiting" && reason ? waitingPath(reason, attempt.id) : null;
}

/** The same for a form: a refusal is the recovery page with the outcome's own status. */
export async function answerForm(request: Request, result: SignInResult, attempt: Attempt, visitor: Visitor): Promise<Response> {
  return result.kind === "refused" ? await refusedForm(request, result.outcome, { reference: attempt.reference, via: viaOf(attempt.method) }) : answerSignIn(result, attempt, visitor);
}

/** Where somebody goes on who is signed in: to the page that says what was done, or to what they were about to do. */
function confirmedPath(attempt: Attempt, outcome: Extract<SignInResult, { kind: "confirmed" }>["outcome"]): string {
  if (outcome === "email_proved") return provedPath(attempt);
  return outcome === undefined ? attempt.returnTo : deedPath(outcome, attempt.method);
}

/**
 * Where somebody lands who has just signed in. The account page says what came of a collision; whoever was on the way
 * to something else goes straight on, and has it in the mail.
 */
function landingPath(result: Extract<SignInResult, { kind: "signed_in" }>, { returnTo, outcome, method }: Attempt): string {
  if (result.passwordDropped) return `${settingsPage}?done=password_not_set`;
  if (returnTo !== defaultReturnTo) return returnTo;
  if (result.outcome === "account_linked") return deedPath("account_linked", method, returnTo);
  // The attempt is as it was when the person answered: "this is not mine".
  return result.outcome === "signed_up" && outcome === "email_in_use" ? deedPath("kept_apart", method, returnTo) : returnTo;
}

/** Turns the result of a sign-in into the redirect that the browser gets. */
export function answerSignIn(result: SignInResult, attempt: Attempt, visitor: Visitor, cookies: readonly SetCookie[] = []): Response {
  switch (result.kind) {
    case "signed_in":
      logOutcome(result.outcome, attempt);
      return seeOther(landingPath(result, attempt), [...cookies, ...signedInCookies(result, visitor)]);
    case "confirmed":
      logOutcome(result.outcome ?? "identity_confirmed", attempt);
      return seeOther(confirmedPath(attempt, result.outcome), [...cookies, sessionCookie(result.renewed, visitor.secure)]);
    case "refreshed":
      logOutcome(result.outcome, attempt);
      return seeOther(settingsEndPath(attempt, result.outcome), cookies);
    case "waiting":
      logOutcome(result.reason, attempt, { event: "attempt.waiting" });
      return seeOther(waitingPath(result.reason, attempt.id), cookies);
    case "twin":
      logOutcome("already_signed_in", attempt, { event: "attempt.answered" });
      return seeOther(signedInPath({ ...attempt, outcome: result.outcome ?? attempt.outcome }), cookies);
    case "refused":
      return seeRecovery(result.outcome, attempt, cookies);
    default:
      return result satisfies never;
  }
}
