import { z } from "zod";
import { cancelLocation, checkAuthorizationRequest } from "./authorization-request.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { allow } from "./authorize.ts";
import { clientSchema } from "./clients.ts";
import { isNeverAsked } from "./consents.ts";
import { faultSchema } from "./faults.ts";
import { hasContentType, isLoopbackHost, jsonAnswer } from "./http.ts";
import type { Answer, Call } from "./http.ts";
import { personaChangeSchema, personaSchema } from "./personas.ts";
import { closeAccount, removeApp } from "./removal.ts";
import { resetSandbox } from "./sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import { settingsChangeSchema } from "./settings.ts";

const authorizeSchema = z.strictObject({
  authorizationUrl: z.url({ protocol: /^https?$/ }),
  userId: z.string(),
  decision: z.enum(["allow", "cancel"]),
  /** Everything that was requested, when absent. */
  grantedScopes: z.array(z.string()).max(10).optional(),
});

type Handler = (sandbox: Sandbox, call: Call) => Answer;

const handlers: Record<string, Handler> = {
  "GET /_sandbox/ledger": answerLedger,
  "DELETE /_sandbox/ledger": ({ ledger }) => (ledger.clear(), jsonAnswer(200, ledger.read({}))),
  "GET /_sandbox/faults": ({ faults }) => jsonAnswer(200, faults.all()),
  "POST /_sandbox/faults": ({ faults }, call) =>
    withBody(call, faultSchema, (fault) => (faults.add(fault) ? jsonAnswer(201, faults.all()) : full("faults"))),
  "DELETE /_sandbox/faults": ({ faults }, call) => {
    const id = call.query.get("id");
    if (id !== null && !faults.remove(Number(id))) return notThere("fault");
    if (id === null) faults.clear();
    return jsonAnswer(200, faults.all());
  },
  "GET /_sandbox/personas": ({ personas }) => jsonAnswer(200, personas.all()),
  "POST /_sandbox/personas": ({ personas }, call) =>
    withBody(call, personaSchema, (input) => {
      const persona = personas.add(input);
      return persona ? jsonAnswer(201, persona) : full("personas");
    }),
  "PATCH /_sandbox/personas": ({ personas }, call) =>
    withBody(call, personaChangeSchema, (change) => {
      const persona = personas.change(change);
      return persona ? jsonAnswer(200, persona) : notThere("persona");
    }),
  "DELETE /_sandbox/personas": (sandbox, call) =>
    closeAccount(sandbox, call.query.get("userId") ?? "") ? jsonAnswer(200, sandbox.personas.all()) : notThere("persona"),
  "GET /_sandbox/clients": ({ clients }) => jsonAnswer(200, clients.all()),
  "POST /_sandbox/clients": ({ clients }, call) =>
    withBody(call, clientSchema, (client) => (clients.put(client) ? jsonAnswer(201, client) : full("clients"))),
  "DELETE /_sandbox/clients": ({ clients }, call) =>
    clients.remove(call.query.get("clientId") ?? "") ? jsonAnswer(200, clients.all()) : notThere("client"),
  "GET /_sandbox/consents": (sandbox) => jsonAnswer(200, consentsOf(sandbox)),
  "DELETE /_sandbox/consents": (sandbox, call) => {
    const [userId, clientId] = [call.query.get("userId") ?? "", call.query.get("clientId") ?? ""];
    return removeApp(sandbox, userId, clientId) ? jsonAnswer(200, consentsOf(sandbox)) : notThere("consent");
  },
  "GET /_sandbox/settings": ({ settings }) => jsonAnswer(200, settings.all()),
  "PATCH /_sandbox/settings": ({ settings }, call) =>
    withBody(call, settingsChangeSchema, (change) => (settings.change(change), jsonAnswer(200, settings.all()))),
  "POST /_sandbox/reset": (sandbox, call) =>
    withBody(call, z.strictObject({}), () => (resetSandbox(sandbox), jsonAnswer(200, {}))),
  "POST /_sandbox/authorize": (sandbox, call) =>
    withBody(call, authorizeSchema, (input) => authorizeWithoutPages(sandbox, input)),
};

/** Every method and address of the control API, for its document. */
export const controlRoutes: readonly string[] = Object.keys(handlers);

/**
 * The `/_sandbox` routes, by which tests look in and steer. Only for this machine: another Host header is refused, and
 * a body has to be `application/json`, which a foreign page cannot send without being asked first; neither can it send
 * PATCH or DELETE.
 */
export function answerControl(sandbox: Sandbox, call: Call): Answer {
  if (!isLoopbackHost(call.header("host"))) return jsonAnswer(403, { error: "only for this machine" });
  const name = `${call.method} ${call.path}`;
  const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
  return handler ? handler(sandbox, call) : jsonAnswer(404, { error: "no such route" });
}

function answerLedger({ ledger }: Sandbox, call: Call): Answer {
  const [since, userId] = [call.query.get("since"), call.query.get("userId")];
  const from = since === null ? 0 : /^\d+$/.test(since) ? Number(since) : Date.parse(since);
  if (Number.isNaN(from)) return jsonAnswer(400, { error: "since is neither a time nor epoch milliseconds" });
  return jsonAnswer(200, ledger.read({ since: from, ...(userId === null ? {} : { userId }) }));
}

function authorizeWithoutPages(sandbox: Sandbox, input: z.infer<typeof authorizeSchema>): Answer {
  const check = checkAuthorizationRequest(sandbox, new URL(input.authorizationUrl).searchParams);
  if (check.kind === "error_page") return jsonAnswer(400, { error: check.line });
  if (check.kind === "error_redirect") return jsonAnswer(200, { redirectUrl: check.location });
  if (!sandbox.personas.find(input.userId)) return jsonAnswer(404, { error: "no such persona" });
  if (input.decision === "cancel") return jsonAnswer(200, { redirectUrl: cancelLocation(check.request) });
  const granted = input.grantedScopes ?? check.request.scopes;
  if (!granted.every((scope) => mayBeGranted(check.request, scope))) {
    return jsonAnswer(400, { error: "a scope was granted that nobody has asked for" });
  }
  return jsonAnswer(200, { redirectUrl: allow(sandbox, check.request, input.userId, granted) });
}

// Whoever leaves out the profile still has an id.
function mayBeGranted({ scopes }: AuthorizationRequest, scope: string): boolean {
  return scopes.includes(scope) || isNeverAsked(scope);
}

function consentsOf(sandbox: Sandbox) {
  return sandbox.store.consents.all().map(({ userId, clientId, granted, declined, grantedAt }) => ({
    userId,
    clientId,
    granted: [...granted],
    declined: [...declined],
    grantedAt: new Date(grantedAt).toISOString(),
  }));
}

function withBody<Value>(call: Call, schema: z.ZodType<Value>, work: (value: Value) => Answer): Answer {
  if (!hasContentType(call, "application/json")) return jsonAnswer(415, { error: "send application/json" });
  let value: unknown;
  try {
    value = JSON.parse(call.body);
  } catch {
    return jsonAnswer(400, { error: "the body is not JSON" });
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? work(parsed.data) : jsonAnswer(400, { error: z.prettifyError(parsed.error) });
}

function full(what: string): Answer {
  return jsonAnswer(409, { error: `there are too many ${what} already` });
}

function notThere(what: string): Answer {
  return jsonAnswer(404, { error: `no such ${what}` });
}
