import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { AuthError, DatabaseUnavailableError } from "../errors.ts";
import type { Database, Tx } from "./client.ts";
import { isMissingRow, isRetryable, isUniqueViolation } from "./faults.ts";

const mostTries = 6;
const mostPauseMilliseconds = 25;

/** Whether somebody else was first, so that the next run finds what they left. */
const wasBeaten = (error: unknown) => isUniqueViolation(error) || isMissingRow(error) || (error instanceof AuthError && error.code === "user_merged");

/**
 * Runs a whole transaction again when somebody else was first (unique violation, a row that is gone, a user who was merged
 * into another) or PostgreSQL gave it up (deadlock, serialization): the second run sees what the other one wrote. Bounded; side effects such as mail belong after it.
 * @throws DatabaseUnavailableError when PostgreSQL gave up every run: too busy, not wrong; else the last error
 */
export async function retriedTransaction<T>(database: Pick<Database, "transaction">, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction(work);
    } catch (error) {
      const retryable = isRetryable(error);
      if (attempt >= mostTries && retryable) throw new DatabaseUnavailableError(error);
      if (attempt >= mostTries || !(retryable || wasBeaten(error))) throw error;
      // Who met in a deadlock would meet again. Whoever else was first has committed: no need to wait.
      if (retryable) await wait(randomInt(attempt * mostPauseMilliseconds));
    }
  }
}
