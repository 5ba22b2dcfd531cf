import { plainly, type Db, type Tx } from "../db/client.ts";
import { defaultLocale, isLocale, type Locale } from "../i18n/locale.ts";

/**
 * The language that a user reads: that of the browser by which they have been known for longest, as it was at their last
 * sign-in there. A stranger's browser, which is newer, does not choose it. English where nothing is known.
 */
export async function languageOf(db: Db | Tx, userId: string): Promise<Locale> {
  const text = `SELECT "language" FROM "KnownBrowser" WHERE "userId" = $1::uuid AND "language" IS NOT NULL ORDER BY "createdAt" LIMIT 1`;
  const [row] = await plainly<{ language: string }>(db, "user-language", text, [userId]);
  return isLocale(row?.language) ? row.language : defaultLocale;
}
