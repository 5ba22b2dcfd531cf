import type { Call } from "./http.ts";
import type { Persona } from "./personas.ts";
import type { Sandbox } from "./sandbox.ts";

const cookieRules = "Path=/; HttpOnly; SameSite=Lax";

/** The Set-Cookie value that keeps a persona signed in at the sandbox. */
export function sessionCookie(call: Call, id: string): string {
  return `${cookieName(call)}=${id}; ${cookieRules}`;
}

/** The Set-Cookie value that ends it. */
export function endedSessionCookie(call: Call): string {
  return `${cookieName(call)}=; ${cookieRules}; Max-Age=0`;
}

/** The session id a call carries, checked by nothing. */
export function sessionId(call: Call): string | undefined {
  const pairs = (call.header("cookie") ?? "").split(/; ?/);
  const start = `${cookieName(call)}=`;
  return pairs.find((pair) => pair.startsWith(start))?.slice(start.length);
}

/** Who is signed in at the sandbox. */
export function signedInPersona(sandbox: Sandbox, call: Call): Persona | undefined {
  const userId = sandbox.store.sessions.userOf(sessionId(call));
  return userId === undefined ? undefined : sandbox.personas.find(userId);
}

// Cookies know no ports: two sandboxes on one machine (two regions, say) would sign each other's people out.
function cookieName(call: Call): string {
  return `sandbox_amazon_session_${/:(\d+)$/.exec(call.header("host") ?? "")?.[1] ?? "80"}`;
}
