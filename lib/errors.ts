import type { OutcomeCode } from "./outcomes.ts";

/**
 * A failure that ends an attempt: it carries our own code and, as `cause`, whatever really happened.
 * Expected results are return values; this is thrown only where the work cannot go on. The message is for logs
 * and never holds a secret or an address.
 */
export class AuthError extends Error {
  readonly code: OutcomeCode;

  constructor(code: OutcomeCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "AuthError";
    this.code = code;
  }
}

/** PostgreSQL did not answer in time, or at all. Shown as an outage (503), never as "signed out". */
export class DatabaseUnavailableError extends AuthError {
  constructor(cause: unknown) {
    super("database_unavailable", "the database did not answer", { cause });
    this.name = "DatabaseUnavailableError";
  }
}
