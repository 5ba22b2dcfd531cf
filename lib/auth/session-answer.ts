import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { DatabaseUnavailableError } from "../errors.ts";
import { isSecure } from "../http/cookies.ts";
import { checkSession } from "../sessions/check.ts";
import { sessionTokenFrom } from "../sessions/cookie.ts";

const noStore = { "cache-control": "no-store" } as const;

/**
 * The session as JSON: who is signed in and until when, `null` when nobody is, 503 in an outage. Goes straight to the
 * session check; writes nothing and sets no cookie.
 */
export async function sessionAnswer(request: Request): Promise<Response> {
  const token = sessionTokenFrom(request.headers.get("cookie"), isSecure(env().AUTH_URL));
  try {
    const view = token ? await checkSession(database(), token) : null;
    if (!view) return Response.json(null, { headers: noStore });
    const { id, name, email } = view.user;
    return Response.json({ user: { id, name, email }, expires: view.expires.toISOString() }, { headers: noStore });
  } catch (error) {
    if (!(error instanceof DatabaseUnavailableError)) throw error;
    return Response.json({ error: "database_unavailable" }, { status: 503, headers: { ...noStore, "retry-after": "5" } });
  }
}
