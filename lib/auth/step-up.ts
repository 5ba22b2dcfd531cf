import { database, type Tx } from "../db/client.ts";
import type { SessionView } from "../sessions/check.ts";
import { hasGrant, isRecent, type StepUpPurpose, useGrant } from "../sessions/step-up.ts";
import { seeOther } from "./answers.ts";
import type { Visitor } from "./visitor.ts";

/** What is about to be done, and the page that asked for it, to which the person comes back. */
export type StepUpWish = { purpose: StepUpPurpose; returnTo: string };

/** The page that asks for a fresh proof. */
export function reauthenticatePath({ purpose, returnTo }: StepUpWish): string {
  return `/reauthenticate?${new URLSearchParams({ purpose, returnTo })}`;
}

/**
 * For the page of a sensitive form: where to send the person first.
 * @returns null when the form may be shown; otherwise the path of the page that asks for a fresh proof
 */
export async function stepUpPath(session: Pick<SessionView, "id" | "method" | "authenticatedAt">, wish: StepUpWish): Promise<string | null> {
  const now = new Date();
  if (isRecent(session, now) || (await hasGrant(database().db, { sessionId: session.id, purpose: wish.purpose, now }))) return null;
  return reauthenticatePath(wish);
}

/** Rolls a transaction back whose deed was refused, so that the proof is not spent on it. */
class Refused extends Error {
  readonly result: unknown;
  constructor(result: unknown) {
    super();
    this.result = result;
  }
}

/** Called by a deed that did nothing: the grant stays good, nothing is written, and `result` is what `withStepUp` returns. */
export type Refuse<T> = (result: T) => never;

/**
 * The one door to every sensitive deed: runs it in a transaction that uses the fresh proof up, or leads the person to
 * the page that asks for one. Without a session it leads to the sign-in page.
 * @param deed everything that is to be written; `refuse` ends it without writing anything
 * @returns what the deed returned, or the redirect
 * @throws whatever the deed throws; the proof is not spent then. DatabaseUnavailableError
 */
export async function withStepUp<T>(visitor: Visitor, wish: StepUpWish, deed: (tx: Tx, session: SessionView, now: Date, refuse: Refuse<T>) => Promise<T>): Promise<{ kind: "done"; result: T } | { kind: "answer"; response: Response }> {
  const session = await visitor.session();
  if (!session) return { kind: "answer", response: seeOther(`/signin?${new URLSearchParams({ returnTo: wish.returnTo })}`) };
  const now = new Date();
  const refuse: Refuse<T> = (result) => {
    throw new Refused(result);
  };
  try {
    return await database().transaction(async (tx) => {
      // The row is locked, so that a session that ends now does nothing more, and two deeds of one session take turns.
      const [alive] = await tx.$queryRaw<unknown[]>`SELECT 1 FROM "Session" WHERE "id" = ${session.id}::uuid FOR UPDATE`;
      if (!alive) return { kind: "answer", response: seeOther(`/signin?${new URLSearchParams({ returnTo: wish.returnTo })}`) };
      const proved = isRecent(session, now) || (await useGrant(tx, { sessionId: session.id, purpose: wish.purpose, now }));
      if (!proved) return { kind: "answer", response: seeOther(reauthenticatePath(wish)) };
      return { kind: "done", result: await deed(tx, session, now, refuse) };
    });
  } catch (error) {
    if (error instanceof Refused) return { kind: "done", result: error.result as T };
    throw error;
  }
}
