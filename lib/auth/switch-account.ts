import { endAttemptsOf } from "../attempts/attempt.ts";
import { attemptTimes } from "../attempts/times.ts";
import { keyedHash } from "../crypto/random.ts";
import { database, type Tx } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { clearCookie, guestCookieName, type SetCookie } from "../http/cookies.ts";
import { clearedSessionCookie, sessionTokenFrom } from "../sessions/cookie.ts";
import { revokeSession } from "../sessions/revoke.ts";
import { hashKey } from "./hash-key.ts";
import { forgottenMethod } from "./last-method.ts";
import type { Visitor } from "./visitor.ts";

/** How the bag of a user becomes a guest's; lib/composition.ts has it from the shop. Returns the guest's cookie. */
export type CarryBag = (tx: Tx, carry: { userId: string | null; token: string; twinSince: Date }) => Promise<SetCookie | null>;

/**
 * Ends the session of this browser, with every attempt under way in it, for somebody who wants to sign in to another
 * account; on their wish the bag comes along. The way into this one is no longer marked as the last that was used.
 *
 * The guest who carries it is named after the session that ends. A double click, whose second answer is the one that the
 * browser keeps, so gets the same cookie once more instead of a bag that nobody can find again.
 * @param carry null to leave the bag where it is
 * @returns the cookies to set and to clear; only once the session has ended in the database
 * @throws DatabaseUnavailableError; the session is still good then, and the bag where it was
 */
export async function leaveForAnother(visitor: Visitor, carry: CarryBag | null): Promise<SetCookie[]> {
  const { secure, browser } = visitor;
  const token = sessionTokenFrom(visitor.cookieHeader, secure);
  const session = await visitor.session();
  const bag = await retriedTransaction(database(), async (tx) => {
    const now = new Date();
    const ended = token !== undefined && (await revokeSession(tx, token, "this")).count > 0;
    if (browser) await endAttemptsOf(tx, browser.hash, now);
    if (!carry || token === undefined) return null;
    const twinSince = new Date(now.getTime() - attemptTimes.twinSeconds * 1_000);
    return await carry(tx, { userId: ended ? (session?.userId ?? null) : null, token: keyedHash(hashKey(), "carried_bag", token), twinSince });
  });
  return [clearedSessionCookie(secure), ...forgottenMethod(visitor), bag ?? clearCookie(guestCookieName(secure), { secure })];
}
