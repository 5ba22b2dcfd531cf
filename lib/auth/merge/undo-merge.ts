import { undoMerge, undoView } from "../../accounts/merge/undo.ts";
import type { UndoView } from "../../accounts/merge/types.ts";
import { vaultKeys } from "../../crypto/vault-keys.ts";
import { database } from "../../db/client.ts";
import { refusedForm } from "../../http/form-route.ts";
import type { OutcomeCode } from "../../outcomes.ts";
import type { PersonalDataEntry } from "../../personal-data/entry.ts";
import type { SessionView } from "../../sessions/check.ts";
import { clearedSessionCookie, sessionCookie, type SessionToken } from "../../sessions/cookie.ts";
import { renewSessionToken } from "../../sessions/step-up.ts";
import { seeOther } from "../answers.ts";
import { pageEnd } from "../page-end.ts";
import { type StepUpWish, stepUpPath, withStepUp } from "../step-up.ts";
import type { Visitor } from "../visitor.ts";
import { mergeUndonePath, signedOutByUndoPath, undoMergePath } from "./paths.ts";

const wishOf = (mergeId: string): StepUpWish => ({ purpose: "undo_merge", returnTo: undoMergePath(mergeId) });

export type UndoMergeView = { kind: "view"; view: UndoView } | { kind: "elsewhere"; path: string };

/** What taking a merge of the signed-in user back would do; the page that comes first, or where it ends, otherwise. Changes nothing. */
export async function undoMergeView(visitor: Visitor, session: Pick<SessionView, "id" | "userId" | "method" | "authenticatedAt">, mergeId: string, entries: readonly PersonalDataEntry[]): Promise<UndoMergeView> {
  const found = await undoView(database().db, { mergeId, userId: session.userId, now: new Date() }, entries);
  if (found.kind === "refused") return { kind: "elsewhere", path: found.outcome === "merge_undo_used" ? mergeUndonePath : await pageEnd({ outcome: found.outcome, attempt: null }, visitor) };
  const first = await stepUpPath(session, wishOf(mergeId));
  return first === null ? found : { kind: "elsewhere", path: first };
}

/** Without a new token where the session has ended with the merge. */
type Undone = { kind: "undone"; renewed: SessionToken | null } | { kind: "refused"; outcome: OutcomeCode };

/**
 * Takes a merge of the signed-in user back, after a fresh proof. The session goes on under a new token if it is older
 * than the merge or came with it; one that was begun since ends, and the person is told on the sign-in page. A form that
 * was sent twice ends where the first one did.
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function takeApart(request: Request, visitor: Visitor, mergeId: string, entries: readonly PersonalDataEntry[]): Promise<Response> {
  const done = await withStepUp<Undone>(visitor, wishOf(mergeId), async (tx, { id: sessionId, userId }, now, refuse) => {
    const result = await undoMerge(tx, { mergeId, userId, now, keys: vaultKeys(), sessionId }, entries);
    if (result.kind === "refused") return refuse(result);
    return { kind: "undone", renewed: await renewSessionToken(tx, { sessionId, userId }) };
  });
  if (done.kind === "answer") return done.response;
  const { result } = done;
  if (result.kind === "refused") return result.outcome === "merge_undo_used" ? seeOther(mergeUndonePath) : await refusedForm(request, result.outcome);
  const { renewed } = result;
  return renewed === null ? seeOther(signedOutByUndoPath, [clearedSessionCookie(visitor.secure)]) : seeOther(mergeUndonePath, [sessionCookie(renewed, visitor.secure)]);
}
