import { randomReference } from "../crypto/random.ts";
import { type Db, plainly, type Tx } from "../db/client.ts";
import { requestContext } from "../telemetry/request-context.ts";
import type { Attempt, AttemptIntent } from "./attempt.ts";
import { countStart } from "./counts.ts";
import { attemptTimes } from "./times.ts";

const insert = `
  INSERT INTO "Attempt" ("id", "reference", "intent", "method", "returnTo", "browserHash", "stateHash", "sessionId", "userId", "proofAttemptId", "purpose", "pendingPasswordHash", "createdAt", "legExpires", "expires", "browser", "device", "region", "startMs", "lookedMs", "expectedAccountId")
  VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8::uuid, $9::uuid, $10::uuid, $11, $12, $13::timestamptz, $14::timestamptz, $15::timestamptz, $16, $17, $18, $19::int, $20::int, $21::uuid)
  RETURNING "id"`;

export type AttemptStart = {
  id: string;
  intent: AttemptIntent;
  method: string;
  returnTo: string;
  browserHash: string;
  stateHash?: string;
  session?: { id: string; userId: string } | undefined;
  proofAttemptId?: string | undefined;
  /** For the intent reconnect: the linked account with which the person is to come back. */
  expectedAccountId?: string | undefined;
  purpose?: string | undefined;
  pendingPasswordHash?: string | undefined;
  /** What began it, for counting. */
  client?: { browser: string; device: string; region: string } | undefined;
  /** When the page was made on which it was begun (epoch milliseconds), where that page says so. */
  shownAt?: number | undefined;
  now: Date;
};

/** How long it took from the request until now; null where nobody noted when that came. */
function millisecondsSinceRequest(now: Date): number | null {
  const received = requestContext()?.receivedAt;
  return received ? Math.max(0, now.getTime() - received.getTime()) : null;
}

/** For longer nobody looks at a page before they choose; a page that says so was left open. */
const longestLookMilliseconds = 60 * 60_000;

/** How long the page was looked at, by what it says itself; null where that cannot be. */
function millisecondsLooked({ shownAt, now }: AttemptStart): number | null {
  const milliseconds = shownAt === undefined ? -1 : now.getTime() - shownAt;
  return milliseconds >= 0 && milliseconds <= longestLookMilliseconds ? milliseconds : null;
}

/** An attempt as it begins. The row holds nothing of it that is not known before it is written. */
function attemptOf({ id, intent, method, returnTo, browserHash, session, proofAttemptId, expectedAccountId, purpose, now }: AttemptStart): Attempt {
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
  return {
    id,
    reference: randomReference(),
    intent,
    method,
    returnTo,
    status: "open",
    outcome: null,
    browserHash,
    sessionId: session?.id ?? null,
    userId: session?.userId ?? null,
    proofAttemptId: proofAttemptId ?? null,
    expectedAccountId: expectedAccountId ?? null,
    purpose: purpose ?? null,
    createdAt: now,
    legExpires: after(attemptTimes.providerLegSeconds),
    expires: after(attemptTimes.attemptSeconds),
    claimedAt: null,
    endedAt: null,
  };
}

/** Records the start of an attempt. */
export async function startAttempt(db: Db | Tx, start: AttemptStart): Promise<{ attempt: Attempt }> {
  const { now, client } = start;
  const attempt = attemptOf(start);
  await plainly(db, "attempt-insert", insert, [
    attempt.id, attempt.reference, attempt.intent, attempt.method, attempt.returnTo, attempt.browserHash, start.stateHash ?? null, attempt.sessionId, attempt.userId,
    attempt.proofAttemptId, attempt.purpose, start.pendingPasswordHash ?? null, attempt.createdAt, attempt.legExpires, attempt.expires,
    client?.browser ?? null, client?.device ?? null, client?.region ?? null, millisecondsSinceRequest(now), millisecondsLooked(start),
    attempt.expectedAccountId,
  ]);
  countStart(db, start);
  return { attempt };
}
