import { type Db, plainly, type Tx } from "../db/client.ts";
import type { Statement } from "../db/together.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { countEnd, type Ended, endedColumns } from "./counts.ts";
import { mostOpenAttempts } from "./times.ts";

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
  expectedAccountId: true,
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
  /** The linked account with which the person is to come back; only with the intent reconnect. */
  expectedAccountId: string | null;
  /** What a fresh proof is wanted for, or was used for; only with the intents reauthenticate, add_first_method, prove_email and merge. */
  purpose: string | null;
  createdAt: Date;
  legExpires: Date;
  expires: Date;
  claimedAt: Date | null;
  endedAt: Date | null;
};

const columns = Object.keys(select).map((name) => (name === "status" ? `"status"::text AS "status"` : `"${name}"`)).join(", ");

// What somebody else has hold of is being closed, or claimed, by them; waiting for it could end in a deadlock.
// Those that were closed before come once more, some of them: the answer of their own start, on its way then, may have
// reached the browser after the one that cleared their cookies.
const closeOldest = `
  WITH closed AS (
    UPDATE "Attempt" SET "status" = 'failed', "outcome" = 'attempt_superseded', "endedAt" = $3::timestamptz
    WHERE "id" IN (
      SELECT "id" FROM "Attempt" WHERE "status" = 'open' AND "id" IN (
        SELECT "id" FROM "Attempt" WHERE "browserHash" = $1 AND "id" <> $2::uuid AND "status" = 'open' AND "stateHash" IS NOT NULL AND "expires" > $3::timestamptz
        ORDER BY "createdAt" DESC OFFSET $4::int)
      FOR UPDATE SKIP LOCKED)
    RETURNING "id", "method", "outcome", "createdAt", "endedAt"
  ), before AS (
    SELECT "id", "method", "outcome", "createdAt", "endedAt" FROM "Attempt"
    WHERE "browserHash" = $1 AND "id" <> $2::uuid AND "status" = 'failed' AND "outcome" = 'attempt_superseded' AND "expires" > $3::timestamptz
    ORDER BY "endedAt" DESC LIMIT ${mostOpenAttempts}
  )
  SELECT *, true AS "now" FROM closed UNION ALL SELECT *, false FROM before`;

/**
 * Closes the oldest attempts that a browser has open at providers, where there are too many with the one that has just
 * been started. Call it once that one has committed: of several starts at once the last to come sees all of them.
 * @returns what was closed, now and a little before, whose cookies can be cleared
 */
export async function closeSurplus(db: Db, { id, browserHash, now }: { id: string; browserHash: string; now: Date }, mostOpen: number = mostOpenAttempts): Promise<Pick<Attempt, "id" | "method">[]> {
  const closed = await plainly<Pick<Attempt, "id"> & Ended & { now: boolean }>(db, "attempt-surplus", closeOldest, [browserHash, id, now, mostOpen - 1]);
  countEnd(db, closed.filter((one) => one.now));
  return closed.map(({ id: closedId, method }) => ({ id: closedId, method }));
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

const claim = `
  UPDATE "Attempt" SET "status" = 'claimed', "claimedAt" = $4::timestamptz
  WHERE "stateHash" = $1 AND "browserHash" = $2 AND "method" = $3 AND "status" = 'open' AND "legExpires" > $4::timestamptz
  RETURNING ${columns}`;

/**
 * Takes the open attempt of an OAuth state for the one exchange it is good for, if it is this browser's and went to this provider.
 * Exactly one of any number of callers gets it.
 * @returns the attempt as it was when it was taken, or null: `findAttemptByState` tells why
 */
export async function claimAttempt(db: Db | Tx, asked: { stateHash: string; browserHash: string; method: string }, now: Date): Promise<Attempt | null> {
  const [attempt] = await plainly<Attempt>(db, "attempt-claim", claim, [asked.stateHash, asked.browserHash, asked.method, now]);
  return attempt ? { ...attempt, status: "open", claimedAt: null } : null;
}

/**
 * Ends everything that a browser has under way, and erases the identities that wait in it: after a sign-out the next
 * person at this computer must not be able to answer for the last one.
 */
export async function endAttemptsOf(tx: Tx, browserHash: string, now: Date): Promise<void> {
  const where = { browserHash, status: { in: [...unsettledStatuses] } };
  await tx.parkedIdentity.deleteMany({ where: { attempt: where } });
  const data = { status: "cancelled", outcome: "signed_out", endedAt: now, pendingPasswordHash: null } as const;
  countEnd(tx, await tx.attempt.updateManyAndReturn({ where, data, select: endedColumns }));
}

/** Ends everything that a user has under way in any browser, with the identities and codes that wait in it: they are signed out for good. */
export async function endAttemptsOfUser(tx: Tx, userId: string, now: Date): Promise<void> {
  const where = { userId, status: { in: [...unsettledStatuses] } };
  await tx.parkedIdentity.deleteMany({ where: { attempt: where } });
  await tx.emailCode.updateMany({ where: { attempt: where, usedAt: null, voidedAt: null }, data: { voidedAt: now } });
  const data = { status: "cancelled", outcome: "signed_out", endedAt: now, pendingPasswordHash: null } as const;
  countEnd(tx, await tx.attempt.updateManyAndReturn({ where, data, select: endedColumns }));
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
    "pendingPasswordHash" = CASE WHEN $5::timestamptz IS NULL THEN "pendingPasswordHash" END,
    "askedAt" = COALESCE("askedAt", $6::timestamptz), "question" = COALESCE("question", CASE WHEN $6::timestamptz IS NOT NULL THEN $3 END)
  WHERE "id" = $1::uuid AND "status" IN (${unsettledStatuses.map((status) => `'${status}'`).join(", ")}) RETURNING "method", "outcome", "createdAt", "endedAt"`;

type AttemptEnd = { status: Exclude<AttemptStatus, "open" | "claimed">; outcome: OutcomeCode; userId?: string; now: Date };

/** The statement that settles an attempt: it returns a row if it was the one that did it. */
export function settleStatement(id: string, end: AttemptEnd): Statement {
  const [ended, asked] = end.status === "waiting" ? [null, end.now] : [end.now, null];
  return { name: "attempt-settle", text: settle, values: [id, end.status, end.outcome, end.userId ?? null, ended, asked] };
}

/** Counts what that statement has ended, once it is kept. @param settled the rows that it returned; their times may be text */
export function countSettled(handle: Db | Tx, end: Pick<AttemptEnd, "status">, settled: readonly Record<string, unknown>[]): void {
  if (end.status === "waiting") return;
  const date = (value: unknown) => new Date(value as string | Date);
  countEnd(handle, settled.map(({ method, outcome, createdAt, endedAt }) => ({ method: String(method), outcome: String(outcome), createdAt: date(createdAt), endedAt: date(endedAt) })));
}

/**
 * Ends an attempt, or sets it waiting for the person, unless it has ended already. A password that waited for it to
 * prove an address is forgotten with its end.
 * @returns whether this call was the one that did it
 */
export async function settleAttempt(db: Db | Tx, id: string, end: AttemptEnd): Promise<boolean> {
  const { name, text, values } = settleStatement(id, end);
  const settled = await plainly<Ended>(db, name, text, [...values]);
  countSettled(db, end, settled);
  return settled.length === 1;
}
