import { knownExtraScope } from "../amazon/scopes.ts";
import { settleAttempt } from "../attempts/attempt.ts";
import { recordAudit } from "../audit/record.ts";
import type { Tx } from "../db/client.ts";
import { AuthError } from "../errors.ts";
import { noticeTo } from "../mail/notices.ts";
import { renewSessionToken } from "../sessions/step-up.ts";
import { type AccountOwner, createAccount, refreshAccount } from "./account-rows.ts";
import { type ReconnectEnd, refuseSignIn, type SignInContext, type SignInResult } from "./context.ts";
import { grantsPostalCode, type ProviderIdentity } from "./provider-identity.ts";
import { unlinkAccount } from "./unlink-account.ts";

type GoodEnd = "account_linked" | "account_replaced" | "already_linked" | ReconnectEnd;

async function settle(tx: Tx, context: SignInContext, userId: string, outcome: GoodEnd): Promise<void> {
  const settled = await settleAttempt(tx, context.attempt.id, { status: "succeeded", outcome, userId, now: context.now });
  if (!settled) throw new AuthError("attempt_used", "the attempt had ended when its link was about to commit");
}

/**
 * Links an identity to whoever is signed in, and unlinks the account that it takes the place of. Call it only for a
 * decision to link, in the transaction that used the fresh proof up. The new way in is there before the old one goes,
 * so that it can be the last. The owner is told, and the session goes on under a new token.
 * @throws a unique violation when somebody else was first; AuthError `attempt_used`
 */
export async function linkToSession(tx: Tx, context: SignInContext, identity: ProviderIdentity, link: { userId: string; replaces: string | null }): Promise<SignInResult> {
  const { attempt, now, keys } = context;
  const { userId, replaces } = link;
  const sessionId = context.session?.id ?? "";
  await createAccount(tx, userId, identity, keys);
  await recordAudit(tx, [{ type: "account.linked", userId, attemptId: attempt.id, details: { provider: identity.provider, proof: "step_up" } }]);
  await noticeTo(tx, userId, "account_linked", { now, keys });
  if (replaces !== null) await unlinkAccount(tx, { userId, accountId: replaces, keptSessionId: sessionId, now, keys });
  const renewed = await renewSessionToken(tx, { sessionId, userId });
  if (renewed === null) return await refuseSignIn(tx, context, "link_other_session");
  const outcome = replaces === null ? "account_linked" : "account_replaced";
  await settle(tx, context, userId, outcome);
  return { kind: "confirmed", renewed, outcome };
}

/** What became of a postal code that the person asked us to fetch: at Amazon they may untick it, and there may be none. */
function reconnectEnd(purpose: string | null | undefined, identity: ProviderIdentity): ReconnectEnd {
  if (knownExtraScope(purpose) === undefined) return "account_reconnected";
  if (!grantsPostalCode(identity.grantedScopes)) return "postal_code_declined";
  return identity.postalCode === undefined ? "postal_code_missing" : "postal_code_fetched";
}

/** Brings an account up to date that is linked to whoever is signed in. @throws OvertakenError; AuthError `attempt_used` */
export async function refreshLinked(tx: Tx, context: SignInContext, linked: { owner: AccountOwner; identity: ProviderIdentity; outcome: "already_linked" | "account_reconnected" }): Promise<SignInResult> {
  const { owner, identity } = linked;
  const outcome = linked.outcome === "account_reconnected" ? reconnectEnd(context.attempt.purpose, identity) : linked.outcome;
  await refreshAccount(tx, owner, identity, context.keys);
  await recordAudit(tx, [{ type: "account.refreshed", userId: owner.userId, attemptId: context.attempt.id, details: { provider: identity.provider } }]);
  await settle(tx, context, owner.userId, outcome);
  return { kind: "refreshed", outcome };
}
