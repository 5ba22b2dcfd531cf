import { type LinkedAccount, ownAccount } from "../accounts/unlink-account.ts";
import { type Attempt, findAttemptByReference } from "../attempts/attempt.ts";
import { randomReference } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { tolerateOutage } from "../http/outage.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { logEvent } from "../telemetry/log.ts";
import type { Visitor } from "./visitor.ts";

/** The attempt behind a reference, only for the browser that started it; null for every other, and during an outage. */
export async function attemptBehind(reference: string, visitor: Visitor): Promise<Attempt | null> {
  if (!visitor.browser) return null;
  const attempt = await tolerateOutage(() => findAttemptByReference(database().db, reference), null);
  return attempt && attempt.browserHash === visitor.browser.hash ? attempt : null;
}

/**
 * The linked account with which a person was to come back, and did not: shown to whoever is signed in as its owner and to
 * nobody else. Null where it was unlinked meanwhile.
 */
export async function expectedAccount(attempt: Attempt | null, visitor: Visitor): Promise<LinkedAccount | null> {
  const expected = attempt?.expectedAccountId ?? null;
  if (expected === null) return null;
  return await tolerateOutage(async () => {
    const session = await visitor.session();
    return session && session.userId === attempt?.userId ? await ownAccount(database().db, session.userId, expected) : null;
  }, null);
}

/**
 * Notes that somebody opened the recovery page without a reference. The code comes from the address, which anybody
 * can write: the line never has the level or the field name of a true end, or a visitor could raise the alarm.
 * @returns a reference that finds this visit in the log
 */
export function noteRecoveryVisit(shown: OutcomeCode): string {
  const reference = randomReference();
  logEvent("recovery.opened", { shown, reference });
  return reference;
}
