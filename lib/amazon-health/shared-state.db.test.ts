import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { connectDatabase, type Database } from "../db/client.ts";
import { type Feed, openFeed } from "../db/feed.ts";
import { configureLog } from "../telemetry/log.ts";
import { AmazonBreaker } from "./breaker.ts";
import type { HealthState } from "./health.ts";
import type { Verdict } from "./judge-call.ts";
import { SharedHealth } from "./shared-state.ts";

/** Several processes over one database: what one of them finds out about Amazon, the others know within about a second. */

let place: TestDatabase;
let database: Database;
let feeds: Feed[] = [];
let log: string;

beforeAll(async () => {
  place = await createTestDatabase();
  database = connectDatabase(place.url);
});

afterAll(async () => {
  await database?.close();
  await place?.drop();
});

beforeEach(async () => {
  log = "";
  configureLog({ destination: { write: (line: string) => void (log += line) } });
  await database.pool.query(`DELETE FROM "ProviderHealth"`);
});

afterEach(async () => {
  await Promise.all(feeds.map((feed) => feed.stop()));
  feeds = [];
  configureLog({});
});

const said = (event: string) => log.split("\n").filter((line) => line.includes(`"event":"${event}"`)).length;
const soon = { timeout: 5_000, interval: 20 };

/** A process: its breaker, and how often it writes. */
function instance({ listen = true, away = () => false }: { listen?: boolean; away?: () => boolean } = {}) {
  let writes = 0;
  const breaker: AmazonBreaker = new AmazonBreaker({ onChange: (change) => void shared.tell(change) });
  const shared = new SharedHealth(breaker, () => async (name, text, values) => {
    if (away()) throw new Error("the database is away");
    if (name !== "amazon-health-look") writes += 1;
    return await database.query(name, text, values);
  });
  feeds.push(openFeed({ url: place.url, watchers: [shared.watcher()], listen }));
  const call = async (verdict: Verdict) => await breaker.conversation(false)(async () => ({ value: "asked", verdict })).catch(() => "refused");
  const calls = async (verdict: Verdict, count: number) => {
    for (let time = 0; time < count; time += 1) await call(verdict);
  };
  return { breaker, call, calls, writes: () => writes };
}

type Row = { state: HealthState; tries: number; incident: boolean; version: string };
const row = async () => (await database.pool.query<Row>(`SELECT "state", "tries", "incidentSince" IS NOT NULL AS "incident", "version" FROM "ProviderHealth"`)).rows[0];
/** Lets the time of the state pass. */
const pass = async () => void (await database.pool.query(`UPDATE "ProviderHealth" SET "until" = now()`));
const until = async (instances: { breaker: AmazonBreaker }[], state: HealthState) => await vi.waitFor(() => expect(instances.map(({ breaker }) => breaker.state)).toEqual(instances.map(() => state)), soon);
/** Until each of them knows that trials may begin. */
const untilTrials = async (instances: { breaker: AmazonBreaker }[]) => await vi.waitFor(() => expect(instances.map(({ breaker }) => [breaker.health.state, breaker.state])).toEqual(instances.map(() => ["down", "shaky"])), soon);

test("calls that go well write nothing", async () => {
  const one = instance();
  await one.calls("good", 100);
  expect([one.writes(), await row(), one.breaker.state]).toEqual([0, undefined, "ok"]);
});

for (const listen of [true, false]) {
  test(`${listen ? "by a notification" : "by the heartbeat alone, with notifications lost"}, every process knows what one has found out: down, back, and ok again, with one alert and one end of it`, async () => {
    const [one, two, three] = [instance({ listen }), instance({ listen }), instance({ listen })];
    const all = [one, two, three];
    await one.calls("bad", 10);
    await until(all, "down");
    expect(await two.call("good")).toBe("refused");
    expect(await row()).toMatchObject({ state: "down", tries: 0, incident: true });
    await pass();
    await untilTrials(all);
    await two.calls("good", 3);
    await vi.waitFor(() => expect(all.map(({ breaker }) => breaker.health.state)).toEqual(["shaky", "shaky", "shaky"]), soon);
    expect(await three.call("good")).toBe("asked");
    await pass();
    await until(all, "ok");
    await vi.waitFor(async () => expect(await row()).toMatchObject({ state: "ok", incident: false }), soon);
    await vi.waitFor(() => expect([said("amazon.down"), said("amazon.recovered")]).toEqual([1, 1]), soon);
  });
}

test("a notification alone is enough, so that nobody waits for the heartbeat", async () => {
  const breaker = new AmazonBreaker();
  const watcher = new SharedHealth(breaker, () => database.query).watcher();
  const client = new pg.Client({ connectionString: place.url });
  await client.connect();
  client.on("notification", ({ payload }) => watcher.told(payload ?? "", async <Found extends pg.QueryResultRow>(text: string, values?: unknown[]) => (await client.query<Found>(text, values)).rows));
  await client.query(`LISTEN ${watcher.channel}`);
  await instance().calls("bad", 10);
  await until([{ breaker }], "down");
  await client.end();
});

test("processes that find it out at once give one alert and write one row", async () => {
  const all = [instance(), instance(), instance()];
  await Promise.all(all.map((one) => one.calls("bad", 10)));
  await until(all, "down");
  await vi.waitFor(() => expect(said("amazon.health_heard")).toBeGreaterThanOrEqual(3), soon);
  expect(said("amazon.down")).toBe(1);
  expect(await row()).toMatchObject({ state: "down", version: "1", tries: 0 });
});

test("a trial that fails anywhere makes the pause of all twice as long, and is no new alert", async () => {
  const [one, two] = [instance(), instance()];
  await one.calls("bad", 10);
  await until([one, two], "down");
  await pass();
  await untilTrials([one, two]);
  await two.call("bad");
  await until([one, two], "down");
  await vi.waitFor(() => expect(one.breaker.pauseLeft).toBeGreaterThan(10_000), soon);
  expect(one.breaker.pauseLeft).toBeLessThanOrEqual(20_000);
  expect([await row(), said("amazon.down")]).toEqual([expect.objectContaining({ tries: 1 }), 1]);
});

test("going down again before it is ok is the same incident: no second alert", async () => {
  const one = instance();
  for (let time = 0; time < 3; time += 1) {
    await one.calls("bad", 10);
    await vi.waitFor(async () => expect((await row())?.state).toBe("down"), soon);
    await pass();
    await untilTrials([one]);
    await one.calls("good", 3);
    await vi.waitFor(async () => expect((await row())?.state).toBe("shaky"), soon);
  }
  await pass();
  await vi.waitFor(() => expect([said("amazon.down"), said("amazon.recovered")]).toEqual([1, 1]), soon);
});

test("what a process wrote that is gone does not stand for ever, and one that starts later knows of it", async () => {
  await database.pool.query(`INSERT INTO "ProviderHealth" ("provider", "state", "until", "incidentSince") VALUES ('amazon', 'down', now() + interval '20 seconds', now())`);
  const later = instance();
  await until([later], "down");
  expect(later.breaker.pauseLeft).toBeGreaterThan(15_000);
  await pass();
  await untilTrials([later]);
  await later.calls("good", 3);
  await vi.waitFor(async () => expect((await row())?.state).toBe("shaky"), soon);
  await pass();
  await until([later], "ok");
  await vi.waitFor(() => expect(said("amazon.recovered")).toBe(1), soon);
});

test("being shaky is told, too, and said again only while there is trouble", async () => {
  const [one, two] = [instance(), instance()];
  for (let time = 0; time < 50; time += 1) await one.call(time % 5 === 0 ? "bad" : "good");
  await until([one, two], "shaky");
  expect(one.writes()).toBe(1);
  await pass();
  await until([one, two], "ok");
  expect([said("amazon.down"), said("amazon.recovered")]).toEqual([0, 0]);
});

test("while the database is away a process goes on by what it knows, and tells it later", async () => {
  let isAway = true;
  const [one, two] = [instance({ away: () => isAway }), instance()];
  await one.calls("bad", 10);
  expect([one.breaker.state, await one.call("good")]).toEqual(["down", "refused"]);
  await vi.waitFor(() => expect(said("amazon.down")).toBe(1), soon);
  expect([await row(), two.breaker.state]).toEqual([undefined, "ok"]);
  isAway = false;
  await until([one, two], "down");
  await vi.waitFor(async () => expect(await row()).toMatchObject({ state: "down", incident: true }), soon);
  expect([said("amazon.down"), said("amazon.health_untold")]).toEqual([1, 1]);
});

test("a row that somebody sets to ok makes every process forget what it counted", async () => {
  const all = [instance(), instance()];
  await Promise.all(all.map((one) => one.calls("bad", 9)));
  await database.pool.query(`INSERT INTO "ProviderHealth" AS h ("provider", "state") VALUES ('amazon', 'ok') ON CONFLICT ("provider") DO UPDATE SET "state" = 'ok', "version" = h."version" + 1`);
  await vi.waitFor(() => expect(said("amazon.health_heard")).toBe(2), soon);
  await Promise.all(all.map((one) => one.calls("bad", 9)));
  expect(all.map(({ breaker }) => breaker.state)).toEqual(["ok", "ok"]);
});

test("a heartbeat does not wait for what is told, which is told once at a time", async () => {
  const { promise, resolve } = Promise.withResolvers<{ rows: pg.QueryResultRow[] }>();
  let told = 0;
  const breaker = new AmazonBreaker();
  const shared = new SharedHealth(breaker, () => async () => ((told += 1), await promise));
  let heard = 0;
  const { beat } = shared.watcher();
  const ask = async () => ((heard += 1), []);
  const telling = shared.tell("went_down");
  for (let time = 0; time < 3; time += 1) await beat(ask, 0);
  expect([told, heard]).toEqual([1, 0]);
  resolve({ rows: [] });
  await telling;
  await beat(ask, 0);
  expect([told, heard]).toEqual([2, 1]);
});

test("what could not be told is told again with the next heartbeat, which does not wait for it either", async () => {
  const { promise, resolve } = Promise.withResolvers<{ rows: pg.QueryResultRow[] }>();
  let told = 0;
  const shared = new SharedHealth(new AmazonBreaker(), () => async () => {
    told += 1;
    if (told === 1) throw new Error("the database is away");
    return await promise;
  });
  await shared.tell("went_down");
  const { beat } = shared.watcher();
  for (let time = 0; time < 3; time += 1) await beat(async () => [], 0);
  await vi.waitFor(() => expect(told).toBe(2), soon);
  await beat(async () => [], 0);
  expect(told).toBe(2);
  resolve({ rows: [] });
});
