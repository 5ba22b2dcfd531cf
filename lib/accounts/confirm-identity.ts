import { type Attempt, settleAttempt } from "../attempts/attempt.ts";
import { recordAudit } from "../audit/record.ts";
import type { Tx } from "../db/client.ts";
import { AuthError } from "../errors.ts";
import type { SessionToken } from "../sessions/cookie.ts";
import type { SignInMethodName } from "../sessions/methods.ts";
import { grantStepUp, knownPurpose, renewSessionToken } from "../sessions/step-up.ts";
import { type AccountOwner, refreshAccount } from "./account-rows.ts";
import { refuseSignIn, type SignInContext, type SignInResult } from "./context.ts";
import type { ProviderIdentity } from "./provider-identity.ts";

/** The session that an attempt belongs to, if it is the one of this browser. A proof is worth nothing in another. */
export function ownSession(context: SignInContext, attempt: Attempt): { id: string; userId: string } | null {
  const { session } = context;
  return session && session.id === attempt.sessionId && session.userId === attempt.userId ? session : null;
}

async function confirmed(tx: Tx, context: SignInContext, userId: string, renewed: SessionToken): Promise<SignInResult> {
  const settled = await settleAttempt(tx, context.attempt.id, { status: "succeeded", outcome: "identity_confirmed", userId, now: context.now });
  if (!settled) throw new AuthError("attempt_used", "the attempt had ended when its proof was about to commit");
  return { kind: "confirmed", renewed };
}

/**
 * Ends a step-up with a proof by a method that counts: a grant for the attempt's purpose, and a new token for the
 * session. Call it only in the transaction that used the proof up, and only for a proof by the session's own user.
 * @throws AuthError `attempt_used` when the attempt has ended meanwhile
 */
export async function confirmByMethod(tx: Tx, context: SignInContext, attempt: Attempt, method: SignInMethodName): Promise<SignInResult> {
  const [session, purpose] = [ownSession(context, attempt), knownPurpose(attempt.purpose)];
  if (!session || !purpose || attempt.intent !== "reauthenticate") return await refuseSignIn(tx, context, "step_up_other_session");
  const granted = await grantStepUp(tx, { sessionId: session.id, userId: session.userId, purpose, method, attemptId: attempt.id, now: context.now });
  return granted ? await confirmed(tx, context, session.userId, granted) : await refuseSignIn(tx, context, "step_up_other_session");
}

/**
 * Ends a fresh return from a provider for somebody who owns no method that counts: the session is as young as the
 * return, under a new token. No grant is made: all it unlocks is what `decideStepUp` says. The caller has decided that
 * the account is linked to the user of this very session; nothing is linked and nobody else is signed in.
 * @throws AuthError `attempt_used` when the attempt has ended meanwhile; OvertakenError
 */
export async function confirmByProvider(tx: Tx, context: SignInContext, owner: AccountOwner, identity: ProviderIdentity): Promise<SignInResult> {
  const { now, keys, attempt } = context;
  const { userId } = owner;
  const sessionId = context.session?.id ?? "";
  const renewed = context.session && (await renewSessionToken(tx, { sessionId, userId }));
  if (renewed === null) return await refuseSignIn(tx, context, "step_up_other_session");
  await refreshAccount(tx, owner, identity, keys);
  await tx.session.updateMany({ where: { id: sessionId }, data: { method: identity.provider, authenticatedAt: now } });
  await recordAudit(tx, [
    { type: "session.renewed", userId, attemptId: attempt.id, details: { method: identity.provider } },
    { type: "account.refreshed", userId, attemptId: attempt.id, details: { provider: identity.provider } },
  ]);
  return await confirmed(tx, context, userId, renewed);
}
