import { randomToken, sha256, timeOrderedId } from "../crypto/random.ts";
import { afterCommit, plainly, type Tx } from "../db/client.ts";
import { OvertakenError } from "../db/retry.ts";
import { type Statement, together } from "../db/together.ts";
import { AuthError } from "../errors.ts";
import { type AuditInput, auditStatement, completeAudit } from "../audit/record.ts";
import { sessionCache } from "./cache.ts";
import type { SessionToken } from "./cookie.ts";
import type { SessionOrigin } from "./device.ts";
import { sessionLimits } from "./limits.ts";
import type { SignInMethodName } from "./methods.ts";

export type IssuedSession = SessionToken & { id: string; userId: string; method: SignInMethodName; expires: Date };

const mergedMeanwhile = () => new AuthError("user_merged", "the user was merged into another before the proof of them could be used");

/**
 * Whoever became a part of another user while they signed in, or were proved, gets nothing by it. Waits for a merge that
 * is under way, as the row of the session would.
 * @throws AuthError `user_merged`
 */
export async function refuseTombstone(tx: Tx, userId: string): Promise<void> {
  const [user] = await tx.$queryRaw<{ status: string }[]>`SELECT "status"::text AS "status" FROM "User" WHERE "id" = ${userId}::uuid FOR KEY SHARE`;
  if (user?.status === "merged") throw mergedMeanwhile();
}

// The row of the user is held, so that a merge or a lock under way is waited for and seen. Whoever was read as active, and
// is not any more, gets no session: it would come alive when the user does.
const insert = `
  INSERT INTO "Session" ("id", "tokenHash", "userId", "method", "authenticatedAt", "createdAt", "lastSeenAt", "expires", "browser", "system", "shared")
  SELECT $1::uuid, $2, "id", $4, $5::timestamptz, $6::timestamptz, $6::timestamptz, $7::timestamptz, $8::text, $9::text, $10::boolean
  FROM "User" WHERE "id" = $3::uuid AND "status" = 'active' FOR KEY SHARE
  RETURNING "id"`;

/** Why there is no session; the transaction is to be rolled back. */
async function refusedMeanwhile(tx: Tx, userId: string): Promise<Error> {
  const user = await tx.user.findUnique({ where: { id: userId }, select: { status: true } });
  return user && user.status !== "merged" ? new OvertakenError("the user was put on hold meanwhile") : mergedMeanwhile();
}

/** What is known of a device, for the audit. */
function named(origin: SessionOrigin | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries({ browser: origin?.browser, system: origin?.system }).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
}

type SessionInput = { userId: string; method: SignInMethodName; attemptId: string; now: Date; provedAt?: Date; replaces?: { id: string; userId: string } | null; origin?: SessionOrigin | undefined; deeds?: readonly AuditInput[] };

/** What goes to the audit with a session. */
function eventsOf({ userId, method, attemptId, replaces, origin, deeds }: SessionInput, ended: number): AuditInput[] {
  return [
    ...(deeds ?? []),
    { type: "session.created", userId, attemptId, details: { method, replaced: ended > 0, ...named(origin) } },
    ...(replaces && ended > 0 && replaces.userId !== userId ? [{ type: "session.revoked" as const, userId: replaces.userId, attemptId, details: { scope: "replaced", count: ended } }] : []),
  ];
}

/** As `issueSession`, with statements beside it that need nothing of the session. @returns the rows of each, too */
export async function issueSessionBeside(tx: Tx, input: SessionInput, beside: readonly Statement[]): Promise<{ session: IssuedSession; rows: Record<string, unknown>[][] }> {
  const { userId, method, now, replaces, origin } = input;
  const [id, token, expires] = [timeOrderedId(now.getTime()), randomToken(), new Date(now.getTime() + sessionLimits.absoluteSeconds * 1_000)];
  const shared = origin?.shared ?? false;
  const values = [id, sha256(token), userId, method, input.provedAt ?? now, now, expires, origin?.browser ?? null, origin?.system ?? null, shared];
  const first = { name: "session-insert", text: insert, values };
  const made = replaces ? await plainly(tx, first.name, insert, values) : undefined;
  if (made?.length === 0) throw await refusedMeanwhile(tx, userId);
  const ended = replaces ? (await tx.session.deleteMany({ where: { id: replaces.id, userId: replaces.userId } })).count : 0;
  const events = eventsOf(input, ended);
  const [madeNow = [], written = [], ...rows] = made ? [made, ...(await together(tx, [auditStatement(events), ...beside]))] : await together(tx, [first, auditStatement(events), ...beside]);
  if (madeNow.length === 0) throw await refusedMeanwhile(tx, userId);
  await completeAudit(tx, events, written);
  // A guest's things may have come along: the first page after it counts them, whenever this process hears of it.
  afterCommit(tx, () => sessionCache().changed(userId));
  return { session: { id, token, shared, userId, method, expires }, rows };
}

/**
 * The one door through which every session is made: a new 256-bit token (only its hash is stored), never the token a
 * browser brought, and the session that it replaces ends in the same transaction.
 * @throws AuthError `user_merged` for a tombstone; run the whole sign-in again then, for its way in is another user's now.
 * OvertakenError for a user who was locked, or put on hold, since they were read: the next run refuses them
 * @param provedAt when the person proved who they are, where that was before now: a session is never younger than its proof
 * @param origin from where; what is not known of it is left out
 * @param deeds what was done on the way to it, recorded before it
 * @param replaces the session this browser had, if any; when it was another user's, its end is in that user's trail
 */
export async function issueSession(tx: Tx, input: SessionInput): Promise<IssuedSession> {
  return (await issueSessionBeside(tx, input, [])).session;
}
