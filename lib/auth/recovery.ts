import { findAttemptByReference } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import { tolerateOutage } from "../http/outage.ts";
import { defaultReturnTo } from "../http/return-to.ts";
import type { Visitor } from "./visitor.ts";

/** Where the attempt behind a reference wanted to land; only for the browser that started it, else the default. */
export async function returnToOf(reference: string, visitor: Visitor): Promise<string> {
  if (!visitor.browser) return defaultReturnTo;
  const attempt = await tolerateOutage(() => findAttemptByReference(database().db, reference), null);
  return attempt && attempt.browserHash === visitor.browser.hash ? attempt.returnTo : defaultReturnTo;
}
