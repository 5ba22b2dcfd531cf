import { type Attempt, findAttemptByReference } from "../attempts/attempt.ts";
import type { Db } from "../db/client.ts";
import { isProvider } from "../sessions/methods.ts";
import { other } from "../telemetry/label-sets.ts";
import { type ListedAttempt, listedAttempt } from "./attempt-search.ts";
import { canResendCode } from "./resend-code.ts";
import { type TrailEvent, trailOfAttempt } from "./trail.ts";

/** Something that is known to have happened in an attempt, and how long after what came before it. */
export type AttemptStep = { kind: "started" | "came_back" | "code_mailed" | "code_wrong" | "code_voided" | "code_used" | "waits" | "answered" | "ended" | "landed"; at: Date; afterMilliseconds: number | null; count: number };

type Client = { browser: string; device: string; /** Of Amazon. */ region: string };

export type AttemptView = Pick<Attempt, "id" | "reference" | "intent" | "method" | "returnTo" | "status" | "outcome" | "purpose" | "createdAt" | "expires" | "userId"> & {
  /** What began it, in words of which there are few; null where nobody noted it. */
  client: Client | null;
  steps: AttemptStep[];
  events: TrailEvent[];
  /** The attempts that proved an address for this one, or that this one proved it for. */
  related: ListedAttempt[];
  /** What else this browser tried around then. */
  sameBrowser: ListedAttempt[];
  /** Whether another mail with a code can be sent for it. */
  canResend: boolean;
};

type Moment = { kind: AttemptStep["kind"]; at: Date; count?: number };

async function codeMoments(db: Db, attemptId: string): Promise<Moment[]> {
  const rows = await db.emailCode.findMany({ where: { attemptId }, select: { createdAt: true, usedAt: true, voidedAt: true, wrongTries: true } });
  const found: Moment[] = [];
  for (const { createdAt, usedAt, voidedAt, wrongTries } of rows) {
    found.push({ kind: "code_mailed", at: createdAt });
    // When they were tried is not kept: they stand before the end of the code.
    if (wrongTries > 0) found.push({ kind: "code_wrong", at: usedAt ?? voidedAt ?? createdAt, count: wrongTries });
    if (usedAt) found.push({ kind: "code_used", at: usedAt });
    if (voidedAt) found.push({ kind: "code_voided", at: voidedAt });
  }
  return found;
}

/** What is noted of an attempt for counting, and helps whoever answers a mail, too. */
async function notedOf(db: Db, id: string): Promise<{ client: Client | null; landedAt: Date | null }> {
  const row = await db.attempt.findUnique({ where: { id }, select: { browser: true, device: true, region: true, landedAt: true } });
  const { browser, device, region, landedAt } = row ?? { browser: null, device: null, region: null, landedAt: null };
  return { client: browser === null && device === null ? null : { browser: browser ?? other, device: device ?? other, region: region ?? other }, landedAt };
}

async function moments(db: Db, attempt: Attempt, landedAt: Date | null): Promise<Moment[]> {
  const parked = await db.parkedIdentity.findUnique({ where: { attemptId: attempt.id }, select: { consumedAt: true } });
  const waits = attempt.status === "waiting" && attempt.claimedAt;
  return [
    { kind: "started", at: attempt.createdAt },
    ...(attempt.claimedAt && isProvider(attempt.method) ? [{ kind: "came_back" as const, at: attempt.claimedAt }] : []),
    ...(await codeMoments(db, attempt.id)),
    ...(waits ? [{ kind: "waits" as const, at: waits }] : []),
    ...(parked?.consumedAt ? [{ kind: "answered" as const, at: parked.consumedAt }] : []),
    ...(attempt.endedAt ? [{ kind: "ended" as const, at: attempt.endedAt }] : []),
    ...(landedAt ? [{ kind: "landed" as const, at: landedAt }] : []),
  ];
}

function inOrder(all: readonly Moment[]): AttemptStep[] {
  const sorted = all.toSorted((one, next) => one.at.getTime() - next.at.getTime());
  return sorted.map(({ kind, at, count = 1 }, index) => {
    const before = sorted[index - 1];
    return { kind, at, count, afterMilliseconds: before ? at.getTime() - before.at.getTime() : null };
  });
}

const most = 10;
const aroundMilliseconds = 60 * 60 * 1_000;

async function relatedOf(db: Db, attempt: Attempt): Promise<ListedAttempt[]> {
  const proof = attempt.proofAttemptId === null ? [] : await db.attempt.findMany({ where: { id: attempt.proofAttemptId }, select: listedAttempt });
  // Whatever confirms what this one proved was begun by the same browser.
  const confirming = await db.attempt.findMany({ where: { browserHash: attempt.browserHash, proofAttemptId: attempt.id }, orderBy: { createdAt: "asc" }, take: most, select: listedAttempt });
  return [...proof, ...confirming];
}

/**
 * All that is kept of an attempt, for whoever answers a mail about it: no token, no code, no address.
 * @param reference the number that its person quotes
 * @returns null when there is none, or it is older than attempts are kept
 */
export async function attemptView(db: Db, reference: string, now: Date): Promise<AttemptView | null> {
  const attempt = await findAttemptByReference(db, reference);
  if (!attempt) return null;
  const { id, intent, method, returnTo, status, outcome, purpose, createdAt, expires, userId, browserHash } = attempt;
  const around = { gt: new Date(createdAt.getTime() - aroundMilliseconds), lt: new Date(createdAt.getTime() + aroundMilliseconds) };
  const { client, landedAt } = await notedOf(db, id);
  const [steps, events, related, sameBrowser, canResend] = await Promise.all([
    moments(db, attempt, landedAt),
    trailOfAttempt(db, id),
    relatedOf(db, attempt),
    db.attempt.findMany({ where: { browserHash, createdAt: around, id: { not: id } }, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: most, select: listedAttempt }),
    canResendCode(db, attempt, now),
  ]);
  const known = new Set(related.map((one) => one.reference));
  return { id, reference: attempt.reference, intent, method, returnTo, status, outcome, purpose, createdAt, expires, userId, client, steps: inOrder(steps), events, related, sameBrowser: sameBrowser.filter((one) => !known.has(one.reference)), canResend };
}
