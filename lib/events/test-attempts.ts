import { randomUUID } from "node:crypto";
import { randomReference, randomToken, sha256 } from "../crypto/random.ts";
import type { Db } from "../db/client.ts";

/** What became of an attempt that a test writes down. */
export type Fate = {
  method: string;
  intent?: string;
  device?: string;
  browser?: string;
  region?: string;
  status: "succeeded" | "failed" | "cancelled" | "expired" | "open";
  outcome: string | null;
  createdAt: Date;
  /** Seconds after the start; not given where it did not happen. */
  claimed?: number;
  asked?: { after: number; question: string };
  ended?: number;
  landed?: number;
  startMs?: number;
  lookedMs?: number;
};

/** Writes attempts as sign-ins would have left them. */
export async function writeAttempts(db: Db, fates: readonly Fate[]): Promise<void> {
  const data = fates.map((fate) => {
    const after = (seconds: number | undefined) => (seconds === undefined ? null : new Date(fate.createdAt.getTime() + seconds * 1_000));
    return {
      id: randomUUID(),
      reference: randomReference(),
      intent: fate.intent ?? "sign_in",
      method: fate.method,
      returnTo: "/account",
      status: fate.status,
      outcome: fate.outcome,
      browserHash: sha256(randomToken()),
      userId: fate.status === "succeeded" ? randomUUID() : null,
      createdAt: fate.createdAt,
      legExpires: after(15 * 60) as Date,
      expires: after(30 * 60) as Date,
      claimedAt: after(fate.claimed),
      askedAt: after(fate.asked?.after),
      question: fate.asked?.question ?? null,
      endedAt: after(fate.ended),
      landedAt: after(fate.landed),
      device: fate.device ?? null,
      browser: fate.browser ?? null,
      region: fate.region ?? null,
      startMs: fate.startMs ?? null,
      lookedMs: fate.lookedMs ?? null,
    };
  });
  for (let index = 0; index < data.length; index += 1_000) await db.attempt.createMany({ data: data.slice(index, index + 1_000) });
}
