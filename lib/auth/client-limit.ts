import type { z } from "zod";
import { database } from "../db/client.ts";
import { formRoute, refusedForm } from "../http/form-route.ts";
import { limitKeyOf } from "../rate-limit/client-key.ts";
import { consumeRateLimit } from "../rate-limit/consume.ts";
import type { RateLimitName } from "../rate-limit/limits.ts";
import { hashKey } from "./hash-key.ts";
import { type Visitor, visitorOf } from "./visitor.ts";

/**
 * Spends a point of the client address of a visitor.
 * @returns null when there was one; who comes without our listener has no address, and is not counted
 * @throws DatabaseUnavailableError
 */
export async function overClientLimit({ clientAddress }: Pick<Visitor, "clientAddress">, name: RateLimitName): Promise<{ retryAfterSeconds: number } | null> {
  if (clientAddress === undefined) return null;
  const limit = await consumeRateLimit(database(), hashKey(), name, limitKeyOf(clientAddress));
  return limit.allowed ? null : { retryAfterSeconds: limit.retryAfterSeconds };
}

/** A form that a client address may send so often and no more; what does not fit its schema costs no point. */
export function limitedForm<Schema extends z.ZodType>(name: RateLimitName, schema: Schema, handle: (input: z.output<Schema>, request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  return formRoute(schema, async (input, request) => {
    const over = await overClientLimit(visitorOf(request), name);
    return over ? await refusedForm(request, "rate_limited", over) : await handle(input, request);
  });
}

/** A form on the way in, or of a fresh proof. */
export function signInForm<Schema extends z.ZodType>(schema: Schema, handle: (input: z.output<Schema>, request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  return limitedForm("sign_in_form_from_client", schema, handle);
}
