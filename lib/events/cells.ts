import { durationGrowth } from "./limits.ts";

/** Methods whose page is another site's. What happens there is a step of its own. */
export const awayMethods = ["amazon", "google", "apple", "facebook", "oidc"] as const;

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(", ");

/** Ends of an attempt by which nobody came back: the person signed out, or began too many others. */
const withoutReturn = quoted(["signed_out", "attempt_superseded"]);
/** Ends of an attempt of our own methods by which nobody was asked anything. */
const unasked = quoted(["rate_limited", "mail_unavailable", "password_busy", "database_unavailable", "unexpected"]);

/** The class of a duration. */
const durationClass = (milliseconds: string) => `(floor(ln(greatest(${milliseconds}, 1)) / ln(${durationGrowth})))::int::text`;
/** The class of the time between two moments; where they are out of order it is the shortest. */
const duration = (from: string, until: string) => durationClass(`extract(epoch FROM ${until} - ${from}) * 1000`);

/**
 * The steps of each attempt, as moments. Of a provider: it came back with a code, or with a refusal (which ends it at
 * once; one that never came back expires later than `expires`). Of ways of our own: somebody gave an answer that was
 * right, or one that ended it.
 */
const steps = `
  SELECT date_trunc('hour', "createdAt", 'UTC') AS "at", "method", "intent", COALESCE("device", 'other') AS "device", COALESCE("browser", 'other') AS "browser", COALESCE("region", '') AS "region",
    "status"::text AS "status", "outcome", "question", "createdAt" AS "left", "startMs", "lookedMs",
    CASE
      WHEN "method" IN (${quoted(awayMethods)}) THEN COALESCE("claimedAt", CASE WHEN ("status" IN ('failed', 'cancelled') AND "outcome" NOT IN (${withoutReturn})) OR ("status" = 'expired' AND "endedAt" < "expires") THEN "endedAt" END)
      ELSE COALESCE("askedAt", CASE WHEN "status" = 'succeeded' OR ("status" = 'failed' AND "outcome" NOT IN (${unasked})) THEN "endedAt" END)
    END AS "returned",
    "method" IN (${quoted(awayMethods)}) AS "away",
    COALESCE("askedAt", CASE WHEN "status" = 'succeeded' THEN "endedAt" END) AS "resolved",
    CASE WHEN "status" = 'succeeded' THEN "endedAt" END AS "session",
    "landedAt" AS "landed", "endedAt" AS "ended"
  FROM "Attempt"`;

/** What is counted of each attempt: a kind and its label, null where it does not apply. Kinds that begin with `ms_` are classes of durations. */
const counted = `
  ('left', ''),
  (CASE WHEN "returned" IS NOT NULL THEN 'returned' END, ''),
  (CASE WHEN "resolved" IS NOT NULL THEN 'resolved' END, ''),
  (CASE WHEN "session" IS NOT NULL THEN 'session' END, ''),
  (CASE WHEN "landed" IS NOT NULL THEN 'landed' END, ''),
  (CASE WHEN "ended" IS NOT NULL THEN 'ended' END, "outcome"),
  (CASE WHEN "question" IS NOT NULL THEN 'asked' END, "question"),
  (CASE WHEN "lookedMs" IS NOT NULL THEN 'ms_looked' END, ${durationClass('"lookedMs"')}),
  (CASE WHEN "startMs" IS NOT NULL THEN 'ms_clicked' END, ${durationClass('"startMs"')}),
  (CASE WHEN "returned" IS NOT NULL THEN 'ms_away' END, ${duration('"left"', '"returned"')}),
  (CASE WHEN "away" AND "returned" IS NOT NULL AND "resolved" IS NOT NULL THEN 'ms_decided' END, ${duration('"returned"', '"resolved"')}),
  (CASE WHEN "question" IS NOT NULL AND "session" IS NOT NULL THEN 'ms_asked' END, ${duration('"resolved"', '"session"')}),
  (CASE WHEN "landed" IS NOT NULL THEN 'ms_landed' END, ${duration('"session"', '"landed"')}),
  (CASE WHEN "session" IS NOT NULL THEN 'ms_whole' END, ${duration('"left"', '"session"')})`;

/**
 * The attempts of a time as rows of EventSum.
 * @param where a condition on rows of "Attempt", by their time of creation
 */
export function cellsOf(where: string): string {
  const bare = (column: string) => `CASE WHEN k."kind" LIKE 'ms\\_%' THEN '' ELSE a."${column}" END`;
  return `
  SELECT a."at", k."kind", a."method", a."intent", a."device", ${bare("browser")} AS "browser", ${bare("region")} AS "region", COALESCE(k."label", 'other') AS "label", count(*)::int AS "count"
  FROM (${steps} WHERE ${where}) a CROSS JOIN LATERAL (VALUES ${counted}) AS k("kind", "label")
  WHERE k."kind" IS NOT NULL
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`;
}
