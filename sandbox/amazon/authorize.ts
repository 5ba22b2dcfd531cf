import { cancelLocation, checkAuthorizationRequest, successLocation } from "./authorization-request.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { isNeverAsked } from "./consents.ts";
import { redirectAnswer } from "./http.ts";
import type { Answer, Call } from "./http.ts";
import { consentPage, errorPage, plainPage, signInPage } from "./pages.ts";
import type { Persona } from "./personas.ts";
import type { Sandbox } from "./sandbox.ts";
import { endedSessionCookie, sessionCookie, sessionId, signedInPersona } from "./session.ts";

/**
 * `GET /ap/oa`: error page, error redirect, sign-in page, consent page, or straight back with a code when this persona
 * allowed these scopes before. `profile:user_id` alone never asks.
 */
export function answerAuthorization(sandbox: Sandbox, call: Call): Answer {
  const check = checkAuthorizationRequest(sandbox, call.query);
  if (check.kind === "error_page") return errorPage(sandbox.region(), check.line, call.query);
  if (check.kind === "error_redirect") return redirectAnswer(302, check.location);
  const continueTo = `/ap/oa?${call.query}`;
  const persona = signedInPersona(sandbox, call);
  if (!persona) return signInPage(sandbox.region(), sandbox.personas.all(), continueTo);
  const voluntary = voluntaryFor(check.request, persona);
  const { client, scopes } = check.request;
  const remembered = sandbox.store.consents.remembered(persona.userId, client.clientId, scopes, voluntary);
  if (!remembered) return consentPage(sandbox.region(), { ...check.request, voluntary }, persona, continueTo);
  return redirectAnswer(302, allow(sandbox, check.request, persona.userId, remembered));
}

/** `POST /ap/signin`: signs the chosen persona in at the sandbox and goes on to where the form says. */
export function answerSignIn(sandbox: Sandbox, call: Call): Answer {
  const form = new URLSearchParams(call.body);
  const persona = sandbox.personas.find(form.get("user_id") ?? "");
  if (!persona) return plainPage(sandbox.region(), 400, "Nobody was chosen", "Go back and choose one of the personas.");
  sandbox.store.sessions.end(sessionId(call));
  const id = sandbox.store.sessions.open(persona.userId);
  return redirectAnswer(303, continuePath(form), { "set-cookie": sessionCookie(call, id) });
}

/** `POST /ap/switch`: forgets who is signed in and shows the sign-in page of the same request. */
export function answerSwitch(sandbox: Sandbox, call: Call): Answer {
  sandbox.store.sessions.end(sessionId(call));
  return redirectAnswer(303, continuePath(new URLSearchParams(call.body)), { "set-cookie": endedSessionCookie(call) });
}

/** `POST /ap/consent`: Allow or Cancel, back to the client. */
export function answerConsent(sandbox: Sandbox, call: Call): Answer {
  const form = new URLSearchParams(call.body);
  const decision = form.get("decision");
  const continueTo = continuePath(form);
  const query = new URL(continueTo, "http://sandbox").searchParams;
  const check = checkAuthorizationRequest(sandbox, query);
  if (check.kind === "error_page") return errorPage(sandbox.region(), check.line, query);
  if (check.kind === "error_redirect") return redirectAnswer(302, check.location);
  const persona = signedInPersona(sandbox, call);
  // Somebody else has signed in meanwhile, in another tab: what was shown is not what would be shared.
  if (!persona || persona.userId !== form.get("user_id")) return redirectAnswer(303, continueTo);
  if (decision === "allow") {
    const ticked = form.getAll("granted");
    const declined = voluntaryFor(check.request, persona).filter((scope) => !ticked.includes(scope));
    const granted = check.request.scopes.filter((scope) => isNeverAsked(scope) || !declined.includes(scope));
    return redirectAnswer(302, allow(sandbox, check.request, persona.userId, granted));
  }
  if (decision === "cancel") return redirectAnswer(302, cancelLocation(check.request));
  return plainPage(sandbox.region(), 400, "No decision was sent", "Go back and choose Allow or Cancel.");
}

/**
 * Records the consent, issues a code and says where to go with it.
 *
 * @param granted of the requested scopes those that the persona lets the client have
 */
export function allow(sandbox: Sandbox, request: AuthorizationRequest, userId: string, granted: string[]): string {
  const { clientId } = request.client;
  const declined = request.scopes.filter((scope) => !granted.includes(scope));
  sandbox.store.consents.add({ clientId, userId, granted, declined });
  const challenge = request.challenge ? { challenge: request.challenge } : {};
  const code = sandbox.store.issueCode({ clientId, userId, scopes: granted, ...challenge, redirectUri: request.redirectUri });
  return successLocation(request, code, granted);
}

/** The scopes that this persona may leave out of this request. */
function voluntaryFor({ scopes, voluntary }: AuthorizationRequest, persona: Persona): string[] {
  const chosen = scopes.filter((scope) => voluntary.includes(scope) || persona.voluntaryScopes?.includes(scope) === true);
  return chosen.filter((scope) => !isNeverAsked(scope));
}

// Only pages of the sandbox: a form field must not send anybody elsewhere.
function continuePath(form: URLSearchParams): string {
  const path = form.get("continue_to") ?? "";
  return path.startsWith("/ap/oa?") && !/[\r\n]/.test(path) ? path : "/ap/adam";
}
