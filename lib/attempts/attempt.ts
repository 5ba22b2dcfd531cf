import { randomReference } from "../crypto/random.ts";
import type { Db, Tx } from "../db/client.ts";
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

/**
 * Records the start of an attempt. When the browser has too many open already, the oldest are closed.
 * @returns the attempt and those that were closed, whose cookies can be cleared
 */
export async function startAttempt(
  tx: Tx,
  input: {
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
    mostOpen?: number;
    now: Date;
  },
): Promise<{ attempt: Attempt; closed: Pick<Attempt, "id" | "method">[] }> {
  const { now } = input;
  // One start of a browser after another: at the same moment each would count the others out, and too many stay open.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${input.browserHash}, 0))`;
  const closed = await tx.attempt.findMany({
    where: { browserHash: input.browserHash, status: "open", stateHash: { not: null }, expires: { gt: now } },
    orderBy: { createdAt: "desc" },
    skip: (input.mostOpen ?? mostOpenAttempts) - 1,
    take: 50,
    select: { id: true, method: true },
  });
  if (closed.length > 0) {
    await tx.attempt.updateMany({ where: { id: { in: closed.map(({ id }) => id) }, status: "open" }, data: { status: "failed", outcome: "attempt_superseded", endedAt: now } });
  }
  const attempt = await tx.attempt.create({
    data: {
      id: input.id,
      reference: randomReference(),
      intent: input.intent,
      method: input.method,
      returnTo: input.returnTo,
      browserHash: input.browserHash,
      stateHash: input.stateHash ?? null,
      sessionId: input.session?.id ?? null,
      userId: input.session?.userId ?? null,
      proofAttemptId: input.proofAttemptId ?? null,
      purpose: input.purpose ?? null,
      pendingPasswordHash: input.pendingPasswordHash ?? null,
      createdAt: now,
      legExpires: new Date(now.getTime() + attemptTimes.providerLegSeconds * 1_000),
      expires: new Date(now.getTime() + attemptTimes.attemptSeconds * 1_000),
    },
    select,
  });
  return { attempt, closed };
}

/** The attempt that an OAuth state belongs to. */
export async function findAttemptByState(db: Db | Tx, stateHash: string): Promise<Attempt | null> {
  return await db.attempt.findUnique({ where: { stateHash }, select });
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
  const { count } = await db.attempt.updateMany({ where: { id, status: "open", legExpires: { gt: now } }, data: { status: "claimed", claimedAt: now } });
  return count === 1;
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
  const data = { status: end.status, outcome: end.outcome, ...(end.userId ? { userId: end.userId } : {}), ...(end.status === "waiting" ? {} : { endedAt: end.now, pendingPasswordHash: null }) };
  const { count } = await db.attempt.updateMany({ where: { id, status: { in: [...unsettledStatuses] } }, data });
  return count === 1;
}
