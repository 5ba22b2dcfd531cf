import type { OutcomeCode } from "../outcomes.ts";

/** What the record of a user says of them; `merged` is a tombstone, a part of another user now. */
export type UserStatus = "active" | "suspended" | "locked" | "deletion_pending" | "merged";

/** What an attempt at a provider was started for. */
export const providerIntents = ["sign_in", "link", "reconnect", "reauthenticate", "add_first_method"] as const;
export type ProviderIntent = (typeof providerIntents)[number];

/** What the person pressed on the confirming page: link, and instead of which account if there was one in the way. */
export type LinkAnswer = { replaces: string | null };

/** What is known when somebody comes back from a provider with a proved identity, or answers the confirming page. */
export type LinkFacts = {
  intent: ProviderIntent;
  /** The user that owns the provider account, and the row in which it is linked. */
  owner: { userId: string; status: UserStatus; accountId: string } | null;
  /** The linked account with which the person was to come back; null where none was named. */
  expected: string | null;
  /**
   * Who is signed in in this very browser. `startedIt`: this is the very session in which the attempt was started.
   * `recent`: a proof that counts is not older than ten minutes.
   */
  session: { userId: string; startedIt: boolean; recent: boolean } | null;
  /** Whether the provider's e-mail address is proved by a user here. Held unproved counts as unknown. */
  email: "absent_or_unknown" | "proved_by_user";
  /**
   * The accounts of the same provider that the signed-in user has, where several are not allowed; empty where there is
   * room. A merge leaves more than one.
   */
  inTheWay: readonly string[];
  /** Null before the confirming page was answered. */
  answer: LinkAnswer | null;
};

export type LinkDecision =
  | { kind: "sign_in"; userId: string }
  | { kind: "create_user" }
  /** The identity waits for an answer: whose address it is, or which user is wanted. */
  | { kind: "ask"; reason: "email_in_use" | "switch_asked" }
  /** The identity waits for the confirming page, which asks for a fresh proof first. */
  | { kind: "step_up" }
  /** The identity waits for the confirming page; with `replaces` all it can offer is to take the place of one of these. */
  | { kind: "confirm"; replaces: readonly string[] }
  | { kind: "link"; userId: string; replaces: string | null }
  /** Linked to this very user before: brought up to date. */
  | { kind: "refresh"; userId: string; outcome: "already_linked" | "account_reconnected" }
  /** Somebody without a method that counts is back from their own provider. */
  | { kind: "confirm_identity"; userId: string }
  /** The owner waits to be deleted: the person is asked whether they keep the account. */
  | { kind: "ask_to_keep" }
  | { kind: "refuse"; outcome: OutcomeCode };

const refusals = { suspended: "user_suspended", locked: "user_locked", deletion_pending: "deletion_pending", merged: "user_merged" } as const;

/** Why a user in this status may not sign in, or undefined when they may. */
export function refusalOf(status: UserStatus): OutcomeCode | undefined {
  return status === "active" ? undefined : refusals[status];
}

const refuse = (outcome: OutcomeCode): LinkDecision => ({ kind: "refuse", outcome });

function decideSignIn({ owner, session, email }: LinkFacts): LinkDecision {
  // Somebody is signed in here: their session is neither replaced nor linked to without asking.
  if (session !== null && owner?.userId !== session.userId) return { kind: "ask", reason: "switch_asked" };
  if (owner) return { kind: "sign_in", userId: owner.userId };
  return email === "proved_by_user" ? { kind: "ask", reason: "email_in_use" } : { kind: "create_user" };
}

/** The one way to a link without a collision: asked for, proved and confirmed in one session. */
function decideLinking({ owner, session, inTheWay, answer }: LinkFacts): LinkDecision {
  if (!session?.startedIt) return refuse("link_other_session");
  const { userId } = session;
  if (owner) return owner.userId === userId ? { kind: "refresh", userId, outcome: "already_linked" } : refuse("link_owned_by_other");
  if (!session.recent) return { kind: "step_up" };
  const replaces = inTheWay.find((id) => id === answer?.replaces) ?? null;
  // Whoever agreed to give up one account has not agreed to give up another.
  if (answer === null || (inTheWay.length > 0 && replaces === null)) return { kind: "confirm", replaces: inTheWay };
  return { kind: "link", userId, replaces };
}

/** The very account that was named, and no other of the same person. Where none was named none is right. */
function decideReconnect({ owner, session, expected }: LinkFacts): LinkDecision {
  if (!session?.startedIt) return refuse("link_other_session");
  const right = owner?.userId === session.userId && owner.accountId === expected;
  return right ? { kind: "refresh", userId: session.userId, outcome: "account_reconnected" } : refuse("reconnect_other_account");
}

function decideFirstMethod({ owner, session }: LinkFacts): LinkDecision {
  if (!session?.startedIt) return refuse("step_up_other_session");
  return owner?.userId === session.userId ? { kind: "confirm_identity", userId: session.userId } : refuse("step_up_other_account");
}

/**
 * The link decision: pure, total over its facts, a row of the table in docs/decisions/0012-linking.md each. A user who is
 * on hold comes first, whatever was wanted. Only the intent `link` ever links.
 */
export function decideLink(facts: LinkFacts): LinkDecision {
  const held = facts.owner && refusalOf(facts.owner.status);
  if (held === "deletion_pending" && facts.intent === "sign_in") return { kind: "ask_to_keep" };
  if (held) return refuse(held);
  switch (facts.intent) {
    case "sign_in":
      return decideSignIn(facts);
    case "link":
      return decideLinking(facts);
    case "reconnect":
      return decideReconnect(facts);
    case "add_first_method":
      return decideFirstMethod(facts);
    case "reauthenticate":
      return refuse("reauthentication_required");
    default:
      return facts.intent satisfies never;
  }
}
