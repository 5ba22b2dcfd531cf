import type { Attempt } from "../attempts/attempt.ts";
import { parseEmailAddress } from "../accounts/email-address.ts";
import { hashKeys } from "../auth/hash-key.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import type { Db, Tx } from "../db/client.ts";
import { defaultLocale, inLocale } from "../i18n/locale.ts";
import { languageOf } from "../mail/language.ts";
import { storeCode } from "../methods/email-code/request-code.ts";
import { pendingCode } from "../methods/email-code/stored-code.ts";

/**
 * Codes that always are what their mail is about. For a change of address, or a merge, the mail may be another one that
 * tells the owner of an address, and the two must look alike.
 */
const resendable = ["sign_in", "existing", "reset_password", "reauthenticate"] as const;
type Resendable = (typeof resendable)[number];

/** Between two mails of one attempt. */
const pauseSeconds = 60;

type Wanted = Pick<Attempt, "id" | "status" | "expires">;

async function newestOf(db: Db | Tx, attempt: Wanted, now: Date): Promise<{ purpose: Resendable; createdAt: Date } | null> {
  if (!["open", "waiting"].includes(attempt.status) || attempt.expires <= now) return null;
  const newest = await db.emailCode.findFirst({ where: { attemptId: attempt.id }, orderBy: { createdAt: "desc" }, select: { purpose: true, createdAt: true, usedAt: true } });
  const purpose = resendable.find((one) => one === newest?.purpose);
  return newest && purpose && newest.usedAt === null ? { purpose, createdAt: newest.createdAt } : null;
}

/** Whether an attempt waits for a code, so that its mail can be sent once more. */
export async function canResendCode(db: Db, attempt: Wanted, now: Date): Promise<boolean> {
  return (await newestOf(db, attempt, now)) !== null;
}

/**
 * Sends another mail with a code to the address that an attempt asked one for, as its own page would. The code is a new
 * one, good in the browser of the attempt only, and stands in the mail and nowhere else.
 * @returns `attempt_over` when the attempt waits for no code (any more); `too_soon` when a mail has just left
 */
export async function resendCode(tx: Tx, attemptId: string, now: Date): Promise<"sent" | "attempt_over" | "too_soon"> {
  // The lock under which its own page sends one, so that of two at once one is too soon.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended("browserHash", 0)) FROM "Attempt" WHERE "id" = ${attemptId}::uuid`;
  const attempt = await tx.attempt.findUnique({ where: { id: attemptId }, select: { id: true, status: true, expires: true, userId: true } });
  const newest = attempt && (await newestOf(tx, attempt, now));
  if (!newest) return "attempt_over";
  if (now.getTime() - newest.createdAt.getTime() < pauseSeconds * 1_000) return "too_soon";
  const pending = await pendingCode(tx, { attemptId, purpose: newest.purpose }, vaultKeys());
  const email = parseEmailAddress(pending?.address);
  if (!email) return "attempt_over";
  // The operator asks for it, and somebody else reads it.
  const locale = attempt.userId === null ? defaultLocale : await languageOf(tx, attempt.userId);
  await inLocale(locale, async () => await storeCode(tx, { attemptId, purpose: newest.purpose, email, now }, { hashKeys: hashKeys(), keys: vaultKeys() }));
  return "sent";
}
