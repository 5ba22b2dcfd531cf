import { database } from "../db/client.ts";
import { listSessions, type SessionListing } from "../sessions/list.ts";
import { countLiveSessions } from "../sessions/live.ts";
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
export async function ownSessions(session: Pick<SessionView, "id" | "userId">): Promise<SessionListing> {
  return await listSessions(database().db, session, new Date());
}

/**
 * Ends one session of the signed-in user. This one ends on the sign-out page, which says what stays; for any other a
 * fresh proof is asked for. One that has ended, or is somebody else's, is nothing to do: no proof is spent on it, and none
 * asked for. So the second send of a double click ends where the first one did.
 * @throws DatabaseUnavailableError; nothing has ended then
 */
export async function endOwnSession(visitor: Visitor, id: string): Promise<Response> {
  const session = await visitor.session();
  if (session?.id === id) return seeOther("/signout");
  const ended = await withStepUp<number>(visitor, endSessionWish, async (tx, { userId }, now, refuse) => (await revokeOne(tx, { id, userId }, now)) || refuse(0));
  const gone = ended.kind === "done" || (session !== null && (await countLiveSessions(database().db, { userId: session.userId, id }, new Date())) === 0);
  return gone ? seeOther(`${sessionsPage}?done=ended`) : ended.response;
}
