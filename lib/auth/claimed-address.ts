import type { SignInResult } from "../accounts/context.ts";
import type { EmailAddress } from "../accounts/email-address.ts";
import { isSwitchedOn } from "../accounts/usable-provider.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import { proveClaimedAddress } from "../methods/email-code/change-address.ts";
import { claimantProviders, claimedAddress, signUpApart } from "../methods/email-code/claimed-address.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import type { SessionView } from "../sessions/check.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { completeSignIn } from "./complete.ts";
import type { JoinGuest, Visitor } from "./visitor.ts";
import { ownAttempt, sameSession } from "./waiting.ts";

export type ClaimView =
  | { ok: true; attempt: Attempt; email: EmailAddress; providers: ProviderName[]; /** Who is signed in and proved it for themselves, in the settings; null on the way in. */ asker: SessionView["user"] | null }
  | { ok: false; outcome: OutcomeCode; attempt: Attempt | null };

/**
 * The address that this browser proved and that an account made with a provider holds. Who proved it in the settings is
 * asked in that very session.
 */
export async function claimView(visitor: Visitor, attemptId: unknown): Promise<ClaimView> {
  const own = await ownAttempt(visitor, attemptId, "waiting");
  if (!own.ok) return own;
  const { attempt } = own;
  if (attempt.outcome !== "email_claimed") return { ok: false, outcome: "attempt_used", attempt };
  const session = attempt.intent === "prove_email" ? await sameSession(visitor, attempt) : null;
  if (attempt.intent === "prove_email" && !session) return { ok: false, outcome: "step_up_other_session", attempt };
  const found = await database().transaction(async (tx) => {
    const email = await claimedAddress(tx, attempt, new Date(), vaultKeys());
    return email && { email, providers: (await claimantProviders(tx, email, session?.userId)).filter(isSwitchedOn) };
  });
  if (!found) return { ok: false, outcome: "attempt_expired", attempt };
  // Where the last of them was taken away meanwhile, Amazon finds nobody and the person can still say "not mine".
  const providers: ProviderName[] = found.providers.length > 0 ? found.providers : ["amazon"];
  return { ok: true, attempt, email: found.email, providers, asker: session?.user ?? null };
}

/** "That account is not mine": a user of its own on the way in, the signed-in user in the settings. */
export async function declineClaim(visitor: Visitor, attempt: Attempt, joinGuest: JoinGuest): Promise<SignInResult> {
  return await completeSignIn(attempt, visitor, joinGuest, (tx, context) => (attempt.intent === "prove_email" ? proveClaimedAddress(tx, context, attempt) : signUpApart(tx, context)));
}
