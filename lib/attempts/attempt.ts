import { randomReference } from "../crypto/random.ts";
import { type Db, plainly, type Tx } from "../db/client.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { attemptTimes, mostOpenAttempts } from "./times.ts";

export type AttemptIntent = "sign_in" | "link" | "reconnect" | "reauthenticate" | "add_first_method" | "prove_email" | "merge" | "unlock";
const unsettledStatuses = ["open", "claimed", "waiting"] as const;
export type AttemptStatus = "open" | "claimed" | "waiting" | "succeeded" | "failed" | "cancelled" | "expired";

const select = {
  id: true,
  reference: true,
  intent: true,
  method: true,
  returnTo: true,
  status: true,
  outcome: true,
  browserHash: true,
  sessionId: true,
  userId: true,
  proofAttemptId: true,
  purpose: true,
  createdAt: true,
  legExpires: true,
  expires: true,
  claimedAt: true,
  endedAt: true,
} as const;

/** One attempt as the rest of the code sees it. */
export type Attempt = {
  id: string;
  reference: string;
  intent: string;
  method: string;
  returnTo: string;
  status: AttemptStatus;
  outcome: string | null;
  browserHash: string;
  sessionId: string | null;
  userId: string | null;
  proofAttemptId: string | null;
  /** What a fresh proof is wanted for, or was used for; only with the intents reauthenticate, add_first_method, prove_email and merge. */
  purpose: string | null;
  createdAt: Date;
  legExpires: Date;
  expires: Date;
  claimedAt: Date | null;
  endedAt: Date | null;
};

const columns = Object.keys(select).map((name) => (name === "status" ? `"status"::text AS "status"` : `"${name}"`)).join(", ");

const insert = `
  INSERT INTO "Attempt" ("id", "reference", "intent", "method", "returnTo", "browserHash", "stateHash", "sessionId", "userId", "proofAttemptId", "purpose", "pendingPasswordHash", "createdAt", "legExpires", "expires")
  VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8::uuid, $9::uuid, $10::uuid, $11, $12, $13::timestamptz, $14::timestamptz, $15::timestamptz)
  RETURNING ${columns}`;

export type AttemptStart = {
  id: string;
  intent: AttemptIntent;
  method: string;
  returnTo: string;
  browserHash: string;
  stateHash?: string;
  session?: { id: string; userId: string } | undefined;
  proofAttemptId?: string | undefined;
  purpose?: string | undefined;
  pendingPasswordHash?: string | undefined;
  now: Date;
};

/** Records the start of an attempt. */
export async function startAttempt(db: Db | Tx, start: AttemptStart): Promise<{ attempt: Attempt }> {
  const { now } = start;
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
  const [attempt] = await plainly<Attempt>(db, "attempt-insert", insert, [
    start.id, randomReference(), start.intent, start.method, start.returnTo, start.browserHash, start.stateHash ?? null, start.session?.id ?? null, start.session?.userId ?? null,
    start.proofAttemptId ?? null, start.purpose ?? null, start.pendingPasswordHash ?? null, now, after(attemptTimes.providerLegSeconds), after(attemptTimes.attemptSeconds),
  ]);
  return { attempt: attempt as Attempt };
}

// What somebody else has hold of is being closed, or claimed, by them; waiting for it could end in a deadlock.
const closeOldest = `
  UPDATE "Attempt" SET "status" = 'failed', "outcome" = 'attempt_superseded', "endedAt" = $3::timestamptz
  WHERE "id" IN (
    SELECT "id" FROM "Attempt" WHERE "status" = 'open' AND "id" IN (
      SELECT "id" FROM "Attempt" WHERE "browserHash" = $1 AND "id" <> $2::uuid AND "status" = 'open' AND "stateHash" IS NOT NULL AND "expires" > $3::timestamptz
      ORDER BY "createdAt" DESC OFFSET $4::int)
    FOR UPDATE SKIP LOCKED)
  RETURNING "id", "method"`;

/**
 * Closes the oldest attempts that a browser has open at providers, where there are too many with the one that has just
 * been started. Call it once that one has committed: of several starts at once the last to come sees all of them.
 * @returns what was closed, whose cookies can be cleared
 */
export async function closeSurplus(db: Db, { id, browserHash, now }: Pick<AttemptStart, "id" | "browserHash" | "now">, mostOpen: number = mostOpenAttempts): Promise<Pick<Attempt, "id" | "method">[]> {
  return await plainly(db, "attempt-surplus", closeOldest, [browserHash, id, now, mostOpen - 1]);
}

/** The attempt that an OAuth state belongs to. */
export async function findAttemptByState(db: Db | Tx, stateHash: string): Promise<Attempt | null> {
  const [attempt] = await plainly<Attempt>(db, "attempt-by-state", `SELECT ${columns} FROM "Attempt" WHERE "stateHash" = $1`, [stateHash]);
  return attempt ?? null;
}

/** An attempt by its id. */
export async function findAttempt(db: Db | Tx, id: string): Promise<Attempt | null> {
  return await db.attempt.findUnique({ where: { id }, select });
}

/** Finds an attempt by the number that a person quotes; only the facts that the recovery page needs. */
export async function findAttemptByReference(db: Db | Tx, reference: string): Promise<Attempt | null> {
  return await db.attempt.findUnique({ where: { reference }, select });
}

/**
 * Takes an open attempt for the one exchange it is good for. Exactly one of any number of callers gets true.
 */
export async function claimAttempt(db: Db | Tx, id: string, now: Date): Promise<boolean> {
  const text = `UPDATE "Attempt" SET "status" = 'claimed', "claimedAt" = $2::timestamptz WHERE "id" = $1::uuid AND "status" = 'open' AND "legExpires" > $2::timestamptz RETURNING "id"`;
  return (await plainly(db, "attempt-claim", text, [id, now])).length === 1;
}

/**
 * Ends everything that a browser has under way, and erases the identities that wait in it: after a sign-out the next
 * person at this computer must not be able to answer for the last one.
 */
export async function endAttemptsOf(tx: Tx, browserHash: string, now: Date): Promise<void> {
  const where = { browserHash, status: { in: [...unsettledStatuses] } };
  await tx.parkedIdentity.deleteMany({ where: { attempt: where } });
  await tx.attempt.updateMany({ where, data: { status: "cancelled", outcome: "signed_out", endedAt: now, pendingPasswordHash: null } });
}

/** The hash of the password that becomes the user's once this attempt has proved the address, or null. */
export async function pendingPasswordHash(tx: Tx, id: string): Promise<string | null> {
  return (await tx.attempt.findUnique({ where: { id }, select: { pendingPasswordHash: true } }))?.pendingPasswordHash ?? null;
}

/** Lets a password wait for the proof of an attempt's address. */
export async function setPendingPassword(tx: Tx, id: string, hash: string): Promise<void> {
  await tx.attempt.update({ where: { id }, data: { pendingPasswordHash: hash }, select: { id: true } });
}

/** Statuses after which nothing about an attempt changes any more. */
export const endedStatuses = ["succeeded", "failed", "cancelled", "expired"] as const satisfies AttemptStatus[];

const settle = `
  UPDATE "Attempt" SET "status" = $2::"AttemptStatus", "outcome" = $3, "userId" = COALESCE($4::uuid, "userId"), "endedAt" = COALESCE($5::timestamptz, "endedAt"),
    "pendingPasswordHash" = CASE WHEN $5::timestamptz IS NULL THEN "pendingPasswordHash" END
  WHERE "id" = $1::uuid AND "status" IN (${unsettledStatuses.map((status) => `'${status}'`).join(", ")}) RETURNING "id"`;

/**
 * Ends an attempt, or sets it waiting for the person, unless it has ended already. A password that waited for it to
 * prove an address is forgotten with its end.
 * @returns whether this call was the one that did it
 */
export async function settleAttempt(
  db: Db | Tx,
  id: string,
  end: { status: Exclude<AttemptStatus, "open" | "claimed">; outcome: OutcomeCode; userId?: string; now: Date },
): Promise<boolean> {
  const ended = end.status === "waiting" ? null : end.now;
  return (await plainly(db, "attempt-settle", settle, [id, end.status, end.outcome, end.userId ?? null, ended])).length === 1;
}
