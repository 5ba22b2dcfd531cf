import { after, copyNumbers } from "./numbers.ts";

/** What is known of a copy when somebody comes with the token of its link. */
export type CopyAtHand = {
  userId: string;
  /** The session that asked for it. */
  sessionId: string;
  status: "waiting" | "making" | "ready" | "fetched" | "failed" | "expired" | "voided";
  expires: Date | null;
  fetchedAt: Date | null;
  fetchSessionId: string | null;
};

/** `prove`: only after a fresh proof. */
export type FetchDecision = { kind: "give" } | { kind: "prove" } | { kind: "missing" } | { kind: "refused"; outcome: "copy_used" | "copy_over" };

/** Until when a transfer that was begun can be begun again. */
export const againUntil = (fetchedAt: Date): Date => after(fetchedAt, copyNumbers.againSeconds);

/**
 * The rule of the one-time link (pure). It is its owner's alone: to others it does not exist. The session that asked for the
 * copy had a fresh proof for it; any other one needs its own. The first to fetch it is the only one; the same session
 * may begin again within minutes while no transfer was whole.
 */
export function decideFetch(copy: CopyAtHand | null, session: { id: string; userId: string }, now: Date): FetchDecision {
  if (copy === null || copy.userId !== session.userId) return { kind: "missing" };
  if (copy.status === "fetched") return { kind: "refused", outcome: "copy_used" };
  if (copy.status !== "ready" || copy.expires === null || copy.expires <= now) return { kind: "refused", outcome: "copy_over" };
  if (copy.fetchedAt !== null) {
    const again = copy.fetchSessionId === session.id && now < againUntil(copy.fetchedAt);
    return again ? { kind: "give" } : { kind: "refused", outcome: "copy_used" };
  }
  return copy.sessionId === session.id ? { kind: "give" } : { kind: "prove" };
}
