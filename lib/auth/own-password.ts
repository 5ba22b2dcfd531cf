import { removeMethod } from "../accounts/sign-in-methods.ts";
import { noticeTo } from "../mail/notices.ts";
import { hashPassword } from "../methods/password/hash.ts";
import type { RefusedPassword } from "../methods/password/policy.ts";
import { storePassword } from "../methods/password/store-password.ts";
import type { SessionToken } from "../sessions/cookie.ts";
import { revokeOtherSessions } from "../sessions/revoke.ts";
import { renewSessionToken } from "../sessions/step-up.ts";
import { seeOther } from "./answers.ts";
import { judgePassword } from "./new-password.ts";
import { stepUpPath, type StepUpWish, withStepUp } from "./step-up.ts";
import type { Visitor } from "./visitor.ts";

export const passwordPage = "/account/sign-in-methods/password";
export const removePasswordPage = `${passwordPage}/remove`;
export const setPasswordWish: StepUpWish = { purpose: "set_password", returnTo: passwordPage };
export const removePasswordWish: StepUpWish = { purpose: "remove_password", returnTo: removePasswordPage };

export type OwnPasswordResult =
  | { kind: "answer"; response: Response }
  | { kind: "rate_limited"; retryAfterSeconds: number }
  | ({ kind: "refused_password" } & RefusedPassword)
  | { kind: "no_address" }
  | { kind: "done"; deed: "set" | "changed" | "removed"; renewed: SessionToken | null };

/**
 * Gives the signed-in user a password or changes it, after a fresh proof: that proof stands for the current password,
 * and somebody who has neither changes nothing. The session goes on under a new token; the others end when wished. A
 * notice goes out.
 * @throws AuthError `password_busy`; DatabaseUnavailableError
 */
export async function setOwnPassword(visitor: Visitor, input: { password: string; endOthers: boolean }): Promise<OwnPasswordResult> {
  const session = await visitor.session();
  if (!session) return { kind: "answer", response: seeOther(`/signin?${new URLSearchParams({ returnTo: passwordPage })}`) };
  const proveFirst = await stepUpPath(session, setPasswordWish);
  if (proveFirst !== null) return { kind: "answer", response: seeOther(proveFirst) };
  if (session.user.email === null || !session.user.emailProved) return { kind: "no_address" };
  const notTaken = await judgePassword(visitor, input.password, { canonical: session.user.email });
  if (notTaken) return notTaken;
  const hash = await hashPassword(input.password);
  const end = await withStepUp<OwnPasswordResult>(visitor, setPasswordWish, async (tx, { id: sessionId, userId }, now, refuse) => {
    const deed = (await storePassword(tx, { userId, hash })) ?? refuse({ kind: "no_address" });
    if (input.endOthers) await revokeOtherSessions(tx, { userId, id: sessionId }, { scope: "password_changed", now });
    await noticeTo(tx, userId, deed === "set" ? "password_set" : "password_changed", { now });
    return { kind: "done", deed, renewed: await renewSessionToken(tx, { sessionId, userId }) };
  });
  return end.kind === "answer" ? end : end.result;
}

/**
 * Takes the signed-in user's password away, after a fresh proof. The proved address stays, and with it a way in. That
 * there was none is no error.
 * @throws DatabaseUnavailableError
 */
export async function removeOwnPassword(visitor: Visitor): Promise<OwnPasswordResult> {
  const end = await withStepUp<OwnPasswordResult>(visitor, removePasswordWish, async (tx, { id: sessionId, userId }, now) => {
    const removed = (await removeMethod(tx, userId, { kind: "password" })) === "removed";
    if (removed) await noticeTo(tx, userId, "password_removed", { now });
    return { kind: "done", deed: "removed", renewed: await renewSessionToken(tx, { sessionId, userId }) };
  });
  return end.kind === "answer" ? end : end.result;
}
