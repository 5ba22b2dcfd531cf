import type { Attempt } from "../attempts/attempt.ts";
import type { Tx } from "../db/client.ts";
import { hasGrant, isRecent } from "../sessions/step-up.ts";
import { accountsInTheWay, type AccountOwner, createUserFor, expectRefreshed, findOwner, findProvedUser, lockAddress, refreshContact, refreshStatement } from "./account-rows.ts";
import { confirmByProvider } from "./confirm-identity.ts";
import { finishSignIn, refuseSignIn, type SignInContext, type SignInResult, waitForPerson, type WaitingReason } from "./context.ts";
import { decideLink, type LinkAnswer, type LinkDecision, type LinkFacts, type ProviderIntent, providerIntents } from "./decide-link.ts";
import { askOwnerToKeep } from "./deletion/ask.ts";
import { linkToSession, refreshLinked } from "./link-account.ts";
import { parkIdentity, type ParkReason } from "./parked-identity.ts";
import { identityEmail, type ProviderIdentity } from "./provider-identity.ts";
import { lockUser } from "./sign-in-methods.ts";

/** Signs the owner of a provider account in and brings the account up to date. @throws OvertakenError */
export async function signInOwner(tx: Tx, context: SignInContext, owner: Pick<AccountOwner, "accountId" | "userId" | "contact">, identity: ProviderIdentity): Promise<SignInResult> {
  const refreshing = await refreshStatement(owner, identity, context.keys);
  await refreshContact(tx, owner, identity);
  return await finishSignIn(tx, context, {
    userId: owner.userId,
    method: identity.provider,
    outcome: "signed_in",
    deeds: [{ type: "account.refreshed", details: { provider: identity.provider } }],
    beside: { statement: refreshing, expect: expectRefreshed },
  });
}

/** Makes user and account together and signs the new user in. */
export async function signUpWith(tx: Tx, context: SignInContext, identity: ProviderIdentity, options: { withEmail: boolean }): Promise<SignInResult> {
  const userId = await createUserFor(tx, identity, context.keys, options.withEmail);
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

/** Somebody who is back from a provider. */
export type Returned = {
  /** What it was started for, in which session, and for which linked account. */
  attempt: Pick<Attempt, "intent" | "sessionId" | "userId" | "expectedAccountId">;
  identity: ProviderIdentity;
  /** Whether a user may have more than one Amazon account. */
  several: boolean;
  /** What was answered on the confirming page: given only inside `withStepUp`, which has seen a fresh proof. */
  answer?: LinkAnswer;
};

/** What an attempt at a provider is for. For whatever else there is, coming back from a provider is never an answer. */
function intentOf(attempt: Pick<Attempt, "intent">): ProviderIntent {
  return providerIntents.find((one) => one === attempt.intent) ?? "reauthenticate";
}

/** The session of this browser, as the decision sees it. */
async function sessionFacts(tx: Tx, context: SignInContext, { attempt, answer }: Returned): Promise<LinkFacts["session"]> {
  const { session, now } = context;
  if (!session) return null;
  const startedIt = session.id === attempt.sessionId && session.userId === attempt.userId;
  if (answer || attempt.intent !== "link") return { userId: session.userId, startedIt, recent: answer !== undefined };
  const row = await tx.session.findUnique({ where: { id: session.id }, select: { method: true, authenticatedAt: true } });
  const recent = row !== null && (isRecent(row, now) || (await hasGrant(tx, { sessionId: session.id, purpose: "link", now })));
  return { userId: session.userId, startedIt, recent };
}

/** Who owns the identity, and whether somebody has proved its address where nobody does: only a sign-in asks. */
async function ownerFacts(tx: Tx, intent: ProviderIntent, identity: ProviderIdentity): Promise<{ owner: AccountOwner | null; email: LinkFacts["email"] }> {
  let owner = await findOwner(tx, identity);
  const email = intent === "sign_in" ? identityEmail(identity) : undefined;
  if (!owner && email) {
    await lockAddress(tx, email.canonical);
    // Whoever held the lock may have been a twin of this sign-in.
    owner = await findOwner(tx, identity);
  }
  const holder = owner === null && email ? await findProvedUser(tx, email.canonical) : null;
  return { owner, email: holder ? "proved_by_user" : "absent_or_unknown" };
}

/** Collects the facts about somebody who is back from a provider, and decides. Writes nothing. */
export async function decideReturn(tx: Tx, context: SignInContext, returned: Returned): Promise<{ decision: LinkDecision; owner: AccountOwner | null }> {
  const { attempt, identity, several, answer } = returned;
  const intent = intentOf(attempt);
  const session = await sessionFacts(tx, context, returned);
  // Whoever is about to link takes turns with everything else that changes the ways in of this user.
  if (session && answer) await lockUser(tx, session.userId);
  const { owner, email } = await ownerFacts(tx, intent, identity);
  const inTheWay = session && intent === "link" ? await accountsInTheWay(tx, session.userId, identity.provider, several) : [];
  return { decision: decideLink({ intent, owner, expected: attempt.expectedAccountId, session, email, inTheWay, answer: answer ?? null }), owner };
}

/** Lets the identity wait for the person. One that was answered waits already. */
async function letWait(tx: Tx, context: SignInContext, { identity, answer }: Returned, reason: ParkReason & WaitingReason): Promise<SignInResult> {
  if (answer) return { kind: "waiting", reason };
  await parkIdentity(tx, context.attempt.id, reason, identity, context.now, context.keys);
  return await waitForPerson(tx, context, reason);
}

/**
 * Decides what a proved provider identity means for the person it came with, and does it: all in the given transaction,
 * or nothing.
 * @throws a unique violation or OvertakenError when somebody else was first; run the whole transaction again then
 */
export async function answerReturn(tx: Tx, context: SignInContext, returned: Returned): Promise<SignInResult> {
  const { decision, owner } = await decideReturn(tx, context, returned);
  const { identity } = returned;
  const known = owner as AccountOwner;
  switch (decision.kind) {
    case "sign_in":
      return await signInOwner(tx, context, known, identity);
    case "create_user":
      return await signUpWith(tx, context, identity, { withEmail: true });
    case "ask":
      return await letWait(tx, context, returned, decision.reason);
    case "step_up":
    case "confirm":
      // The confirming page asks for what is missing: a proof, a yes, or a yes to giving up another account.
      return await letWait(tx, context, returned, "link_asked");
    case "link":
      return await linkToSession(tx, context, identity, decision);
    case "refresh":
      return await refreshLinked(tx, context, { owner: known, identity, outcome: decision.outcome });
    case "confirm_identity":
      return await confirmByProvider(tx, context, known, identity);
    case "ask_to_keep":
      return await askOwnerToKeep(tx, context, known, identity, false);
    case "refuse":
      return await refuseSignIn(tx, context, decision.outcome);
    default:
      return decision satisfies never;
  }
}

/** The same for an ordinary sign-in. */
export async function signInWithProvider(tx: Tx, context: SignInContext, identity: ProviderIdentity): Promise<SignInResult> {
  return await answerReturn(tx, context, { attempt: { intent: "sign_in", sessionId: null, userId: null, expectedAccountId: null }, identity, several: false });
}
