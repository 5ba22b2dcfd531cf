/** The longest text of one field, in characters. */
const maxTextLength = 500;
const maxDepth = 5;
const maxEntries = 50;
const redacted = "[redacted]";

/**
 * Field names whose value never reaches a log. `code` and `state` are OAuth's; our own codes go under `outcome`.
 * Counts and flags (numbers, booleans) pass, so that `tokenCount: 2` stays useful.
 */
const secretName = /token|secret|password|passphrase|verifier|cookie|authorization|credential|e-?mail|api-?key|vault-?key|nonce|^(code|state|otp|pin|session|sessionId|address|phone|name|query|body)$/i;

/** Secrets and addresses inside running text: Amazon tokens, bearer headers, credentials in URLs, e-mail, parameters. */
const secretText: [RegExp, string][] = [
  [/\bAtz[a-z]\|[^\s"']+/gi, redacted],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${redacted}`],
  [/:\/\/[^\s/@:]+:[^\s/@]+@/g, `://${redacted}@`],
  [/([?&;](?:code|state|[\w-]*token|[\w-]*secret|code_verifier|email|otp)=)[^&\s"']*/gi, `$1${redacted}`],
  [/[\w.+%-]+@[\w-]+(\.[\w-]+)+/g, "[e-mail]"],
];

/**
 * What JSON leaves as it is and a terminal, an editor or a person does not: C1 controls (an 8-bit escape sequence),
 * Unicode's own line ends, and marks that turn the direction of writing.
 */
const misleading = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A text without secrets and without characters that mislead, clipped at 500 characters. */
export function redactText(text: string): string {
  // Clip first, generously: patterns over a megabyte would be work an attacker can order.
  let result = text.slice(0, maxTextLength * 4);
  for (const [pattern, replacement] of secretText) result = result.replace(pattern, replacement);
  result = result.replace(misleading, escaped);
  const clipped = result.length > maxTextLength || text.length > maxTextLength * 4 ? `${result.slice(0, maxTextLength)}…` : result;
  // Clipping may have cut a character in two.
  return clipped.toWellFormed();
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  const errorCode = (error as { code?: unknown }).code;
  return {
    type: error.name,
    ...(typeof errorCode === "string" || typeof errorCode === "number" ? { errorCode: typeof errorCode === "string" ? redactText(errorCode) : errorCode } : {}),
    // Prisma quotes the arguments of the statement: people's names, among others.
    message: error.name.startsWith("PrismaClient") ? redacted : redactText(error.message),
    stack: redactText((error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)).slice(0, 5).map((line) => line.trim()).join(" | ")),
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, depth + 1) }),
  };
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= maxDepth) return "[deep]";
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return "[binary]";
  if (Array.isArray(value)) return value.slice(0, maxEntries).map((item) => redactValue(item, depth + 1));
  return redactRecord(value as Record<string, unknown>, depth);
}

function redactRecord(record: Record<string, unknown>, depth: number): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record).slice(0, maxEntries)) {
    const harmless = typeof value === "number" || typeof value === "boolean" || value === null || value === undefined;
    clean[redactText(name.slice(0, 60))] = secretName.test(name) && !harmless ? redacted : redactValue(value, depth + 1);
  }
  return clean;
}

/**
 * A copy of log fields that is safe to write: secrets and addresses replaced by name and by pattern, texts clipped,
 * depth and size bounded, errors reduced to type, code, message and the top of the stack.
 */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return redactRecord(fields, 0);
}
