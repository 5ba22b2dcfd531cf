import type { ProviderIdentity } from "../accounts/provider-identity.ts";
import { type ParkReason, readParked } from "../accounts/parked-identity.ts";
import { type Attempt, findAttempt } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import type { OutcomeCode } from "../outcomes.ts";
import type { SessionView } from "../sessions/check.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import type { Visitor } from "./visitor.ts";

export type OwnAttempt = { ok: true; attempt: Attempt } | { ok: false; outcome: OutcomeCode; attempt: Attempt | null };

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * The attempt that a page or form names, if this browser started it and it still waits.
 * @param status what the attempt must be for this step
 */
export async function ownAttempt(visitor: Visitor, id: unknown, status: "open" | "waiting"): Promise<OwnAttempt> {
  const attempt = typeof id === "string" && uuid.test(id) ? await findAttempt(database().db, id) : null;
  if (!attempt) return { ok: false, outcome: "attempt_unknown", attempt: null };
  // Another browser learns nothing about an attempt, not even its reference.
  if (attempt.browserHash !== visitor.browser?.hash) return { ok: false, outcome: "state_mismatch", attempt: null };
  if (attempt.status !== status) return { ok: false, outcome: attempt.status === "expired" ? "attempt_expired" : "attempt_used", attempt };
  return attempt.expires <= new Date() ? { ok: false, outcome: "attempt_expired", attempt } : { ok: true, attempt };
}

/** The session of this browser, if it is the one in which an attempt of somebody signed in was started. */
export async function sameSession(visitor: Visitor, attempt: Pick<Attempt, "sessionId" | "userId">): Promise<SessionView | null> {
  const session = await visitor.session();
  return session && session.id === attempt.sessionId && session.userId === attempt.userId ? session : null;
}

export type WaitingIdentity = { ok: true; attempt: Attempt; identity: ProviderIdentity } | { ok: false; outcome: OutcomeCode; attempt: Attempt | null };

/** The attempt together with the identity that waits for this browser's decision. */
export async function waitingIdentity(visitor: Visitor, id: unknown, reason: ParkReason): Promise<WaitingIdentity> {
  const own = await ownAttempt(visitor, id, "waiting");
  if (!own.ok) return own;
  if (own.attempt.outcome !== reason) return { ok: false, outcome: "attempt_used", attempt: own.attempt };
  const identity = await database().transaction((tx) => readParked(tx, own.attempt.id, reason, new Date(), vaultKeys()));
  if (identity) return { ok: true, attempt: own.attempt, identity };
  // A twin of this form may have answered between the two looks: then it is used, and not too old.
  const now = await ownAttempt(visitor, id, "waiting");
  return now.ok ? { ok: false, outcome: "attempt_expired", attempt: now.attempt } : now;
}
