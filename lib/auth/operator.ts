import { cache } from "react";
import { parseEmailAddress } from "../accounts/email-address.ts";
import { database, type Db, type Tx } from "../db/client.ts";
import { env } from "../env.ts";
import type { SessionView } from "../sessions/check.ts";
import { knownAuth } from "./session.ts";
import type { Visitor } from "./visitor.ts";

/** Somebody who may see and do what is the operator's, and the session in which they may. */
export type Operator = { userId: string; session: Pick<SessionView, "id" | "userId" | "method" | "authenticatedAt"> };

type Asking = Operator["session"];

/**
 * A code by mail proves the mailbox, and coming back from a provider proves whoever sits at the computer; neither is
 * enough to look at other people.
 */
const methodsOfOperators = ["passkey", "password"];

function listed(): Set<string> {
  return new Set(env().OPS_EMAILS.flatMap((address) => parseEmailAddress(address)?.canonical ?? []));
}

/**
 * The one rule of who is an operator: a user whose proved address is listed in OPS_EMAILS, in a session that began with
 * a passkey or a password. The address is read anew each time, so that whoever loses it is none from then on; nobody
 * else costs a statement.
 * @returns null for everybody else
 * @throws DatabaseUnavailableError
 */
export async function operatorOf(db: Db | Tx, session: Asking | null): Promise<Operator | null> {
  if (!session || listed().size === 0 || !methodsOfOperators.includes(session.method)) return null;
  const user = await db.user.findFirst({ where: { id: session.userId, status: "active" }, select: { provedEmail: true } });
  return user && isOperatorAddress(user.provedEmail) ? { userId: session.userId, session } : null;
}

/** The operator behind a request that is no page's. @throws DatabaseUnavailableError */
export async function visitingOperator(visitor: Pick<Visitor, "session">): Promise<Operator | null> {
  return await operatorOf(database().db, await visitor.session());
}

/** Whether an address makes its owner an operator. */
export function isOperatorAddress(provedEmail: string | null): boolean {
  return provedEmail !== null && listed().has(provedEmail);
}

async function look(): Promise<Operator | null> {
  const state = await knownAuth();
  return state.state === "signed_out" ? null : await operatorOf(database().db, { ...state.session, userId: state.user.id });
}

/**
 * For every page below /ops and whatever it loads: the operator who asks for it. For null the page is `missing()`, so
 * that nobody else learns that there is one. Asked once a request, however often it is called.
 * @throws DatabaseUnavailableError in an outage, which the listener answers with 503
 */
export const requireOperator: () => Promise<Operator | null> = cache(look);
