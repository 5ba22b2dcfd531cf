import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import { providerNames } from "../sessions/methods.ts";
import type { Database, Db, Tx } from "../db/client.ts";
import { type Due, removeDue } from "../db/due.ts";

/** All that a user can be told on the site: a code, and what its words name. */
const content = z.discriminatedUnion("code", [
  /** An address that they merely held is somebody's proved one now. */
  z.object({ code: z.literal("email_moved"), values: z.object({ email: z.string() }) }),
  /** Another account is part of theirs now. */
  z.object({ code: z.literal("accounts_merged"), values: z.object({ merge: z.uuid() }) }),
  /** A passkey was added to their account, and they have no proved address that a mail could go to. */
  z.object({ code: z.literal("passkey_added"), values: z.object({ passkey: z.uuid() }) }),
  /** They came back from a provider with another account than the linked one, proved who they are, and nothing was linked. */
  z.object({ code: z.literal("nothing_linked"), values: z.object({ provider: z.enum(providerNames) }) }),
]);
type Content = z.output<typeof content>;
export type UserNotice = Content & { id: string };

/** For how long a notice waits for its reader. */
export const noticeKeptSeconds = 365 * 86_400;
const most = 20;

/**
 * Tells users something on the site, in the transaction of what they are told of. For what no mail can tell: they have
 * no address that we may write to, or nothing was done. What was said before and not read yet is said once.
 */
export async function leaveNotice(tx: Tx, userIds: readonly string[], notice: Content): Promise<void> {
  await tx.userNotice.deleteMany({ where: { userId: { in: [...userIds] }, code: notice.code, values: { equals: notice.values } } });
  await tx.userNotice.createMany({ data: userIds.map((userId) => ({ userId, code: notice.code, values: notice.values })) });
}

/** What a user has not put away yet, newest first. What this version has no words for is left out. */
export async function userNotices(db: Db | Tx, userId: string): Promise<UserNotice[]> {
  const rows = await db.userNotice.findMany({ where: { userId }, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: most, select: { id: true, code: true, values: true } });
  return rows.flatMap((row) => {
    const { success, data } = content.safeParse(row);
    return success ? [{ ...data, id: row.id }] : [];
  });
}

/** Removes a notice that its user has read: what it names is nobody's business any more. Of another user's nothing is done. */
export async function dismissNotice({ transaction }: Pick<Database, "transaction">, userId: string, id: string): Promise<void> {
  await transaction(async (tx) => {
    const gone = await tx.$queryRaw<{ code: string }[]>`DELETE FROM "UserNotice" WHERE "id" = ${id}::uuid AND "userId" = ${userId}::uuid RETURNING "code"`;
    await recordAudit(tx, gone.map(({ code }) => ({ type: "notice.dismissed" as const, userId, details: { code } })));
  });
}

/** Notices that nobody has read. */
export const dueNotices: Due = { kind: "notices", table: "UserNotice", column: "createdAt", seconds: noticeKeptSeconds };

/** Removes what nobody has read for a year; in batches, so that no lock is long. */
export async function sweepNotices(db: Db, now: Date): Promise<number> {
  return await removeDue(db, dueNotices, now);
}
