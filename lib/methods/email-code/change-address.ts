import { findProvedUser, lockAddress } from "../../accounts/account-rows.ts";
import { rememberChange } from "../../accounts/address-change.ts";
import { refuseSignIn, type SignInContext, type SignInResult, waitForPerson } from "../../accounts/context.ts";
import type { EmailAddress } from "../../accounts/email-address.ts";
import { isReleased } from "../../accounts/merge/merge-link.ts";
import { moveAddressAway } from "../../accounts/held-address.ts";
import { lockUser, ownsStepUpMethod, signInMethodsOf } from "../../accounts/sign-in-methods.ts";
import { type Attempt, settleAttempt } from "../../attempts/attempt.ts";
import { recordAudit } from "../../audit/record.ts";
import type { Tx } from "../../db/client.ts";
import { AuthError } from "../../errors.ts";
import { queueNotice } from "../../mail/notices.ts";
import { isProvider } from "../../sessions/methods.ts";
import { renewSessionToken } from "../../sessions/step-up.ts";
import { voidProofs } from "../../sessions/void-proofs.ts";
import { claimedAddress, findClaimants } from "./claimed-address.ts";

type Asking = { id: string; userId: string; method: string };

/** The session that asked for the code, locked until the transaction ends, if it is the one of this browser. */
async function lockedSession(tx: Tx, { session }: SignInContext, attempt: Attempt): Promise<Asking | null> {
  if (!session || session.id !== attempt.sessionId || session.userId !== attempt.userId || attempt.intent !== "prove_email") return null;
  const [row] = await tx.$queryRaw<{ method: string }[]>`SELECT "method" FROM "Session" WHERE "id" = ${session.id}::uuid FOR UPDATE`;
  return row ? { ...session, method: row.method } : null;
}

/**
 * Whether what let the person ask for this code still lets them have what it is for. Adding a first address asks for
 * less than a change, so it must not replace one that was proved meanwhile; and who asked only by coming back from
 * their provider, as one may who owns nothing else, must own nothing else still.
 */
async function mayStill(tx: Tx, attempt: Attempt, session: Asking): Promise<boolean> {
  if (attempt.purpose === "change_email") return true;
  const methods = await signInMethodsOf(tx, session.userId);
  if (!methods || methods.email?.proved) return false;
  return !isProvider(session.method) || !ownsStepUpMethod(methods) || methods.passkeys.some(({ createdAt }) => createdAt < attempt.createdAt);
}

/**
 * Makes an address the proved one of the signed-in user, after a code that was mailed to it: an address that the user
 * merely had, a first one, or another one in place of the old, which can be taken back from there. Where an account
 * that can be signed in to merely holds the address, the person is asked first whether that one is theirs; everybody else
 * who merely holds it loses it, keeps everything else and is told. The session goes on under a new token.
 * Call it only in the transaction that used the code up.
 * @returns refused as `email_owned_by_other` when another user has proved it meanwhile, and as
 * `reauthentication_required` when a first address was asked for and is none any more, and as `address_released` while
 * the link of a merge can still take it back; nothing is changed then
 */
export async function proveNewAddress(tx: Tx, context: SignInContext, attempt: Attempt, email: EmailAddress): Promise<SignInResult> {
  return await proveFor(tx, context, attempt, email, { asked: false });
}

/**
 * "That account is not mine", in the settings: the address becomes the proved one of the signed-in user, as if nobody
 * had held it. Only in the session in which it was proved, and for as long as the proof waits.
 */
export async function proveClaimedAddress(tx: Tx, context: SignInContext, attempt: Attempt): Promise<SignInResult> {
  const email = await claimedAddress(tx, { id: attempt.id, intent: "prove_email" }, context.now, context.keys);
  return email ? await proveFor(tx, context, attempt, email, { asked: true }) : await refuseSignIn(tx, context, "attempt_expired");
}

async function proveFor(tx: Tx, context: SignInContext, attempt: Attempt, email: EmailAddress, { asked }: { asked: boolean }): Promise<SignInResult> {
  const { now, keys } = context;
  const session = await lockedSession(tx, context, attempt);
  if (!session) return await refuseSignIn(tx, context, "step_up_other_session");
  const { userId } = session;
  await lockAddress(tx, email.canonical);
  await lockUser(tx, userId);
  const holder = await findProvedUser(tx, email.canonical);
  if (holder && holder.id !== userId) return await refuseSignIn(tx, context, "email_owned_by_other");
  if (!holder && !(await mayStill(tx, attempt, session))) return await refuseSignIn(tx, context, "reauthentication_required");
  if (!holder && (await isReleased(tx, email.canonical, now, userId))) return await refuseSignIn(tx, context, "address_released");
  if (!holder && !asked && (await findClaimants(tx, email, userId)).length > 0) return await waitForPerson(tx, context, "email_claimed");
  if (!holder) await takeAddress(tx, context, session, email);
  const renewed = await renewSessionToken(tx, { sessionId: session.id, userId });
  const settled = await settleAttempt(tx, attempt.id, { status: "succeeded", outcome: "email_proved", userId, now });
  if (!settled || renewed === null) throw new AuthError("attempt_used", "the attempt or its session had ended when the address was about to be proved");
  if (!holder) await queueNotice(tx, email.canonical, "email_added", { now, keys });
  return { kind: "confirmed", renewed, outcome: "email_proved" };
}

async function takeAddress(tx: Tx, { attempt, now, keys }: SignInContext, session: { id: string; userId: string }, email: EmailAddress): Promise<void> {
  const { id: sessionId, userId } = session;
  const { provedEmail: oldEmail } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { provedEmail: true } });
  await tx.user.update({ where: { id: userId }, data: { email: email.canonical, provedEmail: email.canonical, emailVerified: now }, select: { id: true } });
  await recordAudit(tx, [{ type: oldEmail === null ? "email.proved" : "email.changed", userId, attemptId: attempt.id }]);
  await moveAddressAway(tx, email.canonical, attempt.id);
  await voidProofs(tx, userId);
  await rememberChange(tx, { userId, sessionId, oldEmail, newEmail: email.canonical, now }, keys);
}
