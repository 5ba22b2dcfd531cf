import { NextRequest } from "next/server.js";
import { answerReturn } from "../accounts/sign-in-with-provider.ts";
import { type Attempt, claimAttempt, findAttempt, findAttemptByState, settleAttempt } from "../attempts/attempt.ts";
import { randomReference, sha256 } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { DatabaseUnavailableError } from "../errors.ts";
import { type AuthorizationResponse, parseAuthorizationResponse } from "../oauth/authorization-response.ts";
import { createProviderFetch } from "../oauth/fetch.ts";
import { providerLimits } from "../oauth/limits.ts";
import type { OutcomeCode } from "../outcomes.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { logOutcome, seeOther, seeRecovery } from "./answers.ts";
import { authHandlers } from "./authjs.ts";
import { clearedCheckCookies } from "./check-cookies.ts";
import { answerMine, claimOf } from "./claimed-address.ts";
import { answerSignIn, completeSignIn } from "./complete.ts";
import { answerAgain } from "./ended-attempt.ts";
import { mergeByProvider } from "./merge/other-side.ts";
import { type Flow, flowStorage } from "./flow.ts";
import { clearedName, nameFromPost } from "./posted-callback.ts";
import { outcomeOfFailure } from "./provider-failure.ts";
import { providerEntry } from "./providers.ts";
import { deedPath, startedInSettings } from "./settings-paths.ts";
import { reauthenticatePath, wishOf } from "./step-up.ts";
import { issuerOf } from "./switched-on.ts";
import { type JoinGuest, type Visitor, visitorOf } from "./visitor.ts";

type CodeResponse = Extract<AuthorizationResponse, { kind: "code" }>;
type KnownResponse = AuthorizationResponse & { state: string };
/** A request at a redirect URI. */
type Callback = { request: Request; provider: ProviderName; visitor: Visitor; joinGuest: JoinGuest };

/** Ends an attempt that did not succeed, and shows why. */
async function refuse(attempt: Attempt, visitor: Visitor, outcome: OutcomeCode, failure?: unknown): Promise<Response> {
  const status = outcome === "attempt_expired" ? "expired" : "failed";
  // A twin of this request may have been faster: then its end is the one to show.
  if (!(await settleAttempt(database().db, attempt.id, { status, outcome, now: new Date() }))) return await answerAgain(attempt, visitor);
  return seeRecovery(outcome, attempt, clearedCheckCookies(attempt, visitor.secure), { error: failure });
}

/** Where Cancel leads: to where the shopper chose the provider, with the other ways visible. */
function cancelledPath(attempt: Attempt): string {
  if (attempt.intent === "merge") return attempt.returnTo;
  const wish = wishOf(attempt);
  if (wish) return reauthenticatePath(wish);
  return startedInSettings(attempt) ? deedPath("consent_denied", attempt.method) : `/signin?${new URLSearchParams({ returnTo: attempt.returnTo, notice: "consent_denied" })}`;
}

function quietReturn(attempt: Attempt, visitor: Visitor): Response {
  return seeOther(cancelledPath(attempt), clearedCheckCookies(attempt, visitor.secure));
}

/** Cancel ends the attempt; the same answer once more (reload, Back) leads to the same page. */
async function cancel(attempt: Attempt, visitor: Visitor): Promise<Response> {
  const cancelled = attempt.status === "open" && (await settleAttempt(database().db, attempt.id, { status: "cancelled", outcome: "consent_denied", now: new Date() }));
  if (cancelled) logOutcome("consent_denied", attempt);
  const current = cancelled ? attempt : ((await findAttempt(database().db, attempt.id)) ?? attempt);
  return cancelled || current.outcome === "consent_denied" ? quietReturn(attempt, visitor) : await answerAgain(current, visitor);
}

/** The request as Auth.js reads it: what a provider's page posted came to us in the query. */
function callbackRequest(request: Request, provider: ProviderName): NextRequest {
  if (!providerEntry(provider).answersByPost) return new NextRequest(request.url, { headers: request.headers });
  const { origin, pathname, searchParams } = new URL(request.url);
  const headers = new Headers(request.headers);
  headers.set("content-type", "application/x-www-form-urlencoded");
  return new NextRequest(new URL(pathname, origin), { method: "POST", headers, body: new URLSearchParams(searchParams) });
}

/** Lets Auth.js check state, PKCE and nonce and spend the code; our parts of the flow decide and write. */
async function exchange(callback: Callback, attempt: Attempt, response: CodeResponse): Promise<Flow> {
  const { request, provider, visitor, joinGuest } = callback;
  const flow: Flow = {
    provider,
    attemptId: attempt.id,
    callback: {
      fetch: createProviderFetch({ allowHttp: env().APP_ENV !== "production", deadline: AbortSignal.timeout(providerLimits.flowMilliseconds) }),
      // Silence means "as requested" (RFC 6749 section 3.3); an empty list means that everything was declined.
      grantedScopes: response.grantedScopes ?? providerEntry(provider).requestedScopes(),
      name: nameFromPost(visitor, response.state),
      complete: (identity) =>
        completeSignIn(attempt, visitor, joinGuest, async (tx, context) => {
          if (attempt.intent === "merge") return await mergeByProvider(tx, context, attempt, identity);
          const result = await answerReturn(tx, context, { attempt, identity, several: env().ALLOW_SEVERAL_AMAZON_ACCOUNTS });
          return await answerMine(tx, context, claimOf(attempt), result);
        }),
    },
  };
  try {
    const { GET, POST } = authHandlers();
    const asked = callbackRequest(request, provider);
    await flowStorage().run(flow, () => (asked.method === "POST" ? POST(asked) : GET(asked)));
  } catch (error) {
    flow.failure ??= error;
  }
  return flow;
}

/**
 * Finishes a sign-in at the redirect URI of a provider. Everything is judged against the attempt's record before the
 * provider is asked anything: which browser started it, with which provider, until when, and that it was not used.
 * Only a browser that started an attempt can change it.
 * @throws DatabaseUnavailableError; the attempt can be finished by a reload then, unless the code was spent already
 */
export async function finishProviderSignIn(request: Request, provider: ProviderName, joinGuest: JoinGuest): Promise<Response> {
  const visitor = visitorOf(request);
  const response = parseAuthorizationResponse(new URL(request.url).searchParams, issuerOf(provider));
  const unbound = { event: "attempt.answered", via: provider } as const;
  if (response.state === undefined) return seeRecovery(response.kind === "invalid" ? response.outcome : "state_mismatch", null, [], unbound);
  const { db } = database();
  const attempt = await findAttemptByState(db, sha256(response.state));
  if (!attempt) return seeRecovery("attempt_unknown", null, [], unbound);
  // Another browser learns nothing about an attempt: the reference is a fresh one, and the log line joins the two.
  // An account that was to be linked is no way in yet: "try again" with it would make a second user, so it is not offered.
  const begun = startedInSettings(attempt) ? { event: unbound.event } : unbound;
  if (visitor.browser?.hash !== attempt.browserHash) return seeRecovery("state_mismatch", { id: attempt.id, reference: randomReference() }, [], begun);
  // An answer of one provider to a question that went to another is a mix-up, and nobody's to answer (RFC 9700 section 4.4).
  if (attempt.method !== provider) return seeRecovery("state_mismatch", { id: attempt.id, reference: randomReference() }, [], unbound);
  return await finishOwn({ request, provider, visitor, joinGuest }, attempt, { ...response, state: response.state });
}

/** The same once the attempt is known to be this browser's. */
async function finishOwn(callback: Callback, attempt: Attempt, response: KnownResponse): Promise<Response> {
  const { visitor } = callback;
  const { db } = database();
  const denied = response.kind === "error" && response.outcome === "consent_denied";
  if (attempt.status !== "open") return denied ? await cancel(attempt, visitor) : await answerAgain(attempt, visitor);
  const now = new Date();
  if (attempt.legExpires <= now) return await refuse(attempt, visitor, "attempt_expired");
  if (denied) return await cancel(attempt, visitor);
  if (response.kind !== "code") return await refuse(attempt, visitor, response.outcome);
  if (!(await claimAttempt(db, attempt.id, now))) return await answerAgain(attempt, visitor);
  const flow = await exchange(callback, attempt, response);
  if (flow.result) return answerSignIn(flow.result, attempt, visitor, [...clearedCheckCookies(attempt, visitor.secure), ...clearedName(visitor, response.state)]);
  if (flow.failure instanceof DatabaseUnavailableError) {
    // The code is spent: when the database is back, a reload is told at once instead of waiting for an end.
    await settleAttempt(db, attempt.id, { status: "failed", outcome: "database_unavailable", now: new Date() }).catch(() => undefined);
    throw flow.failure;
  }
  return await refuse(attempt, visitor, outcomeOfFailure(flow.failure), flow.failure);
}
