import { refuseSignIn, type SignInContext, type SignInResult } from "../../accounts/context.ts";
import { type EmailAddress, parseEmailAddress } from "../../accounts/email-address.ts";
import { findProvedUser, lockAddress } from "../../accounts/account-rows.ts";
import { moveAddressAway } from "../../accounts/held-address.ts";
import { findAttempt, settleAttempt } from "../../attempts/attempt.ts";
import { attemptTimes } from "../../attempts/times.ts";
import { recordAudit } from "../../audit/record.ts";
import type { Tx } from "../../db/client.ts";
import { queueNotice } from "../../mail/notices.ts";
import { isProviderName, type ProviderName } from "../../sessions/methods.ts";
import { voidProofs } from "../../sessions/void-proofs.ts";
import type { VaultKey } from "../../crypto/vault-keys.ts";
import { openWaiting } from "../../token-vault/open-waiting.ts";
import type { EmailCodePurpose } from "./code-limits.ts";
import { signUpWithEmail } from "./sign-up-with-email.ts";
import { addressPlace } from "./stored-code.ts";

/**
 * Active users who hold an address as contact data, have not proved it, and have a way to show that they are who they
 * are: a provider's account, or a passkey. Those are who a person can be asked about.
 * @param exceptId a user who need not be asked about themselves
 */
export async function findClaimants(tx: Tx, email: EmailAddress, exceptId?: string): Promise<string[]> {
  const users = await tx.user.findMany({
    where: { email: email.canonical, provedEmail: null, status: "active", OR: [{ accounts: { some: {} } }, { passkeys: { some: {} } }], ...(exceptId === undefined ? {} : { id: { not: exceptId } }) },
    select: { id: true },
    take: 50,
  });
  return users.map(({ id }) => id);
}

/** The providers with whose accounts the claimants sign in: beside a passkey, how a person shows that such an account is theirs. */
export async function claimantProviders(tx: Tx, email: EmailAddress, exceptId?: string): Promise<ProviderName[]> {
  const accounts = await tx.account.findMany({ where: { userId: { in: await findClaimants(tx, email, exceptId) } }, distinct: ["provider"], orderBy: { createdAt: "asc" }, select: { provider: true } });
  return accounts.map(({ provider }) => provider).filter(isProviderName);
}

/** For what an address was proved whose holder turned up then: on the way in, or in the settings. */
const proofPurposes = (intent: string): EmailCodePurpose[] => (intent === "prove_email" ? ["change_email"] : ["sign_in", "reset_password"]);

/**
 * The address that was proved for an attempt which now waits for an answer; null when that is over.
 * @param attempt.intent what the address was proved for: a proof of one kind is worth nothing for the other
 */
export async function claimedAddress(tx: Tx, attempt: { id: string; intent: string }, now: Date, keys: readonly VaultKey[]): Promise<EmailAddress | null> {
  const since = new Date(now.getTime() - attemptTimes.parkedIdentitySeconds * 1_000);
  const where = { attemptId: attempt.id, purpose: { in: proofPurposes(attempt.intent) }, usedAt: { gt: since } };
  const row = await tx.emailCode.findFirst({ where, select: { id: true, sealed: true } });
  return row ? (parseEmailAddress(await openWaiting(row.sealed, addressPlace(row.id), keys)) ?? null) : null;
}

/**
 * "That account is not mine", on the way in: the address moves to a separate new user. Whoever held it keeps everything
 * else and is told; nothing that another person put in place comes along.
 */
export async function signUpApart(tx: Tx, context: SignInContext): Promise<SignInResult> {
  const email = await claimedAddress(tx, { id: context.attempt.id, intent: "sign_in" }, context.now, context.keys);
  if (!email) return await refuseSignIn(tx, context, "attempt_expired");
  await lockAddress(tx, email.canonical);
  if (await findProvedUser(tx, email.canonical)) return await refuseSignIn(tx, context, "attempt_expired");
  return await signUpWithEmail(tx, context, email);
}

/**
 * "That account is mine", answered by signing in to it: the address that was proved in this browser becomes proved on
 * the user who holds it. It is a new way in, as one that was added in the settings: they are told there, and what others
 * have proved of them is void. Anybody else who signs in gets nothing from it; nor does the user from whose settings it
 * was proved, who said that the address is another account's.
 * @param proof the e-mail attempt that waits, and the browser that must have started it
 */
export async function confirmClaim(tx: Tx, proof: { attemptId: string; browserHash: string }, userId: string, now: Date, keys: readonly VaultKey[]): Promise<void> {
  const attempt = await findAttempt(tx, proof.attemptId);
  if (!attempt || attempt.browserHash !== proof.browserHash || attempt.outcome !== "email_claimed") return;
  if (attempt.intent === "prove_email" && attempt.userId === userId) return;
  const email = await claimedAddress(tx, attempt, now, keys);
  if (!email) return;
  await lockAddress(tx, email.canonical);
  if (await findProvedUser(tx, email.canonical)) return;
  const { count } = await tx.user.updateMany({ where: { id: userId, email: email.canonical, provedEmail: null }, data: { provedEmail: email.canonical, emailVerified: now } });
  if (count === 0) return;
  await settleAttempt(tx, attempt.id, { status: "succeeded", outcome: "signed_in", userId, now });
  await recordAudit(tx, [{ type: "email.proved", userId, attemptId: attempt.id }]);
  await moveAddressAway(tx, email.canonical, attempt.id);
  await voidProofs(tx, userId);
  await queueNotice(tx, email.canonical, "email_added", { now, keys });
}
