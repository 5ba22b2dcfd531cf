import { lockUser, ownsStepUpMethod, signInMethodsOf } from "../accounts/sign-in-methods.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { database, type Db, type Tx } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import type { SessionView } from "../sessions/check.ts";
import { addsFirstMethod, decideStepUp, hasGrant, isRecent, knownPurpose, type StepUpDecision, type StepUpPurpose, useGrant } from "../sessions/step-up.ts";
import { seeOther } from "./answers.ts";
import type { Visitor } from "./visitor.ts";

/** What is about to be done, and the page that asked for it, to which the person comes back. */
export type StepUpWish = { purpose: StepUpPurpose; returnTo: string };

/** The page that asks for a fresh proof. */
export function reauthenticatePath({ purpose, returnTo }: StepUpWish): string {
  return `/reauthenticate?${new URLSearchParams({ purpose, returnTo })}`;
}

/** What an attempt that asks for a fresh proof was started for; null for every other attempt. */
export function wishOf(attempt: Pick<Attempt, "purpose" | "returnTo">): StepUpWish | null {
  const purpose = knownPurpose(attempt.purpose);
  return purpose ? { purpose, returnTo: attempt.returnTo } : null;
}

type Asking = Pick<SessionView, "id" | "userId" | "method" | "authenticatedAt">;

/** Collects what the rule wants to know, and no more than it needs. */
async function decide(session: Asking, purpose: StepUpPurpose, now: Date, look: { granted: () => Promise<boolean>; ownsMethod: () => Promise<boolean> }): Promise<StepUpDecision> {
  const granted = !isRecent(session, now) && (await look.granted());
  // Only the exception asks; for everything else it makes no difference.
  const ownsMethod = granted || !addsFirstMethod(purpose) || (await look.ownsMethod());
  return decideStepUp({ purpose, session, granted, ownsMethod }, now);
}

async function ownsAny(db: Db | Tx, userId: string): Promise<boolean> {
  const methods = await signInMethodsOf(db, userId);
  return methods === null || ownsStepUpMethod(methods);
}

/**
 * For the page of a sensitive form: where to send the person first.
 * @returns null when the form may be shown; otherwise the path of the page that asks for a fresh proof
 */
export async function stepUpPath(session: Asking, wish: StepUpWish): Promise<string | null> {
  const [now, { db }] = [new Date(), database()];
  const decision = await decide(session, wish.purpose, now, {
    granted: () => hasGrant(db, { sessionId: session.id, purpose: wish.purpose, now }),
    ownsMethod: () => ownsAny(db, session.userId),
  });
  return decision === "ask" ? reauthenticatePath(wish) : null;
}

/** The same at the deed itself: a grant is used up, and two who add their first method at once take turns. */
async function proved(tx: Tx, session: Asking, purpose: StepUpPurpose, now: Date): Promise<boolean> {
  const decision = await decide(session, purpose, now, {
    granted: () => useGrant(tx, { sessionId: session.id, purpose, now }),
    ownsMethod: async () => {
      await lockUser(tx, session.userId);
      return await ownsAny(tx, session.userId);
    },
  });
  return decision !== "ask";
}

/** Rolls a transaction back whose deed was refused, so that the proof is not spent on it. */
class Refused extends Error {
  readonly result: unknown;
  override readonly message = "the deed was refused";
  constructor(result: unknown) {
    super();
    this.result = result;
  }
}

/** Called by a deed that did nothing: the grant stays good, nothing is written, and `result` is what `withStepUp` returns. */
export type Refuse<T> = (result: T) => never;

/** What a deed that asks for a fresh proof does, and how it ends without doing anything. */
type Deed<T, Proof> = (tx: Tx, session: SessionView, now: Date, refuse: Refuse<T>, proof: Proof) => Promise<T>;
type Done<T> = { kind: "done"; result: T } | { kind: "answer"; response: Response };

/**
 * The one door to every sensitive deed: runs it in a transaction that uses the fresh proof up, or leads the person to
 * the page that asks for one. Without a session it leads to the sign-in page. The deed may run again when somebody
 * else was first, so it does nothing but write to its transaction.
 * @param deed everything that is to be written; `refuse` ends it without writing anything
 * @returns what the deed returned, or the redirect
 * @throws whatever the deed throws; the proof is not spent then. DatabaseUnavailableError
 */
export async function withStepUp<T>(visitor: Visitor, wish: StepUpWish, deed: (tx: Tx, session: SessionView, now: Date, refuse: Refuse<T>) => Promise<T>): Promise<Done<T>> {
  return await withProof<T, true>(visitor, wish, async (tx, session, now) => (await proved(tx, session, wish.purpose, now)) || null, deed);
}

/**
 * The same door for a deed with a rule of its own about what proves the person: a merge asks two people at once.
 * @param judge uses the proof up and says what it is worth; null leads to the page that asks for one
 */
export async function withProof<T, Proof>(visitor: Visitor, wish: StepUpWish, judge: (tx: Tx, session: SessionView, now: Date) => Promise<Proof | null>, deed: Deed<T, Proof>): Promise<Done<T>> {
  const session = await visitor.session();
  if (!session) return { kind: "answer", response: seeOther(`/signin?${new URLSearchParams({ returnTo: wish.returnTo })}`) };
  const now = new Date();
  const refuse: Refuse<T> = (result) => {
    throw new Refused(result);
  };
  try {
    return await retriedTransaction(database(), async (tx) => {
      // The row is locked, so that a session that ends now does nothing more, and two deeds of one session take turns.
      const [alive] = await tx.$queryRaw<unknown[]>`SELECT 1 FROM "Session" WHERE "id" = ${session.id}::uuid FOR UPDATE`;
      if (!alive) return { kind: "answer", response: seeOther(`/signin?${new URLSearchParams({ returnTo: wish.returnTo })}`) };
      const proof = await judge(tx, session, now);
      if (proof === null) return { kind: "answer", response: seeOther(reauthenticatePath(wish)) };
      return { kind: "done", result: await deed(tx, session, now, refuse, proof) };
    });
  } catch (error) {
    if (error instanceof Refused) return { kind: "done", result: error.result as T };
    throw error;
  }
}
