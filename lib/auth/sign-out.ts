import { endAttemptsOf } from "../attempts/attempt.ts";
import { browserFrom, challengeCookieName } from "../attempts/browser.ts";
import { database } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { env } from "../env.ts";
import { clearCookie, guestCookieName, isSecure, type SetCookie } from "../http/cookies.ts";
import { clearedSessionCookie, sessionTokenFrom } from "../sessions/cookie.ts";
import { isProviderName } from "../sessions/methods.ts";
import { revokeSession } from "../sessions/revoke.ts";
import { lastWay } from "./last-method.ts";

/** What there is to answer when somebody has signed out: the cookies to clear, and the method of the session that ended, null where there was none. */
export type SignedOut = { cookies: SetCookie[]; method: string | null };

/**
 * Ends the session of this browser, or all of its user's, with every attempt under way in it, and leaves an empty
 * guest bag. Several browsers of one user may do so at once.
 * @returns only once the session has ended in the database
 * @throws DatabaseUnavailableError; the session is still good then, and the page must say so
 */
export async function signOut(request: Request, scope: "this" | "everywhere"): Promise<SignedOut> {
  const secure = isSecure(env().AUTH_URL);
  const token = sessionTokenFrom(request.headers.get("cookie"), secure);
  const names = [undefined, challengeCookieName(secure)] as const;
  const method = await retriedTransaction(database(), async (tx) => {
    const ended = token ? await revokeSession(tx, token, scope) : undefined;
    for (const name of names) {
      const browser = browserFrom(request.headers.get("cookie"), secure, name);
      if (browser) await endAttemptsOf(tx, browser.hash, new Date());
    }
    return ended?.method ?? null;
  });
  return { cookies: [clearedSessionCookie(secure), clearCookie(guestCookieName(secure), { secure })], method };
}

/**
 * The page that says so. Its address names the provider that stays signed in where the browser keeps no mark of it, as on a
 * shared computer.
 * @param method by which the session began; what is no provider is ignored
 * @param cookieHeader what the browser sent with the wish
 */
export function signedOutPath(method: string | null | undefined, cookieHeader: string | null): string {
  return isProviderName(method) && lastWay(cookieHeader) !== method ? `/signout?${new URLSearchParams({ via: method })}` : "/signout";
}
