import { hasNotices } from "#lib/accounts/user-notices.ts";
import { auth, type AuthState } from "#lib/auth/session.ts";
import { database } from "#lib/db/client.ts";
import { tolerateOutage } from "#lib/http/outage.ts";
import { countBag } from "#lib/shop/bag-count.ts";
import { currentOwner } from "./(shop)/current-owner.ts";

/** What the header of every page shows. `bagCount` is null when it is not known. */
export type HeaderFacts = {
  session: { state: "signed_in"; name: string | null; notices: boolean } | { state: "signed_out" } | { state: "unknown" };
  bagCount: number | null;
};

async function count(): Promise<number> {
  const owner = await currentOwner();
  return owner ? await countBag(database().query, owner) : 0;
}

/**
 * Whether something waits on the account page. Only who has no address is told things there that a mail could not tell,
 * so nobody else's pages ask for it.
 */
async function noticesWait(state: AuthState): Promise<boolean> {
  if (state.state !== "signed_in" || state.user.email !== null) return false;
  return await tolerateOutage(() => hasNotices(database(), state.user.id), false);
}

/** The facts for the header. In a database outage they are `unknown` and null, and the page stays up. */
export async function headerFacts(): Promise<HeaderFacts> {
  const state = await auth();
  if (state.state === "unknown") return { session: { state: "unknown" }, bagCount: null };
  const [bagCount, notices] = await Promise.all([tolerateOutage<number | null>(count, null), noticesWait(state)]);
  return { session: state.state === "signed_in" ? { state: "signed_in", name: state.user.name, notices } : { state: "signed_out" }, bagCount };
}
