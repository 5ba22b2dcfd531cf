import { answerReturn } from "../accounts/sign-in-with-provider.ts";
import { knownExtraScope } from "../amazon/scopes.ts";
import { type Attempt, claimAttempt, findAttempt, findAttemptByState, settleAttempt } from "../attempts/attempt.ts";
import { randomReference, sha256 } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { AuthError, DatabaseUnavailableError } from "../errors.ts";
import { type AuthorizationResponse, parseAuthorizationResponse } from "../oauth/authorization-response.ts";
import { providerLimits } from "../oauth/limits.ts";
import type { OutcomeCode } from "../outcomes.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { logOutcome, seeOther, seeRecovery } from "./answers.ts";
import { askAuth, type AuthAnswer } from "./authjs.ts";
import { checkCookieHeader, clearedCheckCookies } from "./check-cookies.ts";
import { answerMine, claimOf } from "./claimed-address.ts";
import { answerSignIn, completeSignIn } from "./complete.ts";
import { answerAgain } from "./ended-attempt.ts";
import { mergeByProvider } from "./merge/other-side.ts";
import { type Flow, flowStorage } from "./flow.ts";
import { clearedName, nameFromPost } from "./posted-callback.ts";
import { outcomeOfFailure } from "./provider-failure.ts";
import { providerEntry } from "./providers.ts";
import { settingsEndPath, startedInSettings } from "./settings-paths.ts";
import { reauthenticatePath, wishOf } from "./step-up.ts";
import { issuerOf } from "./switched-on.ts";
import { type JoinGuest, type Visitor, visitorOf } from "./visitor.ts";

type CodeResponse = Extract<AuthorizationResponse, { kind: "code" }>;
type KnownResponse = AuthorizationResponse & { state: string };
/** A request at a redirect URI. */
type Callback = { query: string; provider: ProviderName; visitor: Visitor; joinGuest: JoinGuest };

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
  return startedInSettings(attempt) ? settingsEndPath(attempt, "consent_denied") : `/signin?${new URLSearchParams({ returnTo: attempt.returnTo, notice: "consent_denied" })}`;
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

/** Asks Auth.js as it reads a callback: what a provider's page posted came to us in the query. */
async function askAuthBack({ query, provider, visitor }: Callback, attemptId: string): Promise<AuthAnswer> {
  // By its own name: Auth.js reads the provider from the path, and takes no other spelling.
  const url = new URL(`/api/auth/callback/${provider}${query}`, env().AUTH_URL);
  const headers = { cookie: checkCookieHeader(visitor.cookieHeader, provider, attemptId, visitor.secure) };
  if (!providerEntry(provider).answersByPost) return await askAuth(url, { method: "GET", headers });
  return await askAuth(new URL(url.pathname, url.origin), { method: "POST", headers: { ...headers, "content-type": "application/x-www-form-urlencoded" }, body: url.searchParams.toString() });
}

/**
 * What was granted of what this attempt asked for. Silence means all of it (RFC 6749 section 3.3), an empty list that
 * everything was declined. The list comes with the address, where anybody can write: nothing in it grants what was not
 * asked. Amazon may grant the bare id instead of the profile.
 */
function grantedOf(provider: ProviderName, { purpose }: Attempt, { grantedScopes }: CodeResponse): string[] {
  const requested = providerEntry(provider).requestedScopes(knownExtraScope(purpose));
  return grantedScopes?.filter((scope) => scope === "profile:user_id" || requested.includes(scope)) ?? requested;
}

/** Lets Auth.js check state, PKCE and nonce and spend the code; our parts of the flow decide and write. */
async function exchange(callback: Callback, attempt: Attempt, response: CodeResponse): Promise<Flow> {
  const { provider, visitor, joinGuest } = callback;
  const flow: Flow = {
    provider,
    attemptId: attempt.id,
    callback: {
      fetch: providerEntry(provider).createFetch({ allowHttp: env().APP_ENV !== "production", endsAt: performance.now() + providerLimits.flowMilliseconds, finishesSignIn: true }),
      grantedScopes: grantedOf(provider, attempt, response),
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
    await flowStorage().run(flow, () => askAuthBack(callback, attempt.id));
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
  const { search, searchParams } = new URL(request.url);
  const response = parseAuthorizationResponse(searchParams, issuerOf(provider));
  const unbound = { event: "attempt.answered", via: provider } as const;
  if (response.state === undefined) return seeRecovery(response.kind === "invalid" ? response.outcome : "state_mismatch", null, [], unbound);
  const { db } = database();
  const stateHash = sha256(response.state);
  const callback = { query: search, provider, visitor, joinGuest };
  const own = { ...response, state: response.state };
  const claimed = own.kind === "code" && visitor.browser ? await claimAttempt(db, { stateHash, browserHash: visitor.browser.hash, method: provider }, new Date()) : null;
  if (claimed && own.kind === "code") return await finishClaimed(callback, claimed, own);
  const attempt = await findAttemptByState(db, stateHash);
  if (!attempt) return seeRecovery("attempt_unknown", null, [], unbound);
  // Another browser learns nothing about an attempt: the reference is a fresh one, and the log line joins the two.
  // An account that was to be linked is no way in yet: "try again" with it would make a second user, so it is not offered.
  const begun = startedInSettings(attempt) ? { event: unbound.event } : unbound;
  if (visitor.browser?.hash !== attempt.browserHash) return seeRecovery("state_mismatch", { id: attempt.id, reference: randomReference() }, [], begun);
  // An answer of one provider to a question that went to another is a mix-up, and nobody's to answer (RFC 9700 section 4.4).
  if (attempt.method !== provider) return seeRecovery("state_mismatch", { id: attempt.id, reference: randomReference() }, [], unbound);
  return await answerOwn(callback, attempt, own);
}

/** Answers this browser about an attempt of its own that cannot be finished with what came. */
async function answerOwn({ visitor }: Callback, attempt: Attempt, response: KnownResponse): Promise<Response> {
  const denied = response.kind === "error" && response.outcome === "consent_denied";
  if (attempt.status !== "open") return denied ? await cancel(attempt, visitor) : await answerAgain(attempt, visitor);
  if (attempt.legExpires <= new Date()) return await refuse(attempt, visitor, "attempt_expired");
  if (denied) return await cancel(attempt, visitor);
  // A code that was not taken a moment ago, and could have been: somebody else was about to, and gave it up.
  if (response.kind === "code") return await answerAgain(attempt, visitor);
  return await refuse(attempt, visitor, response.outcome, response.kind === "error" ? new AuthError(response.outcome, response.reason) : undefined);
}

/** Spends the code of an attempt that this request has taken. */
async function finishClaimed(callback: Callback, attempt: Attempt, response: CodeResponse): Promise<Response> {
  const { visitor } = callback;
  const flow = await exchange(callback, attempt, response);
  if (flow.result) return answerSignIn(flow.result, attempt, visitor, [...clearedCheckCookies(attempt, visitor.secure), ...clearedName(visitor, response.state)]);
  if (flow.failure instanceof DatabaseUnavailableError) {
    // The code is spent: when the database is back, a reload is told at once instead of waiting for an end.
    await settleAttempt(database().db, attempt.id, { status: "failed", outcome: "database_unavailable", now: new Date() }).catch(() => undefined);
    throw flow.failure;
  }
  return await refuse(attempt, visitor, outcomeOfFailure(flow.failure), flow.failure);
}
