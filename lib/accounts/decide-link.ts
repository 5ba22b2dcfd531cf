import type { OutcomeCode } from "../outcomes.ts";

/** What the record of a user says of them; `merged` is a tombstone, a part of another user now. */
export type UserStatus = "active" | "suspended" | "locked" | "deletion_pending" | "merged";

/** What is known when somebody comes back from a provider with a proved identity. */
export type LinkFacts = {
  intent: "sign_in";
  /** The user that owns the provider account. */
  owner: { userId: string; status: UserStatus } | null;
  /** The user signed in in this very browser. */
  sessionUserId: string | null;
  /** Whether the provider's e-mail address is proved by a user here. Held unproved counts as unknown. */
  email: "absent_or_unknown" | "proved_by_user";
};

/**
 * What follows from the facts. Nothing here links: an account is linked only by a proof (collision ladder) or by the
 * link journey.
 */
export type LinkDecision =
  | { kind: "sign_in"; userId: string }
  | { kind: "create_user" }
  | { kind: "ask"; reason: "email_in_use" | "switch_asked" }
  | { kind: "refuse"; outcome: OutcomeCode };

const refusals = { suspended: "user_suspended", locked: "user_locked", deletion_pending: "deletion_pending", merged: "user_merged" } as const;

/** Why a user in this status may not sign in, or undefined when they may. */
export function refusalOf(status: UserStatus): OutcomeCode | undefined {
  return status === "active" ? undefined : refusals[status];
}

/** The link decision for signing in: pure, total over its facts, in the order of the table in docs/architecture.md. */
export function decideLink(facts: LinkFacts): LinkDecision {
  const { owner, sessionUserId } = facts;
  const refusal = owner && refusalOf(owner.status);
  if (refusal) return { kind: "refuse", outcome: refusal };
  // Somebody is signed in here: their session is neither replaced nor linked to without asking.
  if (sessionUserId !== null && owner?.userId !== sessionUserId) return { kind: "ask", reason: "switch_asked" };
  if (owner) return { kind: "sign_in", userId: owner.userId };
  if (facts.email === "proved_by_user") return { kind: "ask", reason: "email_in_use" };
  return { kind: "create_user" };
}
