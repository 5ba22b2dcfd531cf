import type { RemoveResult } from "../accounts/sign-in-methods.ts";
import { type LinkedAccount, ownAccount, unlinkAccount } from "../accounts/unlink-account.ts";
import { database } from "../db/client.ts";
import { refusedForm } from "../http/form-route.ts";
import { sessionCookie, type SessionToken } from "../sessions/cookie.ts";
import { isProviderName } from "../sessions/methods.ts";
import { renewSessionToken } from "../sessions/step-up.ts";
import { seeOther } from "./answers.ts";
import { forgottenMethod } from "./last-method.ts";
import { deedPath, unlinkPath } from "./settings-paths.ts";
import { type StepUpWish, withStepUp } from "./step-up.ts";
import { viaOf } from "./switched-on.ts";
import type { Visitor } from "./visitor.ts";

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** What a fresh proof is asked for before an account goes. */
export function unlinkWish(accountId: string): StepUpWish {
  return { purpose: "unlink", returnTo: unlinkPath(accountId) };
}

/** The account that the page about unlinking names; null when the user has no such account. */
export async function ownLinkedAccount(userId: string, id: string | undefined): Promise<LinkedAccount | null> {
  return id !== undefined && uuid.test(id) ? await ownAccount(database().db, userId, id) : null;
}

type Unlinked = { result: RemoveResult; renewed: SessionToken | null };

/**
 * Unlinks an account of the signed-in user after a fresh proof, unless it is the last way in. This session goes on under
 * a new token; the others that were made with the same provider end. Who sends it twice ends where the first one did.
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function unlinkOwnAccount(request: Request, visitor: Visitor, accountId: string): Promise<Response> {
  const session = await visitor.session();
  const account = session && (await ownLinkedAccount(session.userId, accountId));
  // It is gone already, or was never theirs: the aim is reached, and nothing is said about others' accounts.
  if (session && !account) return seeOther(deedPath("account_unlinked", "amazon"));
  const end = await withStepUp<Unlinked>(visitor, unlinkWish(accountId), async (tx, { id, userId }, now, refuse) => {
    const result = await unlinkAccount(tx, { userId, accountId, keptSessionId: id, now });
    return result === "removed" ? { result, renewed: await renewSessionToken(tx, { sessionId: id, userId }) } : refuse({ result, renewed: null });
  });
  const done = deedPath("account_unlinked", account?.provider ?? "amazon");
  if (end.kind === "answer") {
    const twin = session !== null && (await ownLinkedAccount(session.userId, accountId)) === null;
    return twin ? seeOther(done) : end.response;
  }
  const { result, renewed } = end.result;
  if (result === "last_sign_in_method") return await refusedForm(request, result, { via: viaOf(account?.provider) });
  const forgotten = isProviderName(account?.provider) ? forgottenMethod(visitor, account.provider) : [];
  return seeOther(done, [...forgotten, ...(renewed === null ? [] : [sessionCookie(renewed, visitor.secure)])]);
}
