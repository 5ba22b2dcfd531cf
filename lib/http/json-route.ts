import type { z } from "zod";
import { randomReference } from "../crypto/random.ts";
import { env } from "../env.ts";
import { AuthError } from "../errors.ts";
import { type OutcomeCode, outcomes } from "../outcomes.ts";
import { logEvent } from "../telemetry/log.ts";
import { recoveryPath } from "./form-route.ts";
import { outageResponse } from "./outage.ts";
import { isSameOrigin } from "./same-origin.ts";

const noStore = { "cache-control": "no-store" } as const;

/** A good answer to script of ours. */
export function jsonAnswer(body: object, headers: HeadersInit = {}): Response {
  return Response.json(body, { headers: { ...noStore, ...Object.fromEntries(new Headers(headers)) } });
}

/**
 * A refusal: the code, its reference, and the page where the person goes on.
 * @param options.location a path of this site; the recovery page for the outcome, unless there is a better one
 */
export function refusedJson(request: Request, outcome: OutcomeCode, options: { location?: string; retryAfterSeconds?: number; error?: unknown } = {}): Response {
  const { error } = options;
  const reference = (error instanceof AuthError ? error.reference : undefined) ?? randomReference();
  const cause = error instanceof Error ? { error: error.name, ...(error.name === "AuthError" ? { reason: error.message } : {}) } : {};
  logEvent("form.refused", { outcome, reference, path: new URL(request.url).pathname, ...cause }, outcomes[outcome].level);
  const outage = outcome === "database_unavailable" ? outageResponse() : undefined;
  if (outage) return outage;
  const { status } = outcomes[outcome];
  const seconds = options.retryAfterSeconds ?? (status === 503 ? 5 : undefined);
  const body = { error: outcome, reference, location: options.location ?? recoveryPath(outcome, reference) };
  return Response.json(body, { status, headers: { ...noStore, ...(seconds === undefined ? {} : { "retry-after": String(seconds) }) } });
}

async function readJson(request: Request): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) return undefined;
  const text = await request.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * What formRoute is to forms, for the few addresses that our own script asks: the request must come from a page of
 * ours, the body must fit the schema, and whatever goes wrong has a code, a status and a page to go on to.
 * @param schema what the body must be; anything else is `input_invalid`
 */
export function jsonRoute<Schema extends z.ZodType>(schema: Schema, handle: (input: z.output<Schema>, request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      if (!isSameOrigin(request, env().AUTH_URL)) return refusedJson(request, "origin_refused");
      const body = schema.safeParse(await readJson(request));
      return body.success ? await handle(body.data, request) : refusedJson(request, "input_invalid");
    } catch (error) {
      return refusedJson(request, error instanceof AuthError ? error.code : "unexpected", { error });
    }
  };
}
