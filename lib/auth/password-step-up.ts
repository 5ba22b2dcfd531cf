import { confirmByMethod } from "../accounts/confirm-identity.ts";
import { refuseSignIn, type SignInResult } from "../accounts/context.ts";
import { type Attempt, settleAttempt } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import type { SetCookie } from "../http/cookies.ts";
import { usePassword } from "../methods/password/try-password.ts";
import type { SessionView } from "../sessions/check.ts";
import { completeSignIn } from "./complete.ts";
import { verifyPasswordOf } from "./password-sign-in.ts";
import { noGuest, startReauthentication } from "./reauthenticate.ts";
import { failAttempt } from "./start-attempt.ts";
import type { StepUpWish } from "./step-up.ts";
import type { Visitor } from "./visitor.ts";

export type PasswordStepUp = { tried: SignInResult | { kind: "rate_limited"; retryAfterSeconds: number }; attempt: Attempt; cookies: SetCookie[] };

/**
 * A fresh proof by the password of the session's own user: the right one gives the session a grant for the purpose.
 * A wrong one is `password_wrong`; each try is an attempt of its own, and counts as one at signing in does.
 * @throws AuthError `password_busy`; DatabaseUnavailableError
 */
export async function stepUpByPassword(visitor: Visitor, session: SessionView, wish: StepUpWish, password: string): Promise<PasswordStepUp> {
  const { attempt, cookies } = await startReauthentication(visitor, session, wish, "password");
  try {
    const tried = await verifyPasswordOf(visitor, session.userId, password);
    if (tried.kind === "rate_limited") {
      await settleAttempt(database().db, attempt.id, { status: "failed", outcome: "rate_limited", now: new Date() });
      return { tried, attempt, cookies };
    }
    const result = await completeSignIn(attempt, visitor, noGuest, async (tx, context) => {
      const counts = tried.kind === "right" && tried.userId === session.userId && (await usePassword(tx, tried));
      return counts ? await confirmByMethod(tx, context, attempt, "password") : await refuseSignIn(tx, context, "password_wrong");
    });
    return { tried: result, attempt, cookies };
  } catch (error) {
    throw await failAttempt(attempt, error);
  }
}
