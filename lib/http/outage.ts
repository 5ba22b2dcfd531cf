import { DatabaseUnavailableError } from "../errors.ts";
import { requestContext, runInRequestContext } from "../telemetry/request-context.ts";

/**
 * Does something that the page can live without. In a database outage the fallback is returned and the request is
 * not marked, so that public pages stay up.
 * @throws whatever else `work` throws
 */
export async function tolerateOutage<T>(work: () => Promise<T>, fallback: T): Promise<T> {
  const attempt = async () => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) return fallback;
      throw error;
    }
  };
  const context = requestContext();
  return context ? runInRequestContext({ ...context, databaseUnavailable: false }, attempt) : attempt();
}

/**
 * Marks this request as hit by an outage, so that the listener puts its static page in the place of the answer.
 * @returns false when there is no listener to do that
 */
function markOutage(): boolean {
  const context = requestContext();
  if (context) context.databaseUnavailable = true;
  return context !== undefined;
}

/**
 * The answer of a route handler in an outage: an empty 503, which the listener fills. A page of ours would only wait
 * for the database once more before it is thrown away.
 * @returns undefined when there is no listener, and the page has to be rendered
 */
export function outageResponse(): Response | undefined {
  return markOutage() ? new Response(null, { status: 503, headers: { "retry-after": "5", "cache-control": "no-store" } }) : undefined;
}

/** Marks this request as hit by an outage, so that the listener answers 503, and throws. */
export function failWithOutage(cause: unknown): never {
  markOutage();
  throw cause instanceof DatabaseUnavailableError ? cause : new DatabaseUnavailableError(cause);
}
