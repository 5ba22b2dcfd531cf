import { rememberChange } from "../accounts/address-change.ts";
import { removeMethod } from "../accounts/sign-in-methods.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { refusedForm } from "../http/form-route.ts";
import { queueNotice } from "../mail/notices.ts";
import { sessionCookie, type SessionToken } from "../sessions/cookie.ts";
import { renewSessionToken } from "../sessions/step-up.ts";
import { seeOther } from "./answers.ts";
import { type StepUpWish, withStepUp } from "./step-up.ts";
import type { Visitor } from "./visitor.ts";

/** Removing the address is asked for on a page of its own, to which a step-up comes back. */
export const removeAddressWish: StepUpWish = { purpose: "remove_email", returnTo: "/account/sign-in-methods/email/remove" };

/**
 * Takes the proved address off the signed-in user, and with it the password that is entered with it, unless that was
 * the last way in. The address is told of both, and can take its removal back for some days; the session goes on under a new token.
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function removeAddress(request: Request, visitor: Visitor): Promise<Response> {
  const removed = await withStepUp<{ renewed: SessionToken | null } | "last_sign_in_method">(visitor, removeAddressWish, async (tx, session, now, refuse) => {
    const user = await tx.user.findUnique({ where: { id: session.userId }, select: { provedEmail: true } });
    const password = await tx.passwordCredential.count({ where: { userId: session.userId } });
    const result = await removeMethod(tx, session.userId, { kind: "email" });
    if (result === "last_sign_in_method") return refuse(result);
    if (result === "gone" || !user?.provedEmail) return { renewed: null };
    const keys = vaultKeys();
    await rememberChange(tx, { userId: session.userId, sessionId: session.id, oldEmail: user.provedEmail, newEmail: null, now }, keys);
    if (password > 0) await queueNotice(tx, user.provedEmail, "password_removed", { now, keys });
    return { renewed: await renewSessionToken(tx, { sessionId: session.id, userId: session.userId }) };
  });
  if (removed.kind === "answer") return removed.response;
  if (removed.result === "last_sign_in_method") return await refusedForm(request, "last_sign_in_method");
  const { renewed } = removed.result;
  return seeOther("/account/sign-in-methods?done=email_removed", renewed === null ? [] : [sessionCookie(renewed, visitor.secure)]);
}
