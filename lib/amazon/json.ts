import type { z } from "zod";
import { AuthError } from "../errors.ts";
import type { AmazonAnswer } from "./fetch.ts";

/**
 * Reads a 200 answer as the JSON that a schema describes.
 * @throws AuthError `provider_answer_invalid` when it is not JSON, not declared as JSON, or of another shape
 */
export function parseAnswer<Schema extends z.ZodType>(answer: AmazonAnswer, schema: Schema, name: string): z.output<Schema> {
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(answer.contentType)) {
    throw new AuthError("provider_answer_invalid", `${name}: the content type is not JSON`);
  }
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch {
    throw new AuthError("provider_answer_invalid", `${name}: the body is not JSON`);
  }
  const result = schema.safeParse(value);
  // Paths only: a value could be a token.
  if (!result.success) throw new AuthError("provider_answer_invalid", `${name}: wrong shape at ${result.error.issues.map((issue) => issue.path.join(".")).join(", ")}`);
  return result.data;
}

/** 429 and 5xx: Amazon is there but cannot serve now. */
export function isUnavailableStatus(status: number): boolean {
  return status === 429 || status >= 500;
}

/** The `error` member of a JSON error body, or undefined. Only for comparing with known codes. */
export function errorCodeOf(answer: AmazonAnswer): string | undefined {
  try {
    const value: unknown = JSON.parse(answer.body);
    const code = (value as { error?: unknown } | null)?.error;
    return typeof code === "string" ? code : undefined;
  } catch {
    return undefined;
  }
}
