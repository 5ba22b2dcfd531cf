import type { Call } from "./http.ts";
import type { Persona } from "./personas.ts";
import type { Sandbox } from "./sandbox.ts";

const cookieName = "sandbox_amazon_session";
const cookieRules = "Path=/; HttpOnly; SameSite=Lax";

/** The Set-Cookie value that keeps a persona signed in at the sandbox. */
export function sessionCookie(id: string): string {
  return `${cookieName}=${id}; ${cookieRules}`;
}

/** The Set-Cookie value that ends it. */
export const endedSessionCookie = `${cookieName}=; ${cookieRules}; Max-Age=0`;

/** The session id a call carries, checked by nothing. */
export function sessionId(call: Call): string | undefined {
  const pairs = (call.header("cookie") ?? "").split(/; ?/);
  return pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
}

/** Who is signed in at the sandbox. */
export function signedInPersona(sandbox: Sandbox, call: Call): Persona | undefined {
  const userId = sandbox.store.sessions.userOf(sessionId(call));
  return userId === undefined ? undefined : sandbox.personas.find(userId);
}
