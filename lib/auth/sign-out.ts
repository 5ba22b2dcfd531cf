import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { clearCookie, guestCookieName, isSecure, type SetCookie } from "../http/cookies.ts";
import { clearedSessionCookie, sessionTokenFrom } from "../sessions/cookie.ts";
import { revokeSession } from "../sessions/revoke.ts";

/**
 * Ends the session of this browser, or all of its user's, and leaves an empty guest bag.
 * @returns the cookies to clear; only once the session has ended in the database
 * @throws DatabaseUnavailableError; the session is still good then, and the page must say so
 */
export async function signOut(request: Request, scope: "this" | "everywhere"): Promise<SetCookie[]> {
  const secure = isSecure(env().AUTH_URL);
  const token = sessionTokenFrom(request.headers.get("cookie"), secure);
  if (token) await database().transaction((tx) => revokeSession(tx, token, scope));
  return [clearedSessionCookie(secure), clearCookie(guestCookieName(secure), { secure })];
}
