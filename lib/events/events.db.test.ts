import { beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { randomToken } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { eventLimits } from "./limits.ts";
import { type Funnel, funnelOf } from "./funnel.ts";
import { flushEvents, noteEvent, noteLanding } from "./pending.ts";
import { readMoments, readTotals, recentOutcomes } from "./read.ts";
import { sweepEvents } from "./rollup.ts";
import { type Fate, writeAttempts } from "./test-attempts.ts";

testInstallation();

const now = new Date("2026-11-26T12:20:00.000Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const db = () => database().db;

beforeEach(async () => {
  await flushEvents();
  await database().pool.query(`TRUNCATE "Attempt" CASCADE; TRUNCATE "EventSum"; UPDATE "EventRollup" SET "until" = '2020-01-01'`);
});

/** Fates of sign-ins, and how many of each there are: 200 in all. */
const fates: readonly [number, Omit<Fate, "createdAt">][] = [
  [70, { method: "amazon", device: "phone", browser: "Safari", region: "eu", status: "succeeded", outcome: "signed_in", claimed: 8, ended: 9, landed: 10, startMs: 30, lookedMs: 7_000 }],
  [25, { method: "amazon", device: "computer", browser: "Firefox", status: "succeeded", outcome: "signed_up", claimed: 20, ended: 21, landed: 22 }],
  [10, { method: "amazon", device: "computer", status: "succeeded", outcome: "account_linked", claimed: 10, asked: { after: 11, question: "email_in_use" }, ended: 71 }],
  [15, { method: "amazon", device: "phone", status: "cancelled", outcome: "consent_denied", ended: 6 }],
  [5, { method: "amazon", device: "tablet", status: "failed", outcome: "provider_unavailable", claimed: 10, ended: 15 }],
  [20, { method: "amazon", device: "phone", status: "expired", outcome: "attempt_expired", ended: 1_830 }],
  // Back from Amazon when its time was over, and before the sweep came by.
  [3, { method: "amazon", device: "phone", status: "expired", outcome: "attempt_expired", ended: 1_000 }],
  [4, { method: "amazon", device: "phone", status: "expired", outcome: "attempt_expired", claimed: 10, asked: { after: 11, question: "email_in_use" }, ended: 1_800 }],
  [8, { method: "amazon", device: "computer", status: "failed", outcome: "attempt_superseded", ended: 60 }],
  [20, { method: "email_code", device: "computer", status: "succeeded", outcome: "signed_in", ended: 40, landed: 41 }],
  [6, { method: "email_code", device: "computer", status: "expired", outcome: "attempt_expired", ended: 1_801 }],
  [9, { method: "password", device: "computer", status: "failed", outcome: "password_wrong", ended: 1 }],
  [5, { method: "password", device: "computer", status: "failed", outcome: "rate_limited", ended: 1 }],
];
const other: readonly [number, Omit<Fate, "createdAt">][] = [
  [7, { method: "amazon", intent: "link", status: "succeeded", outcome: "account_linked", claimed: 5, ended: 6 }],
  [2, { method: "amazon", intent: "link", status: "cancelled", outcome: "consent_denied", ended: 6 }],
];

/** Writes them down, spread over some hours, and some so late that their hour cannot be summed. */
const writeFates = async (latest = now) => {
  const all = [...fates, ...other].flatMap(([count, fate]) => Array.from({ length: count }, () => fate));
  const createdAt = (index: number) => new Date(latest.getTime() - (((index * 37) % 200) + 31) * 60_000);
  await writeAttempts(db(), all.map((fate, index) => Object.assign({ createdAt: createdAt(index) }, fate)));
};

const expected = {
  all: { shown: 0, clicked: 200, left: 200, returned: 161, resolved: 129, session: 125, landed: 115 },
  facts: { consentDenied: 15, leftForProvider: 160, abandoned: 33, superseded: 8, collisions: 14, underWay: 0, left: 200 },
  outcomes: [["signed_in", 90], ["attempt_expired", 33], ["signed_up", 25], ["consent_denied", 15], ["account_linked", 10], ["password_wrong", 9], ["attempt_superseded", 8], ["provider_unavailable", 5], ["rate_limited", 5]],
  otherIntents: [{ intent: "link", left: 9, session: 7 }],
};
const seen = ({ all, facts, outcomes, otherIntents }: Funnel) => ({ all, facts, outcomes: outcomes.map(({ code, count }) => [code, count]), otherIntents });
const funnel = async (range: "day" | "month" | "year" = "day", at = now) => funnelOf(await readTotals(db(), range, at));

test("200 attempts with known fates give exactly those counts, from their rows, summed by the hour, and summed by the day", async () => {
  await writeFates();
  expect(seen(await funnel())).toEqual(expected);
  await sweepEvents(db(), now);
  expect(await db().eventSum.count()).toBeGreaterThan(0);
  expect(seen(await funnel())).toEqual(expected);
  // Their rows go, their counts stay.
  await sweepEvents(db(), new Date(now.getTime() + 4 * 3_600_000));
  await database().pool.query(`TRUNCATE "Attempt" CASCADE`);
  expect(seen(await funnel())).toEqual(expected);
  const later = new Date(now.getTime() + (eventLimits.hoursKeptDays + 2) * 86_400_000);
  await sweepEvents(db(), later);
  expect(await db().eventSum.groupBy({ by: ["unit"] })).toEqual([{ unit: "day" }]);
  expect(seen(await funnel("year", later))).toEqual(expected);
  await sweepEvents(db(), new Date(now.getTime() + (eventLimits.daysKept + 2) * 86_400_000));
  expect(await db().eventSum.count()).toBe(0);
});

test("each method, class of devices, family of browsers and region has its own part, and together they are all", async () => {
  await writeFates();
  await sweepEvents(db(), now);
  const { methods, devices, browsers, regions } = await funnel();
  expect(methods.map(({ method, steps }) => [method, steps])).toEqual([
    ["amazon", { shown: null, clicked: 160, left: 160, returned: 132, resolved: 109, session: 105, landed: 95 }],
    ["email_code", { shown: null, clicked: 26, left: 26, returned: 20, resolved: 20, session: 20, landed: 20 }],
    ["password", { shown: null, clicked: 14, left: 14, returned: 9, resolved: 0, session: 0, landed: 0 }],
  ]);
  expect(devices.map(({ name, steps }) => [name, steps.left])).toEqual([["phone", 112], ["computer", 83], ["tablet", 5]]);
  expect(browsers.map(({ name, steps }) => [name, steps.left, steps.session])).toEqual([["other", 105, 30], ["Safari", 70, 70], ["Firefox", 25, 25]]);
  // Attempts that no region was noted of are of none.
  expect(regions.map(({ name, steps }) => [name, steps.left, steps.session])).toEqual([["eu", 70, 70]]);
});

test("half and all but a twentieth of the durations of each step are told within five per cent", async () => {
  await writeFates();
  await sweepEvents(db(), now);
  const { methods, times } = await funnel();
  const amazon = methods.find(({ method }) => method === "amazon")?.times;
  const near = (value: number | undefined, milliseconds: number) => expect(Math.abs((value ?? 0) - milliseconds) / milliseconds).toBeLessThan(0.05);
  near(amazon?.away?.p50, 8_000);
  near(amazon?.away?.p95, 20_000);
  near(amazon?.decided?.p50, 1_000);
  near(amazon?.asked?.p50, 60_000);
  near(times.looked?.p50, 7_000);
  expect(times.looked?.count).toBe(70);
  near(times.clicked?.p95, 30);
  near(times.landed?.p50, 1_000);
  expect(amazon?.asked?.count).toBe(10);
});

test("an hour waits to be summed until every attempt of it has ended, and nothing is counted twice by two at once", async () => {
  await writeAttempts(db(), [{ method: "amazon", status: "open", outcome: null, createdAt: hoursAgo(5) }, { method: "amazon", status: "succeeded", outcome: "signed_in", claimed: 1, ended: 2, createdAt: hoursAgo(5) }, { method: "amazon", status: "succeeded", outcome: "signed_in", claimed: 1, ended: 2, createdAt: hoursAgo(9) }]);
  const both = () => Promise.all([sweepEvents(db(), now), sweepEvents(db(), now)]);
  await both();
  expect((await funnel()).all).toMatchObject({ left: 3, session: 2 });
  expect((await funnel()).facts.underWay).toBe(1);
  await db().attempt.updateMany({ where: { status: "open" }, data: { status: "expired", outcome: "attempt_expired", endedAt: now } });
  await both();
  await both();
  expect((await funnel()).all).toMatchObject({ left: 3, session: 2 });
  expect((await funnel()).facts).toMatchObject({ abandoned: 1, underWay: 0 });
  const { rows } = await database().pool.query<{ until: Date }>(`SELECT "until" FROM "EventRollup"`);
  expect(rows[0]?.until.getTime()).toBeGreaterThan(hoursAgo(5).getTime());
});

test("what has no attempt is counted by the minute and written together; pages shown are of a device and of no method", async () => {
  const at = new Date(now.getTime() - 60_000);
  for (let index = 0; index < 50; index += 1) noteEvent({ kind: "shown", device: index % 2 ? "phone" : "computer", browser: "Chrome", region: "na" }, at);
  noteEvent({ kind: "start_refused", method: "amazon", device: "phone", label: "rate_limited" }, at);
  await flushEvents();
  await flushEvents();
  expect(await db().eventSum.count()).toBe(3);
  const { all, browsers, devices, methods, outcomes } = await funnel();
  expect(all).toMatchObject({ shown: 50, clicked: 1, left: 0 });
  expect(devices.map(({ name, steps }) => [name, steps.shown])).toEqual([["computer", 25], ["phone", 25]]);
  expect(browsers).toMatchObject([{ name: "Chrome", steps: { shown: 50 } }]);
  expect(methods).toMatchObject([{ method: "amazon", steps: { shown: null, clicked: 1 } }]);
  expect(outcomes).toEqual([{ code: "rate_limited", count: 1 }]);
  expect(Object.fromEntries(await recentOutcomes(db(), 5, now))).toEqual({ rate_limited: 1 });
  expect((await readMoments(db(), "day", now)).map(({ kind, count }) => [kind, count])).toEqual([["shown", 50]]);
});

test("in an outage what was counted waits and is written later; there is room for so many different counts and no more", async () => {
  const away = async (): Promise<never> => {
    throw new Error("away");
  };
  for (let index = 0; index < 7; index += 1) noteEvent({ kind: "shown", device: "phone" }, now);
  await flushEvents(away);
  noteEvent({ kind: "shown", device: "phone" }, now);
  for (let index = 0; index < eventLimits.mostPending + 1_000; index += 1) noteEvent({ kind: "refused", label: randomToken() }, now);
  await flushEvents(away);
  await flushEvents();
  expect((await funnel()).all.shown).toBe(8);
  expect(await db().eventSum.count()).toBe(eventLimits.mostPending);
});

test("the first page after a sign-in is its landing: one of them, soon after it, and of that attempt", async () => {
  await writeAttempts(db(), [{ method: "amazon", status: "succeeded", outcome: "signed_in", claimed: 1, ended: 2, createdAt: hoursAgo(1) }, { method: "amazon", status: "succeeded", outcome: "signed_in", claimed: 1, ended: 2, createdAt: hoursAgo(1) }]);
  const [attempt] = await db().attempt.findMany();
  const [userId, endedAt] = [attempt?.userId ?? "", attempt?.endedAt ?? now];
  const after = (seconds: number) => new Date(endedAt.getTime() + seconds * 1_000);
  const session = { id: crypto.randomUUID(), userId, authenticatedAt: endedAt };
  noteLanding({ ...session, id: crypto.randomUUID() }, after(eventLimits.landingSeconds + 1));
  await flushEvents();
  expect(await db().attempt.count({ where: { landedAt: { not: null } } })).toBe(0);
  noteLanding(session, after(3));
  noteLanding(session, after(4));
  await flushEvents();
  noteLanding({ ...session, id: crypto.randomUUID() }, after(5));
  await flushEvents();
  expect(await db().attempt.findMany({ where: { landedAt: { not: null } }, select: { id: true, landedAt: true } })).toEqual([{ id: attempt?.id, landedAt: after(3) }]);
});
