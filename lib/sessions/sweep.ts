import type { Db } from "../db/client.ts";
import { type Due, removeDue } from "../db/due.ts";
import { sessionRowSeconds } from "./limits.ts";

/** Sessions a day after their end, so that a page left open overnight is told why. */
export const dueSessions: Due = { kind: "sessions", table: "Session", column: "expires", seconds: sessionRowSeconds };

/** Removes sessions a day after their end. */
export async function sweepSessions(db: Db, now: Date): Promise<void> {
  await removeDue(db, dueSessions, now);
}
