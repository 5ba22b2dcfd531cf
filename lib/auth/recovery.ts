import { findAttemptByReference } from "../attempts/attempt.ts";
import { randomReference } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { tolerateOutage } from "../http/outage.ts";
import { defaultReturnTo } from "../http/return-to.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { logEvent } from "../telemetry/log.ts";
import type { Visitor } from "./visitor.ts";

/** Where the attempt behind a reference wanted to land; only for the browser that started it, else the default. */
export async function returnToOf(reference: string, visitor: Visitor): Promise<string> {
  if (!visitor.browser) return defaultReturnTo;
  const attempt = await tolerateOutage(() => findAttemptByReference(database().db, reference), null);
  return attempt && attempt.browserHash === visitor.browser.hash ? attempt.returnTo : defaultReturnTo;
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
