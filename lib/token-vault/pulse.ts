import { type Db, plainly } from "../db/client.ts";
import { logEvent } from "../telemetry/log.ts";
import { getOrRefresh } from "./get-or-refresh.ts";
import type { TokenUse } from "./token-use.ts";

/** How much of all links is looked at, and how often. */
export const pulseNumbers = {
  /** Amazon tells nobody that a shop was removed. 200 calls a day are nothing to Amazon, and go round 6,000 quiet links in a month; the rest is noticed when it is used. */
  linksPerDay: 200,
  /** Whoever signs in comes back with new tokens: only a link that was quiet for so long can be lost unnoticed. */
  quietDays: 30,
  /** A link that could not be looked at comes back the next day, behind nobody: one that never can takes one place a day. */
  againAfterDays: 1,
  /** Where Amazon does not answer, or not us, the places of so long are given up. The next one asks whether it is over. */
  restSeconds: 60 * 60,
  /** Places are kept until nobody can ask for them any more. */
  keepPlacesDays: 2,
} as const;

const dayMilliseconds = 86_400_000;
/** One link every so often, so that the calls of a day are spread over it. */
const placeMilliseconds = dayMilliseconds / pulseNumbers.linksPerDay;
const before = (now: Date, days: number) => new Date(now.getTime() - days * dayMilliseconds);

const takePlace = `INSERT INTO "PulsePlace" ("at") VALUES ($1::timestamptz) ON CONFLICT DO NOTHING RETURNING "at"`;

// Whose record is on hold, or a part of another, is left alone; so is an account that somebody else has hold of.
const claim = `
  UPDATE "Account" SET "pulseAfter" = $3::timestamptz WHERE "id" = (
    SELECT a."id" FROM "Account" a JOIN "User" u ON u."id" = a."userId"
    WHERE a."provider" = 'amazon' AND a."refresh_token" IS NOT NULL AND a."consentLostAt" IS NULL AND a."tokensAt" <= $2::timestamptz
      AND (a."pulseAfter" IS NULL OR a."pulseAfter" <= $1::timestamptz) AND u."status" = 'active'
    ORDER BY a."tokensAt" LIMIT 1 FOR UPDATE OF a SKIP LOCKED)
  RETURNING "id"`;

const giveUpPlaces = `INSERT INTO "PulsePlace" ("at") SELECT $1::timestamptz + n * make_interval(secs => $2::float8) FROM generate_series(1, $3::int) n ON CONFLICT DO NOTHING RETURNING "at"`;

/**
 * Refreshes the link that was quiet for longest, if this place of the day is still free: that is how a removal at Amazon
 * is noticed of somebody who does not come by. What a refusal means, and whom it marks, is the vault's to decide.
 * @param refresh asks Amazon for new tokens, whatever the old ones are
 * @returns how it went; null where there was no place, or nobody to look at
 */
export async function pulse(db: Db, now: Date, refresh: (accountId: string) => Promise<TokenUse> = (id) => getOrRefresh(id, { force: true })): Promise<TokenUse["kind"] | null> {
  const place = new Date(Math.floor(now.getTime() / placeMilliseconds) * placeMilliseconds);
  if ((await plainly(db, "pulse-place", takePlace, [place])).length === 0) return null;
  await db.pulsePlace.deleteMany({ where: { at: { lte: before(now, pulseNumbers.keepPlacesDays) } } });
  const again = new Date(now.getTime() + pulseNumbers.againAfterDays * dayMilliseconds);
  const [account] = await plainly<{ id: string }>(db, "pulse-claim", claim, [now, before(now, pulseNumbers.quietDays), again]);
  if (!account) return null;
  const { kind } = await refresh(account.id);
  logEvent("pulse.looked", { outcome: kind });
  if (kind === "unavailable" || kind === "misconfigured") await rest(db, place);
  return kind;
}

/** Gives the next places up: one call an hour is enough to see whether an outage is over. */
async function rest(db: Db, place: Date): Promise<void> {
  const seconds = placeMilliseconds / 1_000;
  await plainly(db, "pulse-rest", giveUpPlaces, [place, seconds, Math.floor(pulseNumbers.restSeconds / seconds)]);
}
