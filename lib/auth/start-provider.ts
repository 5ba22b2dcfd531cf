import { randomUUID } from "node:crypto";
import { type ExtraScope, extraScopeParameters } from "../amazon/scopes.ts";
import { type AttemptIntent, closeSurplus } from "../attempts/attempt.ts";
import { startAttempt } from "../attempts/start.ts";
import { browserOf } from "../attempts/browser.ts";
import { mostOpenAttempts, mostOpenAttemptsWithNonce } from "../attempts/times.ts";
import { sha256 } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { AuthError } from "../errors.ts";
import { isSecure, type SetCookie } from "../http/cookies.ts";
import { defaultReturnTo, safeReturnTo } from "../http/return-to.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { seeProvider } from "./answers.ts";
import { askAuth, type AuthAnswer } from "./authjs.ts";
import { checkCookieCount, checkCookiesOf, clearedCheckCookies } from "./check-cookies.ts";
import { type Flow, flowStorage } from "./flow.ts";
import { refuseWhileAway } from "./provider-health.ts";
import { providerEntry } from "./providers.ts";
import { visitorOf } from "./visitor.ts";

// The destination is in the attempt's record; Auth.js gets one that says nothing.
const asking = { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ callbackUrl: defaultReturnTo }).toString() };

/**
 * Lets Auth.js make the authorization request with fresh state, PKCE and nonce, kept in this attempt's own check
 * cookies.
 * @throws AuthError when the provider had to be asked where its page is, and did not say so
 */
async function authorizationRequest(provider: ProviderName, attemptId: string, extra?: ExtraScope): Promise<{ url: URL; cookies: SetCookie[] }> {
  // What stands in this address takes the place of what the provider's definition asks for.
  const asked = extra === undefined ? "" : `?${new URLSearchParams(extraScopeParameters(env().AUTH_AMAZON_SCOPE, extra))}`;
  const flow: Flow = { provider, attemptId };
  const answer = await flowStorage().run(flow, () => askAuth(new URL(`/api/auth/signin/${provider}${asked}`, env().AUTH_URL), asking)).catch((error: unknown): AuthAnswer => {
    flow.failure ??= error;
    return {};
  });
  if (flow.failure instanceof AuthError) throw flow.failure;
  const url = URL.parse(answer.redirect ?? "");
  const expected = new URL(await providerEntry(provider).authorizationUrl());
  if (!url || url.origin !== expected.origin || url.pathname !== expected.pathname) throw new Error("Auth.js did not make an authorization request", { cause: flow.failure });
  return { url, cookies: checkCookiesOf(answer.cookies ?? [], provider, attemptId, isSecure(env().AUTH_URL), new Date()) };
}

/**
 * The state of an authorization request.
 * @throws Error when nothing would tie the code to this browser
 */
function stateOf({ searchParams }: URL): string {
  const state = searchParams.get("state");
  const bound = searchParams.get("code_challenge_method") === "S256" || searchParams.has("nonce");
  if (!state || !bound) throw new Error("the authorization request has no state, or neither an S256 challenge nor a nonce");
  return state;
}

/**
 * Starts a sign-in with a provider: records the attempt, bound to this browser and session, and sends the browser
 * there. The caller has made sure that the request came from a page of ours.
 * @param returnTo where the person wants to land; anything but a path of this site becomes the default
 * @param options.intent what the return is for, where it is no ordinary sign-in; `purpose` goes with it
 * @param options.proofAttemptId an e-mail attempt of this browser whose address the sign-in is to confirm
 * @param options.expectedAccountId for the intent reconnect: the linked account with which the person is to come back
 * @param options.shownAt when the page was made on which the button was pressed (epoch milliseconds), as its form says
 * @param options.extra what Amazon is asked for beside the usual; its name is the attempt's purpose
 * @throws DatabaseUnavailableError; AuthError `provider_unavailable`, `provider_answer_invalid`; nothing was started then
 * @see RFC 6749 section 4.1.1, RFC 7636 section 4.3
 */
export async function startProviderSignIn(request: Request, provider: ProviderName, returnTo: unknown, options: { proofAttemptId?: string; intent?: AttemptIntent; expectedAccountId?: string; purpose?: string; extra?: ExtraScope; shownAt?: number | undefined } = {}): Promise<Response> {
  refuseWhileAway(provider);
  const visitor = visitorOf(request);
  const { browser, isNew, cookie } = browserOf(visitor.cookieHeader, visitor.secure);
  const [id, destination] = [randomUUID(), safeReturnTo(returnTo)];
  const { url, cookies } = await authorizationRequest(provider, id, options.extra);
  const state = stateOf(url);
  const session = await visitor.session();
  const { db } = database();
  const { attempt } = await startAttempt(db, {
    id,
    intent: options.intent ?? "sign_in",
    method: provider,
    returnTo: destination,
    browserHash: browser.hash,
    stateHash: sha256(state),
    session: session ? { id: session.id, userId: session.userId } : undefined,
    proofAttemptId: options.proofAttemptId,
    expectedAccountId: options.expectedAccountId,
    purpose: options.extra ?? options.purpose,
    client: visitor.client,
    shownAt: options.shownAt,
    now: new Date(),
  });
  // A browser that was named a moment ago has nothing else open.
  const closed = isNew ? [] : await closeSurplus(db, { ...attempt, now: attempt.createdAt }, checkCookieCount(provider) > 2 ? mostOpenAttemptsWithNonce : mostOpenAttempts);
  const cleared = closed.flatMap((one) => clearedCheckCookies(one, visitor.secure));
  return seeProvider(url.href, [...cookies, cookie, ...cleared]);
}
