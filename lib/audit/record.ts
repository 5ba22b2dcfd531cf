import { timeOrderedId } from "../crypto/random.ts";
import { plainly, type Tx } from "../db/client.ts";
import type { Statement } from "../db/together.ts";

/** Past tense, dotted. One row per security-relevant change that committed. */
export type AuditEventType =
  | "user.created"
  | "user.merged"
  | "merge.undone"
  | "account.linked"
  | "account.refreshed"
  | "account.consent_lost"
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
  | "account.deletion_requested"
  | "account.deletion_cancelled"
  | "account.erased"
  | "notice.dismissed"
  | "merge.proved"
  | "guest.adopted"
  | "data.copy_requested"
  | "data.copy_ready"
  | "data.copy_fetched"
  | "ops.user_viewed"
  | "ops.sessions_ended"
  | "ops.user_closed"
  | "ops.user_opened"
  | "ops.notice_resent"
  | "ops.code_resent";

export type AuditInput = {
  type: AuditEventType;
  userId: string;
  attemptId?: string | undefined;
  /** Codes and ids only: never an address, a name or a secret. The reason of an operator's deed is the one text that somebody typed (lib/ops/reason.ts). */
  details?: Record<string, string | number | boolean>;
};

/** The statement that gives users a subject who have none: who makes a user sends it along. Two transactions at once agree on one. */
export function subjectStatement(userIds: readonly string[]): Statement {
  const text = `INSERT INTO "AuditSubject" ("subjectId", "userId") SELECT gen_random_uuid(), unnest($1::uuid[]) ON CONFLICT ("userId") DO NOTHING RETURNING "userId"`;
  return { name: "subject-insert", text, values: [[...userIds]] };
}

async function makeSubjects(tx: Tx, userIds: readonly string[]): Promise<void> {
  const { name, text, values } = subjectStatement(userIds);
  await plainly(tx, name, text, [...values]);
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

/** The statement that writes audit events. What it has written is to be looked at by `completeAudit`. */
export function auditStatement(events: readonly AuditInput[]): Statement {
  const at = new Date();
  const rows = events.map(({ type, userId, attemptId, details }) => ({ id: timeOrderedId(at.getTime()), at, type, userId, attemptId: attemptId ?? null, details: details ?? {} }));
  return { name: "audit-insert", text: insert, values: [JSON.stringify(rows)] };
}

/**
 * Writes the events after all where their statement found somebody who had no subject yet.
 * @param written what it returned
 */
export async function completeAudit(tx: Tx, events: readonly AuditInput[], written: readonly unknown[]): Promise<void> {
  if (written.length === events.length) return;
  await makeSubjects(tx, [...new Set(events.map(({ userId }) => userId))]);
  const { name, text, values } = auditStatement(events);
  if ((await plainly(tx, name, text, [...values])).length !== events.length) throw new Error("an audit event found no subject for its user");
}

/**
 * Writes audit events in the transaction of the deed, naming the person only by the random subject id. The map from
 * subject to user is a table of its own, which deletion empties. One statement, and two more for somebody's first event.
 * @throws whatever the database throws; the deed is then rolled back with its record
 */
export async function recordAudit(tx: Tx, events: readonly AuditInput[]): Promise<void> {
  if (events.length === 0) return;
  const { name, text, values } = auditStatement(events);
  await completeAudit(tx, events, await plainly(tx, name, text, [...values]));
}
