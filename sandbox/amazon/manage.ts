import { redirectAnswer } from "./http.ts";
import type { Answer, Call } from "./http.ts";
import { managePage, signedOutPage, signInPage } from "./pages.ts";
import { removeApp } from "./removal.ts";
import type { Sandbox } from "./sandbox.ts";
import { endedSessionCookie, sessionId, signedInPersona } from "./session.ts";

/** `GET /ap/adam`: the apps the signed-in persona has let in; the sign-in page when nobody is signed in. */
export function answerManage(sandbox: Sandbox, call: Call): Answer {
  const persona = signedInPersona(sandbox, call);
  if (!persona) return signInPage(sandbox.region(), sandbox.personas.all(), "/ap/adam");
  const consents = sandbox.store.consents.of(persona.userId).flatMap((consent) => {
    const client = sandbox.clients.get(consent.clientId);
    return client ? [{ client, consent }] : [];
  });
  return managePage(sandbox.region(), persona, consents);
}

/** `POST /ap/adam`: removes an app, which stops its refresh tokens for this persona. */
export function answerRemove(sandbox: Sandbox, call: Call): Answer {
  const persona = signedInPersona(sandbox, call);
  const clientId = new URLSearchParams(call.body).get("client_id");
  if (persona && clientId) removeApp(sandbox, persona.userId, clientId);
  return redirectAnswer(303, "/ap/adam");
}

/** `/signout`: ends the sandbox session at once, also by GET, as Amazon's own sign-out link does. */
export function answerSignOut(sandbox: Sandbox, call: Call): Answer {
  sandbox.store.sessions.end(sessionId(call));
  const answer = signedOutPage(sandbox.region());
  return { ...answer, headers: { ...answer.headers, "set-cookie": endedSessionCookie(call) } };
}
