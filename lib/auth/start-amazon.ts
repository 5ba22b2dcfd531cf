import { randomUUID } from "node:crypto";
import { NextRequest } from "next/server.js";
import { type AttemptIntent, startAttempt } from "../attempts/attempt.ts";
import { browserOf } from "../attempts/browser.ts";
import { sha256 } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { isSecure, serializeCookie } from "../http/cookies.ts";
import { defaultReturnTo, safeReturnTo } from "../http/return-to.ts";
import { seeAmazon } from "./answers.ts";
import { authHandlers } from "./authjs.ts";
import { clearedCheckCookies, isCheckCookie } from "./check-cookies.ts";
import { flowStorage } from "./flow.ts";
import { visitorOf } from "./visitor.ts";

/** Lets Auth.js make the authorization request with fresh state and PKCE, kept in this attempt's own check cookies. */
async function authorizationRequest(attemptId: string): Promise<{ url: URL; cookies: string[] }> {
  const request = new NextRequest(new URL("/api/auth/signin/amazon", env().AUTH_URL), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    // The destination is in the attempt's record; Auth.js gets one that says nothing.
    body: new URLSearchParams({ callbackUrl: defaultReturnTo }),
  });
  const response = await flowStorage().run({ attemptId }, () => authHandlers().POST(request));
  const location = response.headers.get("location");
  if (!location?.startsWith(env().AUTH_AMAZON_AUTHORIZE_URL)) throw new Error("Auth.js did not make an authorization request");
  return { url: new URL(location), cookies: response.headers.getSetCookie().filter((line) => isCheckCookie(line, attemptId, isSecure(env().AUTH_URL))) };
}

/**
 * Starts a sign-in with Amazon: records the attempt, bound to this browser and session, and sends the browser to
 * Amazon. The caller has made sure that the request came from a page of ours.
 * @param returnTo where the person wants to land; anything but a path of this site becomes the default
 * @param options.intent what the return is for, where it is no ordinary sign-in; `purpose` goes with it
 * @param options.proofAttemptId an e-mail attempt of this browser whose address the sign-in is to confirm
 * @throws DatabaseUnavailableError; nothing was started then
 * @see RFC 6749 section 4.1.1, RFC 7636 section 4.3
 */
export async function startAmazonSignIn(request: Request, returnTo: unknown, options: { proofAttemptId?: string; intent?: AttemptIntent; purpose?: string } = {}): Promise<Response> {
  const visitor = visitorOf(request);
  const { browser, cookie } = browserOf(visitor.cookieHeader, visitor.secure);
  const [id, destination] = [randomUUID(), safeReturnTo(returnTo)];
  const { url, cookies } = await authorizationRequest(id);
  const state = url.searchParams.get("state");
  if (!state || url.searchParams.get("code_challenge_method") !== "S256") throw new Error("the authorization request has no state or no S256 challenge");
  const session = await visitor.session();
  const { closed } = await database().transaction((tx) =>
    startAttempt(tx, {
      id,
      intent: options.intent ?? "sign_in",
      method: "amazon",
      returnTo: destination,
      browserHash: browser.hash,
      stateHash: sha256(state),
      session: session ? { id: session.id, userId: session.userId } : undefined,
      proofAttemptId: options.proofAttemptId,
      purpose: options.purpose,
      now: new Date(),
    }),
  );
  const cleared = closed.flatMap((attemptId) => clearedCheckCookies(attemptId, visitor.secure));
  return seeAmazon(url.href, [...cookies, ...[cookie, ...cleared].map(serializeCookie)]);
}
