import { z } from "zod";
import { cancelLocation, checkAuthorizationRequest } from "./authorization-request.ts";
import { allow } from "./authorize.ts";
import { faultSchema } from "./faults.ts";
import { hasContentType, isLoopbackHost, jsonAnswer } from "./http.ts";
import type { Answer, Call } from "./http.ts";
import { personaSchema } from "./personas.ts";
import type { Sandbox } from "./sandbox.ts";

const authorizeSchema = z.strictObject({
  authorizationUrl: z.url({ protocol: /^https?$/ }),
  userId: z.string(),
  decision: z.enum(["allow", "cancel"]),
});

/**
 * The `/_sandbox` routes, by which tests look in and steer. Only for this machine: another Host header is refused, and
 * a body has to be `application/json`, which a foreign page cannot send without being asked first.
 */
export function answerControl(sandbox: Sandbox, call: Call): Answer {
  if (!isLoopbackHost(call.header("host"))) return jsonAnswer(403, { error: "only for this machine" });
  switch (`${call.method} ${call.path}`) {
    case "GET /_sandbox/ledger":
      return jsonAnswer(200, { issued: sandbox.ledger.issued, calls: sandbox.ledger.calls });
    case "GET /_sandbox/faults":
      return jsonAnswer(200, sandbox.faults.all());
    case "DELETE /_sandbox/faults":
      sandbox.faults.clear();
      return jsonAnswer(200, sandbox.faults.all());
    case "POST /_sandbox/faults":
      return withBody(call, faultSchema, (fault) =>
        sandbox.faults.add(fault) ? jsonAnswer(201, sandbox.faults.all()) : full("faults"),
      );
    case "GET /_sandbox/personas":
      return jsonAnswer(200, sandbox.personas.all());
    case "POST /_sandbox/personas":
      return withBody(call, personaSchema, (input) => {
        const persona = sandbox.personas.add(input);
        return persona ? jsonAnswer(201, persona) : full("personas");
      });
    case "POST /_sandbox/authorize":
      return withBody(call, authorizeSchema, (input) => authorizeWithoutPages(sandbox, input));
    default:
      return jsonAnswer(404, { error: "no such route" });
  }
}

function authorizeWithoutPages(sandbox: Sandbox, input: z.infer<typeof authorizeSchema>): Answer {
  const check = checkAuthorizationRequest(sandbox.clients, new URL(input.authorizationUrl).searchParams);
  if (check.kind === "error_page") return jsonAnswer(400, { error: check.line });
  if (check.kind === "error_redirect") return jsonAnswer(200, { redirectUrl: check.location });
  if (!sandbox.personas.find(input.userId)) return jsonAnswer(404, { error: "no such persona" });
  const redirectUrl =
    input.decision === "allow" ? allow(sandbox, check.request, input.userId) : cancelLocation(check.request);
  return jsonAnswer(200, { redirectUrl });
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
