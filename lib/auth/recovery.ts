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
 * Notes that somebody opened the recovery page without a reference. The code comes from the address, which anybody
 * can write: the line never has the level or the field name of a true end, or a visitor could raise the alarm.
 * @returns a reference that finds this visit in the log
 */
export function noteRecoveryVisit(shown: OutcomeCode): string {
  const reference = randomReference();
  logEvent("recovery.opened", { shown, reference });
  return reference;
}
