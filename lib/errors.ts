import type { OutcomeCode } from "./outcomes.ts";

// Next bundles this module more than once and the database lives on globalThis, so an error may come from another copy
// of its class than the one that asks. What counts is this mark, not the copy.
const mark = Symbol.for("siwa.auth-error");

function markedCode(value: unknown): unknown {
  return typeof value === "object" && value !== null && mark in value ? (value as { code?: unknown }).code : undefined;
}

/**
 * A failure that ends an attempt: it carries our own code and, as `cause`, whatever really happened.
 * Expected results are return values; this is thrown only where the work cannot go on. The message is for logs
 * and never holds a secret or an address.
 */
export class AuthError extends Error {
  readonly code: OutcomeCode;
  /** The attempt's number for people, where one is known. */
  reference: string | undefined;
  readonly [mark] = true;

  /** True for errors of every copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return markedCode(value) !== undefined;
  }

  constructor(code: OutcomeCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "AuthError";
    this.code = code;
  }
}

/** PostgreSQL did not answer in time, or at all. Shown as an outage (503), never as "signed out". */
export class DatabaseUnavailableError extends AuthError {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return markedCode(value) === "database_unavailable";
  }

  constructor(cause: unknown) {
    super("database_unavailable", "the database did not answer", { cause });
    this.name = "DatabaseUnavailableError";
  }
}

/** Notes on a failure of ours which attempt it ended, so that the page shows the number that finds it. */
export function withReference(error: unknown, reference: string): unknown {
  if (error instanceof AuthError) error.reference ??= reference;
  return error;
}
