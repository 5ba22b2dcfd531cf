import type { z } from "zod";
import { randomReference } from "../crypto/random.ts";
import { env } from "../env.ts";
import { AuthError } from "../errors.ts";
import { type OutcomeCode, outcomes } from "../outcomes.ts";
import { logEvent } from "../telemetry/log.ts";
import { count } from "../telemetry/metrics.ts";
import { outageResponse } from "./outage.ts";
import { pageResponse } from "./page-response.ts";
import { isSameOrigin } from "./same-origin.ts";

/**
 * Where the recovery page for an outcome is.
 * @param options.waitSeconds how long until it can be tried again, where that is known
 * @param options.via the provider that the words on it name, when it is not Amazon
 */
export function recoveryPath(outcome: OutcomeCode, reference: string, options: { waitSeconds?: number | undefined; via?: string | undefined } = {}): string {
  const { waitSeconds, via } = options;
  return `/signin/error?${new URLSearchParams({ code: outcome, ref: reference, ...(waitSeconds === undefined ? {} : { wait: String(waitSeconds) }), ...(via === undefined ? {} : { via }) })}`;
}

/** A refused form: the recovery page for the outcome, with the outcome's status. */
export async function refusedForm(request: Request, outcome: OutcomeCode, options: { reference?: string; retryAfterSeconds?: number; error?: unknown; via?: string | undefined } = {}): Promise<Response> {
  const reference = options.reference ?? (options.error instanceof AuthError ? options.error.reference : undefined) ?? randomReference();
  const cause = options.error instanceof Error ? { error: options.error.name, ...(options.error.name === "AuthError" ? { reason: options.error.message } : {}) } : {};
  count("siwa_form_refusals_total", { outcome });
  logEvent("form.refused", { outcome, reference, path: new URL(request.url).pathname, ...cause }, outcomes[outcome].level);
  const outage = outcome === "database_unavailable" ? outageResponse() : undefined;
  if (outage) return outage;
  const { status } = outcomes[outcome];
  const seconds = options.retryAfterSeconds ?? (status === 503 ? 5 : undefined);
  return await pageResponse(request, recoveryPath(outcome, reference, { waitSeconds: options.retryAfterSeconds, via: options.via }), { status, ...(seconds === undefined ? {} : { headers: { "retry-after": String(seconds) } }) });
}

/** The fields of a form as they came; undefined when it is not a form, or a field came twice. */
async function readFields(request: Request): Promise<Record<string, string> | undefined> {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) return undefined;
  const fields = new URLSearchParams(await request.text());
  const names = [...fields.keys()];
  // A repeated field or a NUL byte has no honest source, and PostgreSQL refuses NUL.
  if (new Set(names).size !== names.length || [...fields].flat().some((text) => text.includes("\u0000"))) return undefined;
  return Object.fromEntries(fields);
}

/**
 * The one wrapper around every form of this site: the request must come from a page of ours, the fields must fit the
 * schema, and whatever goes wrong becomes a page with the right status and a reference. 303 on success is the
 * handler's business.
 * @param schema what the fields must be; anything else is `input_invalid`
 * @param handle does one thing and answers
 */
export function formRoute<Schema extends z.ZodType>(schema: Schema, handle: (input: z.output<Schema>, request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      if (!isSameOrigin(request, env().AUTH_URL)) return await refusedForm(request, "origin_refused");
      const fields = schema.safeParse(await readFields(request));
      return fields.success ? await handle(fields.data, request) : await refusedForm(request, "input_invalid");
    } catch (error) {
      return await refusedForm(request, error instanceof AuthError ? error.code : "unexpected", { error });
    }
  };
}
