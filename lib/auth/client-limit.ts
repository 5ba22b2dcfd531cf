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
 * @param form which of its buckets, where the limit has one for each form
 * @returns null when there was one; who comes without our listener has no address, and is not counted
 * @throws DatabaseUnavailableError
 */
export async function overClientLimit({ clientAddress }: Pick<Visitor, "clientAddress">, name: RateLimitName, form?: string): Promise<{ retryAfterSeconds: number } | null> {
  if (clientAddress === undefined) return null;
  const client = limitKeyOf(clientAddress);
  const limit = await consumeRateLimit(database(), hashKey(), name, form === undefined ? client : formKeyOf(client, form));
  return limit.allowed ? null : { retryAfterSeconds: limit.retryAfterSeconds };
}

/** The key of a client's bucket for one form. */
export const formKeyOf = (client: string, form: string): string => `${client} ${form}`;

/** A form by its page and, where that has several, what its button says: a page may offer several ways, and none closes another. */
function formOf(page: string, fields: unknown): string {
  const { action } = fields as { action?: unknown };
  return typeof action === "string" ? `${page} ${action}` : page;
}

/**
 * A form that a client address may send so often and no more; what does not fit its schema costs no point. Each form is
 * counted by itself, so that a flood at one closes no other.
 * @param page the address that it posts to, as we write it: the request could spell it in many ways
 * @param onLimited is told of a refusal
 */
export function limitedForm<Schema extends z.ZodType>(
  name: RateLimitName,
  page: string,
  schema: Schema,
  handle: (input: z.output<Schema>, request: Request) => Promise<Response>,
  onLimited: (visitor: Visitor) => void = () => undefined,
): (request: Request) => Promise<Response> {
  return formRoute(schema, async (input, request) => {
    const visitor = visitorOf(request);
    const over = await overClientLimit(visitor, name, formOf(page, input));
    if (!over) return await handle(input, request);
    onLimited(visitor);
    return await refusedForm(request, "rate_limited", over);
  });
}

/** A form on the way in, or of a fresh proof. */
export function signInForm<Schema extends z.ZodType>(page: string, schema: Schema, handle: (input: z.output<Schema>, request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  return limitedForm("sign_in_form_from_client", page, schema, handle);
}
