import type { Tx } from "../db/client.ts";
import { database } from "../db/client.ts";
import { type ListedSession, listSessions } from "../sessions/list.ts";
import type { SessionView } from "../sessions/check.ts";
import { revokeOne } from "../sessions/revoke.ts";
import { seeOther } from "./answers.ts";
import { type StepUpWish, withStepUp } from "./step-up.ts";
import type { Visitor } from "./visitor.ts";

/** The page of all browsers in which somebody is signed in. */
export const sessionsPage = "/account/sessions";

/** A fresh proof before another session is ended; it comes back to the list. */
export const endSessionWish: StepUpWish = { purpose: "end_sessions", returnTo: sessionsPage };

/** The sessions of whoever is signed in. */
export async function ownSessions(session: Pick<SessionView, "id" | "userId">): Promise<ListedSession[]> {
  return await listSessions(database().db, session, new Date());
}

/**
 * Ends one session of the signed-in user. This one ends on the sign-out page, which says what stays; for any other a
 * fresh proof is asked for. One that has ended, or is somebody else's, is nothing to do.
 * @throws DatabaseUnavailableError; nothing has ended then
 */
export async function endOwnSession(visitor: Visitor, id: string): Promise<Response> {
  const session = await visitor.session();
  if (session?.id === id) return seeOther("/signout");
  const ended = await withStepUp(visitor, endSessionWish, async (tx: Tx, { userId }) => await revokeOne(tx, { id, userId }));
  return ended.kind === "done" ? seeOther(`${sessionsPage}?done=ended`) : ended.response;
}
