import { auth } from "#lib/auth/session.ts";
import { database } from "#lib/db/client.ts";
import { tolerateOutage } from "#lib/http/outage.ts";
import { sessionCache } from "#lib/sessions/cache.ts";
import { countBag } from "#lib/shop/bag-count.ts";
import { currentOwner } from "./(shop)/current-owner.ts";

/** What the header of every page shows. `bagCount` is null when it is not known. */
export type HeaderFacts = {
  session: { state: "signed_in"; name: string | null; notices: boolean; noticeChangedAt: Date | null } | { state: "signed_out" } | { state: "unknown" };
  bagCount: number | null;
};

async function count(): Promise<number> {
  const owner = await currentOwner();
  if (!owner) return 0;
  const read = async () => await countBag(database().query, owner);
  return owner.kind === "user" ? await sessionCache().held(owner.userId, "bag", read) : await read();
}

/** The facts for the header. In a database outage they are `unknown` and null, and the page stays up. */
export async function headerFacts(): Promise<HeaderFacts> {
  const state = await auth();
  if (state.state === "unknown") return { session: { state: "unknown" }, bagCount: null };
  const bagCount = await tolerateOutage<number | null>(count, null);
  return { session: state.state === "signed_in" ? { state: "signed_in", name: state.user.name, notices: state.user.notices, noticeChangedAt: state.session.noticeChangedAt } : { state: "signed_out" }, bagCount };
}
