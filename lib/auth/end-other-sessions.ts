import { revokeOtherSessions } from "../sessions/revoke.ts";
import { seeOther } from "./answers.ts";
import { type StepUpWish, withStepUp } from "./step-up.ts";
import type { Visitor } from "./visitor.ts";

/** Ending other sessions is asked for on a page of its own, to which a step-up comes back. */
export const endOthersWish: StepUpWish = { purpose: "end_sessions", returnTo: "/account/sessions/end-others" };

/**
 * Ends every session of the signed-in user but this one, after a fresh proof.
 * @throws DatabaseUnavailableError; nothing has ended then
 */
export async function endOtherSessions(visitor: Visitor): Promise<Response> {
  const ended = await withStepUp(visitor, endOthersWish, async (tx, session) => await revokeOtherSessions(tx, session));
  return ended.kind === "done" ? seeOther("/account?done=others_ended") : ended.response;
}
