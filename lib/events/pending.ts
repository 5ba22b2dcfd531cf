import { type Database, database } from "../db/client.ts";
import { eventLimits } from "./limits.ts";

/** Something that no row of an attempt says. Every word comes from lib/telemetry/label-sets.ts. */
export type EventCount = { kind: "shown" | "start_refused" | "refused" | "refresh" | "form_fault"; method?: string; device?: string; browser?: string; region?: string; label?: string };
type Landing = { userId: string; authenticatedAt: Date; at: Date };
type Pending = { counts: Map<string, number>; landings: Map<string, Landing>; landed: Set<string>; timer: NodeJS.Timeout | undefined };

// Next bundles a module more than once and the listener loads it natively: what waits lives on globalThis.
const slot = Symbol.for("siwa.events");
type Holder = { [slot]?: Pending };

function pending(): Pending {
  const holder = globalThis as Holder;
  holder[slot] ??= { counts: new Map(), landings: new Map(), landed: new Set(), timer: undefined };
  return holder[slot];
}

/** Writes what waits within seconds, away from every request. */
function flushSoon(state: Pending): void {
  state.timer ??= setTimeout(() => void flushEvents().catch(() => undefined), eventLimits.flushMilliseconds).unref();
}

function add(state: Pending, key: string, by: number): void {
  const before = state.counts.get(key);
  if (before === undefined && state.counts.size >= eventLimits.mostPending) return;
  state.counts.set(key, (before ?? 0) + by);
}

/** Counts something by the minute. Costs no statement; a process that is killed loses the last seconds. */
export function noteEvent({ kind, method = "", device = "", browser = "", region = "", label = "" }: EventCount, now: Date = new Date()): void {
  const state = pending();
  const minute = Math.floor(now.getTime() / 60_000) * 60_000;
  add(state, JSON.stringify([minute, kind, method, device, browser, region, label]), 1);
  flushSoon(state);
}

/**
 * Notes that a page was shown to a session soon after it was made: the first one is where its sign-in landed. Call it for
 * every page; costs no statement.
 */
export function noteLanding(session: { id: string; userId: string; authenticatedAt: Date }, now: Date = new Date()): void {
  const state = pending();
  if (now.getTime() - session.authenticatedAt.getTime() > eventLimits.landingSeconds * 1_000 || state.landed.has(session.id)) return;
  if (state.landed.size >= eventLimits.mostLandings) state.landed.clear();
  state.landed.add(session.id);
  if (state.landings.size >= eventLimits.mostLandings) return;
  state.landings.set(session.id, { userId: session.userId, authenticatedAt: session.authenticatedAt, at: now });
  flushSoon(state);
}

const sums = `
  INSERT INTO "EventSum" ("at", "unit", "kind", "method", "intent", "device", "browser", "region", "label", "count")
  SELECT to_timestamp(v."at" / 1000.0), 'minute', v."kind", v."method", '', v."device", v."browser", v."region", v."label", v."count"
  FROM unnest($1::float8[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[]) AS v("at", "kind", "method", "device", "browser", "region", "label", "count")
  ON CONFLICT ("at", "unit", "kind", "method", "intent", "device", "browser", "region", "label") DO UPDATE SET "count" = "EventSum"."count" + EXCLUDED."count"`;

// A session is as old as the end of the attempt that made it, to the millisecond.
const landings = `
  UPDATE "Attempt" AS a SET "landedAt" = v."at"
  FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) AS v("userId", "endedAt", "at")
  WHERE a."endedAt" = v."endedAt" AND a."userId" = v."userId" AND a."status" = 'succeeded' AND a."landedAt" IS NULL`;

async function writeCounts(query: Database["query"], entries: readonly [string, number][]): Promise<void> {
  if (entries.length === 0) return;
  // Always in one order, so that two processes never wait for each other's rows.
  const rows = entries.map(([key, count]) => [...(JSON.parse(key) as (string | number)[]), count]).toSorted((one, two) => (JSON.stringify(one) < JSON.stringify(two) ? -1 : 1));
  await query("event-sums", sums, Array.from({ length: 8 }, (_, column) => rows.map((row) => row[column])));
}

async function writeLandings(query: Database["query"], entries: readonly Landing[]): Promise<void> {
  if (entries.length === 0) return;
  await query("event-landings", landings, [entries.map(({ userId }) => userId), entries.map(({ authenticatedAt }) => authenticatedAt), entries.map(({ at }) => at)]);
}

/** Writes what waits, in two statements. In an outage it waits on, as far as there is room. For the end of a process, too. */
export async function flushEvents(send?: Database["query"]): Promise<void> {
  const state = pending();
  clearTimeout(state.timer);
  state.timer = undefined;
  const query = send ?? database().query;
  const [counts, landed] = [[...state.counts], [...state.landings]];
  state.counts.clear();
  state.landings.clear();
  await writeCounts(query, counts).catch(() => {
    for (const [key, count] of counts) add(state, key, count);
  });
  await writeLandings(query, landed.map(([, landing]) => landing)).catch(() => {
    for (const [id, landing] of landed) if (state.landings.size < eventLimits.mostLandings) state.landings.set(id, landing);
  });
  if (state.counts.size + state.landings.size > 0) flushSoon(state);
}
