import { type Db, plainly, type Tx } from "../db/client.ts";

const keepDays = 400;

const note = `
  INSERT INTO "KnownBrowser" ("userId", "browserHash", "createdAt", "lastUsedAt") VALUES ($1::uuid, $2, $3::timestamptz, $3::timestamptz)
  ON CONFLICT ("userId", "browserHash") DO UPDATE SET "lastUsedAt" = GREATEST("KnownBrowser"."lastUsedAt", EXCLUDED."lastUsedAt")
  RETURNING (xmax = 0) AS "isNew", EXISTS (SELECT 1 FROM "KnownBrowser" k WHERE k."userId" = $1::uuid AND k."browserHash" <> $2) AS "others"`;

/**
 * Remembers that a user signed in in a browser.
 * @param browserHash of the name that we gave the browser
 * @returns whether it is a new one for somebody who is known from others; a first one is nothing to tell of
 */
export async function noteBrowser(tx: Tx, { userId, browserHash, now }: { userId: string; browserHash: string; now: Date }): Promise<boolean> {
  const [row] = await plainly<{ isNew: boolean; others: boolean }>(tx, "browser-note", note, [userId, browserHash, now]);
  return row?.isNew === true && row.others;
}

/**
 * Forgets the browsers in which a user signed in first since a moment, so that the next sign-in there is told of. The
 * rows stay for their links, and so that no browser looks like the first one.
 */
export async function forgetNewBrowsers(tx: Tx, { userId, since }: { userId: string; since: Date }): Promise<void> {
  await tx.$executeRaw`UPDATE "KnownBrowser" SET "browserHash" = 'forgotten:' || gen_random_uuid() WHERE "userId" = ${userId}::uuid AND "createdAt" >= ${since} AND "browserHash" NOT LIKE 'forgotten:%'`;
}

/** Voids the links that say "it was not me" of sign-ins since a moment: they were mailed to an address that is not the user's. */
export async function voidNotMeLinks(tx: Tx, { userId, since }: { userId: string; since: Date }): Promise<void> {
  await tx.knownBrowser.updateMany({ where: { userId, createdAt: { gte: since } }, data: { notMeHash: null } });
}

/** Forgets browsers that nobody has signed in with for more than a year. */
export async function sweepKnownBrowsers(db: Db, now: Date): Promise<number> {
  const { count } = await db.knownBrowser.deleteMany({ where: { lastUsedAt: { lte: new Date(now.getTime() - keepDays * 86_400_000) } }, limit: 5_000 });
  return count;
}
