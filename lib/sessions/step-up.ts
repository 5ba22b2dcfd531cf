import { recordAudit } from "../audit/record.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import type { Tx } from "../db/client.ts";
import type { SessionToken } from "./cookie.ts";
import { countsForStepUp, isProvider, type SignInMethodName } from "./methods.ts";

/** What somebody may be asked to prove themselves again for. A proof for one is worth nothing for another. */
export const stepUpPurposes = [
  "add_email",
  "change_email",
  "remove_email",
  "set_password",
  "remove_password",
  "add_passkey",
  "remove_passkey",
  "link",
  "unlink",
  "merge",
  "undo_merge",
  "export",
  "delete",
  "end_sessions",
  "close_account",
  "operate",
] as const;
export type StepUpPurpose = (typeof stepUpPurposes)[number];

/** What the exception for those who own no method that counts unlocks, and nothing else. */
const firstMethodPurposes = ["add_email", "add_passkey"] as const satisfies readonly StepUpPurpose[];

/** Whether a purpose is to add a method that a user without any may add. */
export function addsFirstMethod(purpose: StepUpPurpose): boolean {
  return firstMethodPurposes.some((one) => one === purpose);
}

/**
 * Whether coming back from their provider is of any use for a purpose to somebody who owns no method that counts. For a
 * merge it stands for the signed-in side only beside a proof of the other side that counts.
 * @see lib/accounts/merge/decide-proofs.ts
 */
export function takesReturn(purpose: StepUpPurpose): boolean {
  return addsFirstMethod(purpose) || purpose === "merge";
}

/** The purpose that an address or a record names, or undefined. */
export function knownPurpose(value: unknown): StepUpPurpose | undefined {
  return stepUpPurposes.find((one) => one === value);
}

/** How long a proof is recent, and how long a grant waits for its deed. */
export const recentSeconds = 10 * 60;

/** Whether a proof is recent. */
export function isFresh(at: Date, now: Date): boolean {
  return now.getTime() - at.getTime() < recentSeconds * 1_000;
}

/**
 * Whether a session began with a proof that is good for every sensitive step: entered here by the person, in the last
 * ten minutes.
 */
export function isRecent(session: { method: string; authenticatedAt: Date }, now: Date): boolean {
  return countsForStepUp(session.method) && isFresh(session.authenticatedAt, now);
}

/** What is known when somebody is about to do something sensitive. */
export type StepUpFacts = {
  purpose: StepUpPurpose;
  session: { method: string; authenticatedAt: Date };
  /** Whether a proof for this very purpose waits in this session. */
  granted: boolean;
  /** Whether the user owns a proved address, a password or a passkey. */
  ownsMethod: boolean;
};

/** Why somebody need not prove themselves again, or "ask" when they must. */
export type StepUpDecision = "recent" | "granted" | "first_method" | "ask";

/**
 * The rule (pure): a session that began minutes ago by a method that counts, or a grant for this purpose. One exception
 * keeps the door open: who owns no method that counts may add the first one within ten minutes of coming back from
 * their provider.
 * @see docs/decisions/0009-step-up.md
 */
export function decideStepUp({ purpose, session, granted, ownsMethod }: StepUpFacts, now: Date): StepUpDecision {
  if (isRecent(session, now)) return "recent";
  if (granted) return "granted";
  const back = isProvider(session.method) && isFresh(session.authenticatedAt, now);
  return addsFirstMethod(purpose) && !ownsMethod && back ? "first_method" : "ask";
}

/**
 * Records that the person of a session proved themselves again, for one purpose, and gives the session a new token: a
 * token that was stolen before is worth nothing after.
 * @returns what the browser's new cookie is made of, or null when the session has ended meanwhile
 */
export async function grantStepUp(tx: Tx, input: { sessionId: string; userId: string; purpose: StepUpPurpose; method: SignInMethodName; attemptId?: string; now: Date }): Promise<SessionToken | null> {
  const { sessionId, userId, purpose, method, attemptId, now } = input;
  const renewed = await renewSessionToken(tx, { sessionId, userId });
  if (renewed === null) return null;
  await tx.stepUpGrant.create({ data: { sessionId, purpose, method, createdAt: now, expires: new Date(now.getTime() + recentSeconds * 1_000) }, select: { id: true } });
  await recordAudit(tx, [{ type: "step_up.granted", userId, attemptId, details: { purpose, method } }]);
  return renewed;
}

/** Gives a session a new token. @returns what its cookie is made of; null when the session is gone, or is another user's */
export async function renewSessionToken(tx: Tx, session: { sessionId: string; userId: string }): Promise<SessionToken | null> {
  const token = randomToken();
  const [renewed] = await tx.session.updateManyAndReturn({ where: { id: session.sessionId, userId: session.userId }, data: { tokenHash: sha256(token) }, select: { shared: true } });
  return renewed ? { token, shared: renewed.shared } : null;
}

const open = (input: { sessionId: string; purpose: StepUpPurpose; now: Date }) => ({ sessionId: input.sessionId, purpose: input.purpose, usedAt: null, expires: { gt: input.now } });

/** Whether a proof waits for a purpose. For pages; a form uses it up with `useGrant`. */
export async function hasGrant(tx: Pick<Tx, "stepUpGrant">, input: { sessionId: string; purpose: StepUpPurpose; now: Date }): Promise<boolean> {
  return (await tx.stepUpGrant.count({ where: open(input) })) > 0;
}

/** Uses a proof up, in the transaction of what it was given for. Of any number of callers one gets true. */
export async function useGrant(tx: Tx, input: { sessionId: string; purpose: StepUpPurpose; now: Date }): Promise<boolean> {
  const grant = await tx.stepUpGrant.findFirst({ where: open(input), orderBy: { createdAt: "desc" }, select: { id: true } });
  if (!grant) return false;
  const { count } = await tx.stepUpGrant.updateMany({ where: { id: grant.id, usedAt: null }, data: { usedAt: input.now } });
  return count === 1;
}

/** Whether a session has used a proof up for a purpose since a moment. */
export async function usedGrantSince(db: Pick<Tx, "stepUpGrant">, { sessionId, purpose, since }: { sessionId: string; purpose: StepUpPurpose; since: Date }): Promise<boolean> {
  return (await db.stepUpGrant.count({ where: { sessionId, purpose, usedAt: { gte: since } } })) > 0;
}
