import type { Database } from "../db/client.ts";
import { sessionLimits } from "./limits.ts";

// Reads never write: who was seen is collected here and written in one statement, away from the request.
type Pending = { seen: Map<string, Date>; timer: NodeJS.Timeout | undefined };
const slot = Symbol.for("siwa.last-seen");
const flushMilliseconds = 5_000;
const mostPending = 10_000;

function pending(): Pending {
  const holder = globalThis as { [slot]?: Pending };
  holder[slot] ??= { seen: new Map(), timer: undefined };
  return holder[slot];
}

/**
 * Remembers that a session was used, at most every ten minutes for one session (every minute on a shared computer), also in the row itself, which may be
 * held in memory. Costs no statement.
 */
export function noteSeen(database: Pick<Database, "query">, session: { id: string; lastSeenAt: Date; shared?: boolean }, now: Date): void {
  const stepSeconds = session.shared ? sessionLimits.sharedLastSeenStepSeconds : sessionLimits.lastSeenStepSeconds;
  if (now.getTime() - session.lastSeenAt.getTime() < stepSeconds * 1_000) return;
  const state = pending();
  if (state.seen.size >= mostPending) return;
  state.seen.set(session.id, now);
  session.lastSeenAt = now;
  state.timer ??= setTimeout(() => void flushLastSeen(database), flushMilliseconds).unref();
}

/** Writes what was collected, in one statement; for the end of a process, too. An outage loses at most these marks, which the next use makes again. */
export async function flushLastSeen(database: Pick<Database, "query">): Promise<void> {
  const state = pending();
  const entries = [...state.seen];
  state.seen.clear();
  clearTimeout(state.timer);
  state.timer = undefined;
  if (entries.length === 0) return;
  const text = `
    UPDATE "Session" AS s SET "lastSeenAt" = GREATEST(s."lastSeenAt", v."at")
    FROM unnest($1::uuid[], $2::timestamptz[]) AS v("id", "at") WHERE s."id" = v."id"`;
  await database.query("session-last-seen", text, [entries.map(([id]) => id), entries.map(([, at]) => at)]).catch(() => undefined);
}
