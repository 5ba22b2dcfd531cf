import { type Database, type Db, plainly } from "../db/client.ts";
import { tolerateOutage } from "../http/outage.ts";
import { within } from "../http/within.ts";

/** A notice that this installation has had, and since when. */
export type PrivacyVersion = { version: string; since: Date };

// One memory for all copies of this module: the notice's page asks the database for nothing.
const slot = Symbol.for("siwa.privacy-versions");
type Holder = { [slot]?: readonly PrivacyVersion[] };

// Two processes that begin together take the same position, and one of them notes nothing.
const note = `
  WITH "newest" AS (SELECT "position", "version" FROM "PrivacyVersion" ORDER BY "position" DESC LIMIT 1),
  "noted" AS (
    INSERT INTO "PrivacyVersion" ("position", "version")
    SELECT COALESCE((SELECT "position" FROM "newest"), 0) + 1, $1
    WHERE CASE WHEN $2::boolean THEN $1 IS DISTINCT FROM (SELECT "version" FROM "newest") ELSE NOT EXISTS (SELECT 1 FROM "PrivacyVersion" WHERE "version" = $1) END
    ON CONFLICT ("position") DO NOTHING
    RETURNING "position", "version", "since"
  )
  SELECT "version", "since" FROM (SELECT "position", "version", "since" FROM "PrivacyVersion" UNION ALL SELECT "position", "version", "since" FROM "noted") AS "all" ORDER BY "position" DESC`;

/**
 * Notes that this notice is shown, from now on if it is another than the one before, and remembers which there were. One
 * that comes back is noted anew, with a new day: it is a change, too. Only the start of a process does that, since two
 * processes of an update that is under way would else take turns; the look once a minute notes only what was never there.
 * @param atStart whether this process has not noted its notice yet
 */
export async function noteVersion(db: Db, version: string, atStart: boolean = (globalThis as Holder)[slot] === undefined): Promise<readonly PrivacyVersion[]> {
  const versions = await plainly<PrivacyVersion>(db, "privacy-version-note", note, [version, atStart]);
  (globalThis as Holder)[slot] = versions;
  return versions;
}

/** A page waits no longer than this to say since when its notice stands. */
const mostMilliseconds = 500;

/** The notices that there were, the newest first: from memory, or once from the database; none in an outage. */
export async function knownVersions(db: Db, version: string): Promise<readonly PrivacyVersion[]> {
  return (globalThis as Holder)[slot] ?? (await within(mostMilliseconds, tolerateOutage(async () => await noteVersion(db, version), []), []));
}

const see = `UPDATE "User" SET "noticeSeenAt" = clock_timestamp() WHERE "id" = $1::uuid`;

/** Notes that a user has put away that the notice changed. Their sessions hear of it (a trigger). */
export async function noteSeen({ db }: Pick<Database, "db">, userId: string): Promise<void> {
  await plainly(db, "privacy-notice-seen", see, [userId]);
}
