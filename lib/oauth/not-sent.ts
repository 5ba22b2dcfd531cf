import { AuthError } from "../errors.ts";

/** The call never left us, so the provider did nothing, and trying again at once is of no use. For people it is an outage like any other. */
export class NotSentError extends AuthError {
  readonly notSent = true;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && "notSent" in value;
  }

  constructor(message: string, options?: { cause?: unknown }) {
    super("provider_unavailable", message, options);
  }
}
