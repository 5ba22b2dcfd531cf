import { endAttemptsOf } from "../attempts/attempt.ts";
import { browserFrom, challengeCookieName } from "../attempts/browser.ts";
import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { clearCookie, guestCookieName, isSecure, type SetCookie } from "../http/cookies.ts";
import { clearedSessionCookie, sessionTokenFrom } from "../sessions/cookie.ts";
import { revokeSession } from "../sessions/revoke.ts";

/**
 * Ends the session of this browser, or all of its user's, with every attempt under way in it, and leaves an empty
 * guest bag.
 * @returns the cookies to clear; only once the session has ended in the database
 * @throws DatabaseUnavailableError; the session is still good then, and the page must say so
 */
export async function signOut(request: Request, scope: "this" | "everywhere"): Promise<SetCookie[]> {
  const secure = isSecure(env().AUTH_URL);
  const token = sessionTokenFrom(request.headers.get("cookie"), secure);
  const names = [undefined, challengeCookieName(secure)] as const;
  await database().transaction(async (tx) => {
    if (token) await revokeSession(tx, token, scope);
    for (const name of names) {
      const browser = browserFrom(request.headers.get("cookie"), secure, name);
      if (browser) await endAttemptsOf(tx, browser.hash, new Date());
    }
  });
  return [clearedSessionCookie(secure), clearCookie(guestCookieName(secure), { secure })];
}
