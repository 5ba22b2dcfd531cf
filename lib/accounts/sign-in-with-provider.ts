import type { Tx } from "../db/client.ts";
import { createAccount, createUserFor, findOwner, findProvedUser, lockAddress, refreshAccount, refreshContact } from "./account-rows.ts";
import { finishSignIn, refuseSignIn, type SignInContext, type SignInResult, waitForPerson } from "./context.ts";
import { decideLink } from "./decide-link.ts";
import { parkIdentity } from "./parked-identity.ts";
import { identityEmail, type ProviderIdentity } from "./provider-identity.ts";

/** Signs the owner of a provider account in and brings the account up to date. */
export async function signInOwner(tx: Tx, context: SignInContext, owner: { accountId: string; userId: string }, identity: ProviderIdentity): Promise<SignInResult> {
  await refreshAccount(tx, owner.accountId, identity, context.keys);
  await refreshContact(tx, owner.userId, identity);
  return await finishSignIn(tx, context, {
    userId: owner.userId,
    method: identity.provider,
    outcome: "signed_in",
    deeds: [{ type: "account.refreshed", details: { provider: identity.provider } }],
  });
}

/** Makes user and account together and signs the new user in. */
export async function signUpWith(tx: Tx, context: SignInContext, identity: ProviderIdentity, options: { withEmail: boolean }): Promise<SignInResult> {
  const userId = await createUserFor(tx, identity, options.withEmail);
  await createAccount(tx, userId, identity, context.keys);
  return await finishSignIn(tx, context, {
    userId,
    method: identity.provider,
    outcome: "signed_up",
    deeds: [
      { type: "user.created", details: { method: identity.provider } },
      { type: "account.linked", details: { provider: identity.provider } },
    ],
  });
}

/**
 * Decides what a proved provider identity means for a person who is signing in, and does it: all in the given
 * transaction, or nothing.
 * @throws a unique violation when somebody else was first; run the whole transaction again then
 */
export async function signInWithProvider(tx: Tx, context: SignInContext, identity: ProviderIdentity): Promise<SignInResult> {
  let owner = await findOwner(tx, identity);
  const email = identityEmail(identity);
  if (!owner && email) {
    await lockAddress(tx, email.canonical);
    // Whoever held the lock may have been a twin of this sign-in.
    owner = await findOwner(tx, identity);
  }
  const holder = owner === null && email ? await findProvedUser(tx, email.canonical) : null;
  const decision = decideLink({
    intent: "sign_in",
    owner,
    sessionUserId: context.session?.userId ?? null,
    email: holder ? "proved_by_user" : "absent_or_unknown",
  });
  switch (decision.kind) {
    case "sign_in":
      return await signInOwner(tx, context, owner as NonNullable<typeof owner>, identity);
    case "create_user":
      return await signUpWith(tx, context, identity, { withEmail: true });
    case "ask":
      await parkIdentity(tx, context.attempt.id, decision.reason, identity, context.now, context.keys);
      return await waitForPerson(tx, context, decision.reason);
    case "refuse":
      return await refuseSignIn(tx, context, decision.outcome);
    default:
      return decision satisfies never;
  }
}
