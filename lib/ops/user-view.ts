import type { UserStatus } from "../accounts/decide-link.ts";
import { findUser } from "../accounts/operator-lock.ts";
import { type SignInMethods, signInMethodsOf } from "../accounts/sign-in-methods.ts";
import { isOperatorAddress } from "../auth/operator.ts";
import type { Db } from "../db/client.ts";
import { type ListedSession, listSessions } from "../sessions/list.ts";
import { type ListedAttempt, listedAttempt, readReference } from "./attempt-search.ts";
import { type TrailPage, trailOf } from "./trail.ts";

/** A merge that a user was part of. */
export type UserMerge = { id: string; at: Date; undoneAt: Date | null; /** The other one. */ userId: string; /** Whether this user is the one who stayed. */ stayed: boolean };

/** A user as an operator sees them: what helps to answer a mail, and no more. */
export type OpsUser = {
  id: string;
  status: UserStatus;
  name: string | null;
  createdAt: Date;
  mergedIntoId: string | null;
  /** When everything of them goes, if they asked for it; `begun` once that cannot be called off. */
  deletion: { dueAt: Date; requestedAt: Date; begun: boolean } | null;
  operator: boolean;
  methods: SignInMethods;
  /** Providers that give no tokens any more, each with why and since when. */
  lost: { provider: string; since: Date; reason: string | null }[];
  sessions: ListedSession[];
  /** How many more there are than these. */
  moreSessions: number;
  attempts: ListedAttempt[];
  merges: UserMerge[];
  trail: TrailPage;
};

/** Whom a search means. */
export type UserSearch =
  | { kind: "found"; userId: string }
  | { kind: "nobody" }
  /** Several users hold the address, and none has proved it. */
  | { kind: "several"; userIds: string[] }
  /** The attempt of that number belongs to nobody. */
  | { kind: "no_user"; reference: string };

/** Whom an operator means by an address, the id of a user, or the reference of an attempt of theirs. @throws DatabaseUnavailableError */
export async function searchUser(db: Db, text: string): Promise<UserSearch> {
  const reference = readReference(text);
  const attempt = reference === undefined ? null : await db.attempt.findUnique({ where: { reference }, select: { userId: true } });
  if (reference !== undefined && attempt) return attempt.userId === null ? { kind: "no_user", reference } : { kind: "found", userId: attempt.userId };
  const found = await findUser(db, text);
  if (found.kind === "ambiguous") return { kind: "several", userIds: found.userIds };
  if (found.kind === "found") return { kind: "found", userId: found.user.userId };
  // A merged one has no address any more, so it was the id that was typed.
  return found.kind === "merged" ? { kind: "found", userId: text.trim().toLowerCase() } : { kind: "nobody" };
}

async function mergesOf(db: Db, userId: string): Promise<UserMerge[]> {
  const rows = await db.mergeJournal.findMany({
    where: { OR: [{ keptUserId: userId }, { mergedUserId: userId }] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 20,
    select: { id: true, createdAt: true, undoneAt: true, keptUserId: true, mergedUserId: true },
  });
  return rows.map(({ id, createdAt, undoneAt, keptUserId, mergedUserId }) => ({ id, at: createdAt, undoneAt, userId: keptUserId === userId ? mergedUserId : keptUserId, stayed: keptUserId === userId }));
}

async function lostConsent(db: Db, userId: string): Promise<OpsUser["lost"]> {
  const rows = await db.account.findMany({ where: { userId, consentLostAt: { not: null } }, select: { provider: true, consentLostAt: true, consentLostReason: true } });
  return rows.flatMap(({ provider, consentLostAt, consentLostReason }) => (consentLostAt ? [{ provider, since: consentLostAt, reason: consentLostReason }] : []));
}

const mostAttempts = 10;
/** No session of the user is the one that asks. */
const nobodys = "00000000-0000-4000-8000-000000000000";

/**
 * A user by their id; null when there is none (any more).
 * @param before the last event of the audit that was shown
 */
export async function userView(db: Db, userId: string, now: Date, before?: string): Promise<OpsUser | null> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { id: true, status: true, name: true, createdAt: true, mergedIntoId: true, provedEmail: true, deletion: { select: { dueAt: true, requestedAt: true, erasingSince: true } } } });
  const methods = user && (await signInMethodsOf(db, userId));
  if (!user || !methods) return null;
  const [lost, { sessions, more: moreSessions }, attempts, merges, trail] = await Promise.all([
    lostConsent(db, userId),
    listSessions(db, { userId, id: nobodys }, now),
    db.attempt.findMany({ where: { userId }, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: mostAttempts, select: listedAttempt }),
    mergesOf(db, userId),
    trailOf(db, userId, before),
  ]);
  const { provedEmail, deletion: wish, ...rest } = user;
  const deletion = wish && { dueAt: wish.dueAt, requestedAt: wish.requestedAt, begun: wish.erasingSince !== null };
  return { ...rest, deletion, operator: isOperatorAddress(provedEmail), methods, lost, sessions, moreSessions, attempts, merges, trail };
}
