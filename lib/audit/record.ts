import { timeOrderedId } from "../crypto/random.ts";
import { plainly, type Tx } from "../db/client.ts";

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

/** Gives users a subject who have none. Two transactions at once agree on one (the ORM's upsert would fail). */
async function makeSubjects(tx: Tx, userIds: readonly string[]): Promise<void> {
  await tx.auditSubject.createMany({ data: userIds.map((userId) => ({ userId })), skipDuplicates: true });
}

/** The subjects of users, made now where there is none. */
export async function subjectsOf(tx: Tx, userIds: readonly string[]): Promise<Map<string, string>> {
  const find = async () => await tx.auditSubject.findMany({ where: { userId: { in: [...userIds] } }, select: { userId: true, subjectId: true } });
  let found = await find();
  if (found.length < userIds.length) {
    await makeSubjects(tx, userIds);
    found = await find();
  }
  return new Map(found.map(({ userId, subjectId }) => [userId, subjectId]));
}

// All of them or, where somebody has no subject yet, none.
const insert = `
  WITH events AS MATERIALIZED (
    SELECT e.*, s."subjectId"
    FROM jsonb_to_recordset($1::jsonb) AS e("id" uuid, "at" timestamptz, "type" text, "userId" uuid, "attemptId" uuid, "details" jsonb)
    LEFT JOIN "AuditSubject" s ON s."userId" = e."userId"
  )
  INSERT INTO "AuditEvent" ("id", "at", "type", "subjectId", "attemptId", "details")
  SELECT "id", "at", "type", "subjectId", "attemptId", "details" FROM events
  WHERE NOT EXISTS (SELECT 1 FROM events WHERE "subjectId" IS NULL)
  RETURNING "id"`;

/**
 * Writes audit events in the transaction of the deed, naming the person only by the random subject id. The map from
 * subject to user is a table of its own, which deletion empties. One statement, and two more for somebody's first event.
 * @throws whatever the database throws; the deed is then rolled back with its record
 */
export async function recordAudit(tx: Tx, events: readonly AuditInput[]): Promise<void> {
  if (events.length === 0) return;
  const at = new Date();
  const rows = JSON.stringify(events.map(({ type, userId, attemptId, details }) => ({ id: timeOrderedId(at.getTime()), at, type, userId, attemptId: attemptId ?? null, details: details ?? {} })));
  const write = async () => (await plainly(tx, "audit-insert", insert, [rows])).length === events.length;
  if (await write()) return;
  await makeSubjects(tx, [...new Set(events.map(({ userId }) => userId))]);
  if (!(await write())) throw new Error("an audit event found no subject for its user");
}
