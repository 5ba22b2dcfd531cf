import { endParkedLink, linkParked } from "../accounts/confirm-link.ts";
import type { SignInContext, SignInResult } from "../accounts/context.ts";
import type { LinkAnswer } from "../accounts/decide-link.ts";
import { decideReturn } from "../accounts/sign-in-with-provider.ts";
import { type LinkedAccount, ownAccounts } from "../accounts/unlink-account.ts";
import { type Attempt, findAttempt } from "../attempts/attempt.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { withReference } from "../errors.ts";
import { type OutcomeCode, outcomes } from "../outcomes.ts";
import { pageResponse } from "../http/page-response.ts";
import type { SessionView } from "../sessions/check.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { logOutcome, seeOther } from "./answers.ts";
import { answerForm, answerSignIn } from "./complete.ts";
import { formEnd } from "./page-end.ts";
import { confirmLinkPath, deedPath, linkPath, settingsPage } from "./settings-paths.ts";
import { startProviderForm } from "./start-form.ts";
import { stepUpPath, type StepUpWish, withStepUp } from "./step-up.ts";
import type { Visitor } from "./visitor.ts";
import { waitingIdentity } from "./waiting.ts";

/** What a fresh proof is asked for before the provider is: the page that says what it would tell us. */
export function linkWish(provider: ProviderName): StepUpWish {
  return { purpose: "link", returnTo: linkPath(provider) };
}

/**
 * Sends somebody who is signed in to a provider to link an account there. It wants a fresh proof now and spends it only
 * with the link itself, so that a way that is not gone to its end costs nothing. The attempt is bound to this very session.
 * @throws DatabaseUnavailableError; AuthError
 */
export async function startLink(request: Request, visitor: Visitor, provider: ProviderName): Promise<Response> {
  const session = await visitor.session();
  if (!session) return seeOther(`/signin?${new URLSearchParams({ returnTo: settingsPage })}`);
  const proveFirst = await stepUpPath(session, linkWish(provider));
  if (proveFirst !== null) return seeOther(proveFirst);
  return await startProviderForm(request, provider, settingsPage, { intent: "link" });
}

/** The account that waits for a yes; `replaces` are the linked ones of which one would have to go. */
export type LinkView =
  | { ok: true; attempt: Attempt; session: SessionView; provider: ProviderName; name: string | null; email: string | null; replaces: LinkedAccount[] }
  | { ok: false; outcome: OutcomeCode; attempt: Attempt | null };

const nobodyJoins = async () => undefined;

function contextOf(attempt: Attempt, session: SessionView | null, now: Date): SignInContext {
  return { attempt, session: session && { id: session.id, userId: session.userId }, now, keys: vaultKeys(), adoptGuest: nobodyJoins };
}

/** What the confirming page shows, to the very session that asked for the link and to no other. Changes nothing. */
export async function linkView(visitor: Visitor, attemptId: unknown): Promise<LinkView> {
  const waiting = await waitingIdentity(visitor, attemptId, "link_asked");
  if (!waiting.ok) return waiting;
  const { attempt, identity } = waiting;
  const session = await visitor.session();
  const several = env().ALLOW_SEVERAL_AMAZON_ACCOUNTS;
  const { decision, replaces } = await database().transaction(async (tx) => {
    const decided = await decideReturn(tx, contextOf(attempt, session, new Date()), { attempt, identity, several });
    const inTheWay = decided.decision.kind === "confirm" ? decided.decision.replaces : [];
    return { decision: decided.decision, replaces: session ? await ownAccounts(tx, session.userId, inTheWay) : [] };
  });
  if (decision.kind === "refuse") return { ok: false, outcome: decision.outcome, attempt };
  if (!session) return { ok: false, outcome: "link_other_session", attempt };
  return { ok: true, attempt, session, provider: identity.provider, name: identity.name ?? null, email: identity.email ?? null, replaces };
}

/** The confirming page's wish for a fresh proof, which comes back to it. */
export function confirmLinkWish(attemptId: string): StepUpWish {
  return { purpose: "link", returnTo: confirmLinkPath(attemptId) };
}

async function endLink(attempt: Attempt, outcome: OutcomeCode): Promise<void> {
  await database().transaction((tx) => endParkedLink(tx, attempt.id, outcome, new Date()));
}

/** Outcomes that an identity has waited in vain for. */
const vain: readonly OutcomeCode[] = ["link_other_session", "link_owned_by_other", "user_suspended", "user_locked", "deletion_pending"];

/** Answers a form of the confirming page whose link cannot be made: what waited in vain is erased. */
export async function refuseLink(request: Request, view: Extract<LinkView, { ok: false }>, visitor: Visitor): Promise<Response> {
  if (view.attempt && vain.includes(view.outcome)) await endLink(view.attempt, view.outcome);
  return await formEnd(request, view, visitor);
}

/** "No": the waiting identity is erased, and nothing is linked. */
export async function cancelLink({ attempt }: Extract<LinkView, { ok: true }>): Promise<Response> {
  await endLink(attempt, "link_declined");
  logOutcome("link_declined", attempt);
  return seeOther(deedPath("link_declined", attempt.method));
}

/**
 * "Yes": links the waiting account to the signed-in user, in one transaction with the fresh proof. Without a proof of the
 * last ten minutes it leads to giving one, and back to the page. Where another account has come into the way meanwhile
 * the page asks once more. Whoever sends the form twice ends where the first one did.
 * @throws DatabaseUnavailableError; nothing is linked then
 */
export async function confirmLink(request: Request, visitor: Visitor, { attempt }: Extract<LinkView, { ok: true }>, answer: LinkAnswer): Promise<Response> {
  const several = env().ALLOW_SEVERAL_AMAZON_ACCOUNTS;
  const end = await withStepUp<SignInResult>(visitor, confirmLinkWish(attempt.id), async (tx, session, now, refuse) => {
    const result = await linkParked(tx, contextOf(attempt, session, now), attempt, answer, { several });
    return result.kind === "confirmed" || result.kind === "refreshed" ? result : refuse(result);
  }).catch((error: unknown) => {
    throw withReference(error, attempt.reference);
  });
  const result = end.kind === "done" ? end.result : null;
  if (result?.kind === "confirmed" || result?.kind === "refreshed") return answerSignIn(result, attempt, visitor);
  const twin = await findAttempt(database().db, attempt.id);
  if (twin?.status === "succeeded") return answerSignIn({ kind: "twin" }, twin, visitor);
  if (end.kind === "answer") return end.response;
  if (end.result.kind === "waiting") return await pageResponse(request, confirmLinkPath(attempt.id), { status: outcomes.link_asked.status });
  if (end.result.kind === "refused") await endLink(attempt, end.result.outcome);
  return await answerForm(request, end.result, attempt, visitor);
}
