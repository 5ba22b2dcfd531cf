import { type Db, plainly, type Tx } from "../db/client.ts";
import { type Due, removeDue } from "../db/due.ts";
import type { Statement } from "../db/together.ts";
import { currentLocale } from "../i18n/locale.ts";

/** For how long a browser is known after the last sign-in in it. */
export const knownBrowserSeconds = 400 * 86_400;

const note = `
  INSERT INTO "KnownBrowser" ("userId", "browserHash", "createdAt", "lastUsedAt", "language") VALUES ($1::uuid, $2, $3::timestamptz, $3::timestamptz, $4)
  ON CONFLICT ("userId", "browserHash") DO UPDATE SET "lastUsedAt" = GREATEST("KnownBrowser"."lastUsedAt", EXCLUDED."lastUsedAt"), "language" = EXCLUDED."language"
  RETURNING (xmax = 0) AS "isNew", EXISTS (SELECT 1 FROM "KnownBrowser" k WHERE k."userId" = $1::uuid AND k."browserHash" <> $2) AS "others"`;

/** The statement that remembers that a user signed in in a browser, named by the hash of the name that we gave it. */
export function browserStatement({ userId, browserHash, now }: { userId: string; browserHash: string; now: Date }): Statement {
  return { name: "browser-note", text: note, values: [userId, browserHash, now, currentLocale()] };
}

/** Whether what it returned says that the browser is a new one for somebody who is known from others; a first one is nothing to tell of. */
export function isNewBrowser([row]: readonly Record<string, unknown>[]): boolean {
  return row?.isNew === true && row.others === true;
}

/** Remembers that a user signed in in a browser. @returns as `isNewBrowser` */
export async function noteBrowser(tx: Tx, input: Parameters<typeof browserStatement>[0]): Promise<boolean> {
  const { name, text, values } = browserStatement(input);
  return isNewBrowser(await plainly(tx, name, text, [...values]));
}

/**
 * Forgets the browsers in which a user signed in first since a moment, so that the next sign-in there is told of. The
 * rows stay for their links, and so that no browser looks like the first one.
 */
export async function forgetNewBrowsers(tx: Tx, { userId, since }: { userId: string; since: Date }): Promise<void> {
  await tx.$executeRaw`UPDATE "KnownBrowser" SET "browserHash" = 'forgotten:' || gen_random_uuid() WHERE "userId" = ${userId}::uuid AND "createdAt" >= ${since} AND "browserHash" NOT LIKE 'forgotten:%'`;
}

/**
 * Voids the links that say "it was not me", where they would do harm.
 * @param input.since only of sign-ins since then: they were mailed to an address that is not the user's
 */
export async function voidNotMeLinks(tx: Tx, { userId, since }: { userId: string; since?: Date }): Promise<void> {
  await tx.knownBrowser.updateMany({ where: { userId, notMeHash: { not: null }, ...(since ? { createdAt: { gte: since } } : {}) }, data: { notMeHash: null } });
}

/** Browsers that nobody has signed in with for so long. */
export const dueKnownBrowsers: Due = { kind: "known_browsers", table: "KnownBrowser", column: "lastUsedAt", seconds: knownBrowserSeconds };

/** Forgets browsers that nobody has signed in with for more than a year. */
export async function sweepKnownBrowsers(db: Db, now: Date): Promise<number> {
  return await removeDue(db, dueKnownBrowsers, now);
}
