import { recordAudit } from "../../audit/record.ts";
import { type Db, plainly, type Tx } from "../../db/client.ts";
import { inLocale, isLocale, defaultLocale } from "../../i18n/locale.ts";
import { queueDeletionMail } from "../../mail/deletion-mail.ts";
import type { PersonalDataEntry } from "../../personal-data/entry.ts";
import { eraseRows } from "../../personal-data/erase-rows.ts";
import type { HeldData } from "../../personal-data/held.ts";
import { eraseAll } from "../../personal-data/operations.ts";
import { logEvent } from "../../telemetry/log.ts";
import type { VaultKey } from "../../crypto/vault-keys.ts";
import { deletionTimes } from "./times.ts";

/** Everything that is held about a person, and how the shop forgets its part. */
export type Erasing = { entries: readonly PersonalDataEntry[]; held: readonly HeldData[]; keys?: readonly VaultKey[]; /** Full steps for one user in one run. */ mostSteps?: number };

/** What goes in the last transaction, with the user: the record of the wish, and the map to the subject of the audit. */
const lastOfAll = ["User", "Deletion", "AuditSubject"] as const;
/** Users of one run, and full steps for one of them: what is left is done a minute later. */
const mostUsers = 20;
const usualSteps = 200;

// Who answers "keep my account" holds the row, or waits for this: one of the two wins. From here on there is no way back.
const claim = `
  UPDATE "Deletion" SET "erasingSince" = COALESCE("erasingSince", $1::timestamptz), "heldUntil" = $2::timestamptz
  WHERE "id" = (
    SELECT d."id" FROM "Deletion" d JOIN "User" u ON u."id" = d."userId"
    WHERE d."dueAt" <= $1::timestamptz AND u."status" = 'deletion_pending' AND (d."heldUntil" IS NULL OR d."heldUntil" <= $1::timestamptz) AND NOT d."userId" = ANY($3::uuid[])
    ORDER BY d."dueAt", d."id" LIMIT 1 FOR UPDATE OF d, u SKIP LOCKED)
  RETURNING "userId"`;

/** Takes the wish that is overdue for longest and that no other process has in hand. @param unfinished who was too much for this run @returns whose it is */
async function takeNext(db: Db, now: Date, unfinished: readonly string[]): Promise<string | undefined> {
  const [taken] = await plainly<{ userId: string }>(db, "deletion-claim", claim, [now, new Date(now.getTime() + deletionTimes.holdSeconds * 1_000), unfinished]);
  return taken?.userId;
}

/** A user with everybody who was merged into them, the user last: what a merge left over goes, too. */
async function withTombstones(db: Db | Tx, userId: string): Promise<string[]> {
  const text = `
    WITH RECURSIVE gone AS (
      SELECT "id", 0 AS "depth" FROM "User" WHERE "id" = $1::uuid
      UNION ALL SELECT u."id", gone."depth" + 1 FROM "User" u JOIN gone ON u."mergedIntoId" = gone."id"
    ) SELECT "id" FROM gone ORDER BY "depth" DESC`;
  return (await plainly<{ id: string }>(db, "deletion-users", text, [userId])).map(({ id }) => id);
}

/** The last mail; it says no name, and stays in the queue when the address is nowhere else any more. */
async function sayGoodbye(tx: Tx, to: string, language: string, now: Date, keys?: readonly VaultKey[]): Promise<void> {
  await inLocale(isLocale(language) ? language : defaultLocale, async () => {
    await queueDeletionMail(tx, to, { kind: "erased" }, { now, keys });
  });
}

/** Erases what is large, in transactions of their own. @returns whether nothing is left but what came in meanwhile */
async function eraseLarge(db: Db, userIds: readonly string[], { held, mostSteps = usualSteps }: Erasing): Promise<boolean> {
  for (const userId of userIds) if (!(await eraseRows(db, held, userId, { except: lastOfAll, mostSteps }))) return false;
  return true;
}

/** What came in since the rows went, and the user: all in one transaction, with its record and the mail. */
async function eraseUser(tx: Tx, userId: string, now: Date, { entries, held, keys }: Erasing): Promise<boolean> {
  await tx.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${userId}::uuid FOR UPDATE`;
  const user = await tx.user.findUnique({ where: { id: userId, status: "deletion_pending" }, select: { provedEmail: true, deletion: { select: { language: true, erasingSince: true } } } });
  if (!user?.deletion?.erasingSince) return false;
  const userIds = await withTombstones(tx, userId);
  for (const id of userIds) {
    if (!(await eraseRows(tx, held, id, { except: lastOfAll, mostSteps: 1 }))) throw new Error("more came in than a transaction takes: the next run goes on");
    await eraseAll(tx, entries, id);
  }
  await recordAudit(tx, [{ type: "account.erased", userId }]);
  if (user.provedEmail !== null) await sayGoodbye(tx, user.provedEmail, user.deletion.language, now, keys);
  for (const id of userIds) await tx.user.deleteMany({ where: { id } });
  return true;
}

/**
 * Carries out the deletions whose cooling-off is over: in small steps what is large, and then the user with all that is
 * left. May be stopped anywhere: whoever comes next, in whatever process, goes on. One that fails holds up none of the
 * others, and is tried again.
 * @returns how many users are gone
 * @throws what the first of these failed with, once the others are done
 */
export async function sweepDeletions(db: Db, now: Date, erasing: Erasing): Promise<number> {
  let count = 0;
  const [failures, unfinished]: [unknown[], string[]] = [[], []];
  for (let users = 0; users < mostUsers; users += 1) {
    const userId = await takeNext(db, now, unfinished);
    if (userId === undefined) break;
    try {
      if (await eraseLarge(db, await withTombstones(db, userId), erasing)) count += (await db.$transaction((tx) => eraseUser(tx, userId, now, erasing))) ? 1 : 0;
      else {
        unfinished.push(userId);
        await release(db, userId);
      }
    } catch (error) {
      failures.push(error);
    }
  }
  if (count > 0) logEvent("deletions.done", { count });
  if (failures.length > 0) throw failures[0];
  return count;
}

/** Lets the next run go on at once with what was too much for this one. */
async function release(db: Db, userId: string): Promise<void> {
  await db.deletion.updateMany({ where: { userId }, data: { heldUntil: null } });
}
