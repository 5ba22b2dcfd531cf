/** A failure that a person can act on: what happened (`message`) and what to do now (`remedy`). */
export class RemedyError extends Error {
  override readonly name = "RemedyError";
  readonly remedy: string;
  /** The tail of what the failed program printed, if anything. */
  readonly output: string;

  constructor(message: string, remedy: string, options: { cause?: unknown; output?: string } = {}) {
    super(message, { cause: options.cause });
    this.remedy = remedy;
    this.output = options.output ?? "";
  }
}

/** The message of anything that was thrown, with its remedy on a second line where it has one. */
export function describeFailure(error: unknown): string {
  if (error instanceof RemedyError) {
    const output = error.output.trim();
    return [error.message, ...(output === "" ? [] : [output]), `What to do: ${error.remedy}`].join("\n");
  }
  // An AggregateError (a refused connection on two address families) has an empty message of its own.
  if (error instanceof AggregateError && error.message === "") return error.errors.map(describeFailure).join("; ");
  return error instanceof Error ? error.message : String(error);
}
