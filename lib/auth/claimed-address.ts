import type { SignInResult } from "../accounts/context.ts";
import type { EmailAddress } from "../accounts/email-address.ts";
import { isSwitchedOn } from "../accounts/usable-provider.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import { claimantProviders, claimedAddress, signUpApart } from "../methods/email-code/claimed-address.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { completeSignIn } from "./complete.ts";
import type { JoinGuest, Visitor } from "./visitor.ts";
import { ownAttempt } from "./waiting.ts";

export type ClaimView = { ok: true; attempt: Attempt; email: EmailAddress; providers: ProviderName[] } | { ok: false; outcome: OutcomeCode; attempt: Attempt | null };

/** The address that this browser proved and that an account made with a provider holds. */
export async function claimView(visitor: Visitor, attemptId: unknown): Promise<ClaimView> {
  const own = await ownAttempt(visitor, attemptId, "waiting");
  if (!own.ok) return own;
  if (own.attempt.outcome !== "email_claimed") return { ok: false, outcome: "attempt_used", attempt: own.attempt };
  const found = await database().transaction(async (tx) => {
    const email = await claimedAddress(tx, own.attempt.id, new Date(), vaultKeys());
    return email && { email, providers: (await claimantProviders(tx, email)).filter(isSwitchedOn) };
  });
  // Where the last of them was taken away meanwhile, Amazon finds nobody and the person can still say "not mine".
  return found ? { ok: true, attempt: own.attempt, email: found.email, providers: found.providers.length > 0 ? found.providers : ["amazon"] } : { ok: false, outcome: "attempt_expired", attempt: own.attempt };
}

/** "That account is not mine." */
export async function declineClaim(visitor: Visitor, attempt: Attempt, joinGuest: JoinGuest): Promise<SignInResult> {
  return await completeSignIn(attempt, visitor, joinGuest, signUpApart);
}
