import { confirmByMethod } from "../accounts/confirm-identity.ts";
import { refuseSignIn } from "../accounts/context.ts";
import { provePasskey } from "../methods/passkey/assertion.ts";
import type { SessionView } from "../sessions/check.ts";
import { completeSignIn } from "./complete.ts";
import { hear, type PasskeyResult } from "./passkey-sign-in.ts";
import { noGuest, startReauthentication } from "./reauthenticate.ts";
import type { StepUpWish } from "./step-up.ts";
import type { Visitor } from "./visitor.ts";

/**
 * A fresh proof by a passkey of the session's own user: a good answer gives the session a grant for the purpose. Each
 * answer is an attempt of its own, and is spent whether it was good or not.
 * @param text what script put into the form, as JSON
 * @throws DatabaseUnavailableError
 */
export async function stepUpByPasskey(visitor: Visitor, session: SessionView, wish: StepUpWish, text: string): Promise<PasskeyResult> {
  const hearing = hear(visitor, text);
  if (!hearing.ok) return hearing.unheard;
  const { answer, browser } = hearing;
  const { attempt } = await startReauthentication(visitor, session, wish, "passkey");
  const result = await completeSignIn(attempt, visitor, noGuest, async (tx, context) => {
    const proof = await provePasskey(tx, answer, { purpose: "step_up", browserHash: browser.hash, sessionId: session.id }, { now: context.now });
    if (proof.kind === "refused") return await refuseSignIn(tx, context, proof.outcome);
    return proof.userId === session.userId ? await confirmByMethod(tx, context, attempt, "passkey") : await refuseSignIn(tx, context, "proof_of_other_user");
  });
  return { kind: "decided", result, attempt };
}
