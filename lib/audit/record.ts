import type { Tx } from "../db/client.ts";

/** Past tense, dotted. One row per security-relevant change that committed. */
export type AuditEventType =
  | "user.created"
  | "user.merged"
  | "merge.undone"
  | "account.linked"
  | "account.refreshed"
  | "session.created"
  | "session.revoked"
  | "session.renewed"
  | "email.proved"
  | "email.moved"
  | "email.changed"
  | "email.change_undone"
  | "email.removed"
  | "password.set"
  | "password.changed"
  | "password.removed"
  | "passkey.added"
  | "passkey.removed"
  | "account.unlinked"
  | "step_up.granted"
  | "user.locked"
  | "user.unlocked"
  | "notice.dismissed"
  | "merge.proved"
  | "guest.adopted";

export type AuditInput = {
  type: AuditEventType;
  userId: string;
  attemptId?: string | undefined;
  /** Codes and ids only: never an address, a name or a secret. */
  details?: Record<string, string | number | boolean>;
};

/** The subjects of users, made now where there is none. Two transactions at once agree on one (the ORM's upsert would fail). */
export async function subjectsOf(tx: Tx, userIds: readonly string[]): Promise<Map<string, string>> {
  const find = async () => await tx.auditSubject.findMany({ where: { userId: { in: [...userIds] } }, select: { userId: true, subjectId: true } });
  let found = await find();
  if (found.length < userIds.length) {
    await tx.auditSubject.createMany({ data: userIds.map((userId) => ({ userId })), skipDuplicates: true });
    found = await find();
  }
  return new Map(found.map(({ userId, subjectId }) => [userId, subjectId]));
}

/**
 * Writes audit events in the transaction of the deed, naming the person only by the random subject id. The map from
 * subject to user is a table of its own, which deletion empties.
 * @throws whatever the database throws; the deed is then rolled back with its record
 */
export async function recordAudit(tx: Tx, events: readonly AuditInput[]): Promise<void> {
  if (events.length === 0) return;
  const subjects = await subjectsOf(tx, [...new Set(events.map((event) => event.userId))]);
  await tx.auditEvent.createMany({
    data: events.map(({ type, userId, attemptId, details }) => ({
      type,
      subjectId: subjects.get(userId) as string,
      attemptId: attemptId ?? null,
      details: details ?? {},
    })),
  });
}
