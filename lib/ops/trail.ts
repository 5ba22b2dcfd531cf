import { type AuditEventType, recordAudit, subjectsOf } from "../audit/record.ts";
import type { Database, Db } from "../db/client.ts";

/** One event of the audit as an operator sees it. */
export type TrailEvent = { id: string; at: Date; type: AuditEventType; details: Record<string, unknown>; /** Of the attempt that it belongs to, while that is kept. */ reference: string | null };
export type TrailPage = { events: TrailEvent[]; /** The last of this page, where there are more. */ next: string | null };

const perPage = 30;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

type EventRow = { id: string; at: Date; type: string; attemptId: string | null; details: unknown };
const select = { id: true, at: true, type: true, attemptId: true, details: true } as const;

async function withReferences(db: Db, rows: readonly EventRow[]): Promise<TrailEvent[]> {
  const ids = [...new Set(rows.flatMap(({ attemptId }) => attemptId ?? []))];
  const attempts = ids.length === 0 ? [] : await db.attempt.findMany({ where: { id: { in: ids } }, select: { id: true, reference: true } });
  const references = new Map(attempts.map(({ id, reference }) => [id, reference]));
  return rows.map(({ id, at, type, attemptId, details }) => ({ id, at, type: type as AuditEventType, details: details as Record<string, unknown>, reference: (attemptId === null ? undefined : references.get(attemptId)) ?? null }));
}

/**
 * Everything that the audit says of a user, the newest first, a page at a time.
 * @param before the id of the last event that was shown, as it came in the address; anything else begins anew
 */
export async function trailOf(db: Db, userId: string, before?: string): Promise<TrailPage> {
  const subject = await db.auditSubject.findUnique({ where: { userId }, select: { subjectId: true } });
  if (!subject) return { events: [], next: null };
  const where = { subjectId: subject.subjectId };
  const last = before !== undefined && uuid.test(before) ? await db.auditEvent.findFirst({ where: { id: before, ...where }, select: { at: true, id: true } }) : null;
  const older = last ? { OR: [{ at: { lt: last.at } }, { at: last.at, id: { lt: last.id } }] } : {};
  const rows = await db.auditEvent.findMany({ where: { ...where, ...older }, orderBy: [{ at: "desc" }, { id: "desc" }], take: perPage + 1, select });
  const page = rows.slice(0, perPage);
  return { events: await withReferences(db, page), next: rows.length > perPage ? (page.at(-1)?.id ?? null) : null };
}

const mostOfAttempt = 100;

/** What an attempt left in the audit, in the order in which it happened. */
export async function trailOfAttempt(db: Db, attemptId: string): Promise<TrailEvent[]> {
  const rows = await db.auditEvent.findMany({ where: { attemptId }, orderBy: [{ at: "asc" }, { id: "asc" }], take: mostOfAttempt, select });
  return await withReferences(db, rows);
}

/** For how long a look at a user is one and the same look. */
const lookSeconds = 10 * 60;

/**
 * Notes in the audit of a user that an operator looked at them; once for whoever goes to and fro.
 * @throws DatabaseUnavailableError; then nothing may be shown
 */
export async function noteViewed(database: Pick<Database, "transaction">, { operatorId, userId, now }: { operatorId: string; userId: string; now: Date }): Promise<void> {
  if (operatorId === userId) return;
  await database.transaction(async (tx) => {
    const subjects = await subjectsOf(tx, [operatorId, userId]);
    const [operator = "", subjectId = ""] = [subjects.get(operatorId), subjects.get(userId)];
    const since = new Date(now.getTime() - lookSeconds * 1_000);
    const noted = await tx.auditEvent.count({ where: { subjectId, type: "ops.user_viewed", at: { gt: since }, details: { path: ["operator"], equals: operator } } });
    if (noted === 0) await recordAudit(tx, [{ type: "ops.user_viewed", userId, details: { operator } }]);
  });
}
