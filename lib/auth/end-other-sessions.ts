import { attemptTimes } from "../attempts/times.ts";
import { database } from "../db/client.ts";
import type { SessionView } from "../sessions/check.ts";
import { countLiveSessions } from "../sessions/live.ts";
import { revokeOtherSessions } from "../sessions/revoke.ts";
import { usedGrantSince } from "../sessions/step-up.ts";
import { seeOther } from "./answers.ts";
import { sessionsPage } from "./own-sessions.ts";
import { type StepUpWish, withStepUp } from "./step-up.ts";
import type { Visitor } from "./visitor.ts";

/** The pages that have the button, and say afterwards what it did. */
export const endOthersStarts = ["/account", sessionsPage] as const;
export type EndOthersStart = (typeof endOthersStarts)[number];

const page = "/account/sessions/end-others";

/** Where ending other sessions was asked for, as an address says it; anything else is the account page. */
export function endOthersStart(value: unknown): EndOthersStart {
  return endOthersStarts.find((one) => one === value) ?? "/account";
}

/** Ending other sessions is asked for on a page of its own, to which a step-up comes back. */
export function endOthersWish(returnTo: EndOthersStart): StepUpWish {
  return { purpose: "end_sessions", returnTo: returnTo === "/account" ? page : `${page}?${new URLSearchParams({ returnTo })}` };
}

/** Whether the proof was used up a moment ago and nobody else is left: the second send of a double click. */
async function isTwin({ id, userId }: Pick<SessionView, "id" | "userId">): Promise<boolean> {
  const [now, { db }] = [new Date(), database()];
  const since = new Date(now.getTime() - attemptTimes.twinSeconds * 1_000);
  return (await usedGrantSince(db, { sessionId: id, purpose: "end_sessions", since })) && (await countLiveSessions(db, { userId, not: id }, now)) === 0;
}

/**
 * Ends every session of the signed-in user but this one, after a fresh proof, which is not spent where there is none and
 * nobody has proved anything of the user. Who sends it twice ends where the first one did.
 * @throws DatabaseUnavailableError; nothing has ended then
 */
export async function endOtherSessions(visitor: Visitor, returnTo: EndOthersStart = "/account"): Promise<Response> {
  const ended = await withStepUp<void>(visitor, endOthersWish(returnTo), async (tx, session, now, refuse) => {
    const { sessions, proofs } = await revokeOtherSessions(tx, session, { scope: "others", now });
    if (sessions + proofs === 0) refuse();
  });
  const session = ended.kind === "done" ? null : await visitor.session();
  return ended.kind === "done" || (session && (await isTwin(session))) ? seeOther(`${returnTo}?done=others_ended`) : ended.response;
}
