import { DatabaseUnavailableError } from "../errors.ts";
import { requestContext, runInRequestContext } from "./request-context.ts";

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

/** Marks this request as hit by an outage, so that the listener answers 503, and throws. */
export function failWithOutage(cause: unknown): never {
  const context = requestContext();
  if (context) context.databaseUnavailable = true;
  throw cause instanceof DatabaseUnavailableError ? cause : new DatabaseUnavailableError(cause);
}
