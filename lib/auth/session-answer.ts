import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { DatabaseUnavailableError } from "../errors.ts";
import { isSecure } from "../http/cookies.ts";
import type { DirectAnswer } from "../http/direct-answer.ts";
import { checkSession } from "../sessions/check.ts";
import { sessionTokenFrom } from "../sessions/cookie.ts";

const headers = { "content-type": "application/json", "cache-control": "no-store" } as const;

const json = (value: unknown, status = 200, more: Record<string, string> = {}): DirectAnswer => ({ status, headers: { ...headers, ...more }, body: JSON.stringify(value) });

/**
 * The session as JSON: who is signed in and until when, `null` when nobody is, 503 in an outage. Goes straight to the
 * session check; writes nothing and sets no cookie.
 */
export async function sessionJson(cookieHeader: string | null): Promise<DirectAnswer> {
  const token = sessionTokenFrom(cookieHeader, isSecure(env().AUTH_URL));
  try {
    const view = token ? await checkSession(database(), token) : null;
    if (!view) return json(null);
    const { id, name, email } = view.user;
    return json({ user: { id, name, email }, expires: view.expires.toISOString() });
  } catch (error) {
    if (!(error instanceof DatabaseUnavailableError)) throw error;
    return json({ error: "database_unavailable" }, 503, { "retry-after": "5" });
  }
}

/** The same as the application's own route answers it, where nothing stands before the framework. */
export async function sessionAnswer(request: Request): Promise<Response> {
  const answer = await sessionJson(request.headers.get("cookie"));
  return new Response(answer.body, { status: answer.status, headers: answer.headers });
}
