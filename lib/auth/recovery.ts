import { signInMethodsOf } from "../accounts/sign-in-methods.ts";
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
 * The linked accounts of which a person was to come back with one, and did not: shown to whoever is signed in as their
 * owner and to nobody else.
 */
export async function expectedAccounts(attempt: Attempt | null, visitor: Visitor): Promise<{ name: string | null; email: string | null }[]> {
  if (attempt?.intent !== "reconnect") return [];
  return await tolerateOutage(async () => {
    const session = await visitor.session();
    const methods = session && session.userId === attempt.userId ? await signInMethodsOf(database().db, session.userId) : null;
    return methods?.linked.filter(({ provider }) => provider === attempt.method).map(({ name, email }) => ({ name, email })) ?? [];
  }, []);
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
