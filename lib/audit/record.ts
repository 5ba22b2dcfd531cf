import type { Tx } from "../db/client.ts";

/** Past tense, dotted. One row per security-relevant change that committed. */
export type AuditEventType =
  | "user.created"
  | "account.linked"
  | "account.refreshed"
  | "session.created"
  | "session.revoked"
  | "email.proved"
  | "email.moved"
  | "guest.adopted";

export type AuditInput = {
  type: AuditEventType;
  userId: string;
  attemptId?: string | undefined;
  /** Codes and ids only: never an address, a name or a secret. */
  details?: Record<string, string | number | boolean>;
};

/**
 * Writes audit events in the transaction of the deed, naming the person only by the random subject id. The map from
 * subject to user is a table of its own, which deletion empties.
 * @throws whatever the database throws; the deed is then rolled back with its record
 */
export async function recordAudit(tx: Tx, events: readonly AuditInput[]): Promise<void> {
  const userIds = [...new Set(events.map((event) => event.userId))];
  const subjects = new Map<string, string>();
  for (const userId of userIds) {
    const subject = await tx.auditSubject.upsert({ where: { userId }, create: { userId }, update: {}, select: { subjectId: true } });
    subjects.set(userId, subject.subjectId);
  }
  await tx.auditEvent.createMany({
    data: events.map(({ type, userId, attemptId, details }) => ({
      type,
      subjectId: subjects.get(userId) as string,
      attemptId: attemptId ?? null,
      details: details ?? {},
    })),
  });
}
