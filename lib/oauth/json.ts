import type { z } from "zod";
import { AuthError } from "../errors.ts";
import type { ProviderAnswer } from "./fetch.ts";

/** What of a valid JSON text matters for its keys: strings (a colon behind one makes it a key), and where objects begin and end. */
const keysAndBraces = /("[^"\\]*(?:\\.[^"\\]*)*")\s*(:?)|[{}]/g;

/**
 * Whether some object of a JSON text has a member twice. JSON.parse takes the last one, others the first: two readers
 * would see two people.
 * @param text valid JSON
 * @see RFC 8259 section 4
 */
export function hasRepeatedMember(text: string): boolean {
  const open: Set<string>[] = [];
  for (const [token, string, colon] of text.matchAll(keysAndBraces)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (string && colon) {
      const key = JSON.parse(string) as string;
      if (open.at(-1)?.has(key)) return true;
      open.at(-1)?.add(key);
    }
  }
  return false;
}

/**
 * Reads a 200 answer as the JSON that a schema describes.
 * @throws AuthError `provider_answer_invalid` when it is not JSON, not declared as JSON, ambiguous, or of another shape
 */
export function parseAnswer<Schema extends z.ZodType>(answer: ProviderAnswer, schema: Schema, name: string): z.output<Schema> {
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(answer.contentType)) {
    throw new AuthError("provider_answer_invalid", `${name}: the content type is not JSON`);
  }
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch {
    throw new AuthError("provider_answer_invalid", `${name}: the body is not JSON`);
  }
  if (hasRepeatedMember(answer.body)) throw new AuthError("provider_answer_invalid", `${name}: a member comes twice`);
  const result = schema.safeParse(value);
  // Paths only: a value could be a token.
  if (!result.success) throw new AuthError("provider_answer_invalid", `${name}: wrong shape at ${result.error.issues.map((issue) => issue.path.join(".") || "the top").join(", ")}`);
  return result.data;
}

/** 429 and 5xx: the provider is there but cannot serve now. */
export function isUnavailableStatus(status: number): boolean {
  return status === 429 || status >= 500;
}

/** The `error` member of a JSON error body, or undefined. Only for comparing with known codes. */
export function errorCodeOf(answer: ProviderAnswer): string | undefined {
  try {
    const value: unknown = JSON.parse(answer.body);
    const code = (value as { error?: unknown } | null)?.error;
    return typeof code === "string" ? code : undefined;
  } catch {
    return undefined;
  }
}
