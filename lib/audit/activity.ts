import type { Db } from "../db/client.ts";
import type { AuditEventType } from "./record.ts";

/** What a person wants to know of what happened to their account; the rest of the audit is the operator's. */
export const activityTypes = [
  "user.created",
  "user.merged",
  "merge.undone",
  "account.linked",
  "account.unlinked",
  "account.consent_lost",
  "session.created",
  "session.revoked",
  "email.proved",
  "email.moved",
  "email.changed",
  "email.change_undone",
  "email.removed",
  "password.set",
  "password.changed",
  "password.removed",
  "passkey.added",
  "passkey.removed",
  "user.locked",
  "user.unlocked",
  "data.copy_requested",
  "data.copy_ready",
  "data.copy_fetched",
  "account.deletion_requested",
  "account.deletion_cancelled",
] as const satisfies readonly AuditEventType[];
export type ActivityType = (typeof activityTypes)[number];

export type Activity = { id: string; at: Date; type: ActivityType; details: Record<string, unknown> };
export type ActivityPage = { events: Activity[]; /** The last of this page, where there are more. */ next: string | null };

const perPage = 30;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * What happened to a user's account, the newest first, a page at a time.
 * @param before the id of the last event that was shown, as it came in the address; anything else begins anew
 */
export async function listActivity(db: Db, userId: string, before?: string): Promise<ActivityPage> {
  const subject = await db.auditSubject.findUnique({ where: { userId }, select: { subjectId: true } });
  if (!subject) return { events: [], next: null };
  const last = before !== undefined && uuid.test(before) ? await db.auditEvent.findFirst({ where: { id: before, subjectId: subject.subjectId }, select: { at: true, id: true } }) : null;
  const older = last ? { OR: [{ at: { lt: last.at } }, { at: last.at, id: { lt: last.id } }] } : {};
  const rows = await db.auditEvent.findMany({
    where: { subjectId: subject.subjectId, type: { in: [...activityTypes] }, ...older },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: perPage + 1,
    select: { id: true, at: true, type: true, details: true },
  });
  const events = rows.slice(0, perPage).map(({ id, at, type, details }) => ({ id, at, type: type as ActivityType, details: details as Record<string, unknown> }));
  return { events, next: rows.length > perPage ? (events.at(-1)?.id ?? null) : null };
}
