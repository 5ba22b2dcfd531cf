import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { AuthError, DatabaseUnavailableError } from "../errors.ts";
import { runInRequestContext } from "../telemetry/request-context.ts";
import { claimDatabase, mayUse } from "./claim.ts";
import { connectDatabase, type Database, Prisma } from "./client.ts";
import { isDatabaseUnavailable, isRetryable, isUniqueViolation } from "./faults.ts";
import { BoundedPool, createPool, databaseLimits } from "./pool.ts";
import { retriedTransaction } from "./retry.ts";

let place: TestDatabase;
let database: Database;

beforeAll(async () => {
  place = await createTestDatabase();
  database = connectDatabase(place.url);
});

afterAll(async () => {
  await database?.close();
  await place?.drop();
});

async function failure(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => {
      throw new Error("expected a failure");
    },
    (reason: unknown) => reason,
  );
}

async function expectOutage(work: Promise<unknown>): Promise<void> {
  expect(await failure(work)).toBeInstanceOf(DatabaseUnavailableError);
}

const nowhere = "postgresql://shop:pw@127.0.0.1:1/none";

test("takes a refused connection for an outage, whichever way the statement goes", async () => {
  const gone = connectDatabase(nowhere);
  await expectOutage(gone.query("ping", "SELECT 1", []));
  await expectOutage(gone.db.user.count());
  await expectOutage(gone.db.$queryRaw`SELECT 1`);
  await expectOutage(gone.transaction(async (tx) => await tx.user.count()));
  await gone.close();
});

test("marks the request, so that the listener answers 503, and only for an outage", async () => {
  const gone = connectDatabase(nowhere);
  const context = () => ({ requestId: "r", clientAddress: "::1", databaseUnavailable: false });
  for (const work of [() => gone.query("ping", "SELECT 1", []), () => gone.db.user.count(), () => gone.transaction(async (tx) => await tx.user.count())]) {
    const marked = context();
    // Awaited inside: the ORM sends a statement when somebody waits for it.
    await failure(runInRequestContext(marked, async () => await work()));
    expect(marked.databaseUnavailable).toBe(true);
  }
  const unmarked = context();
  await failure(runInRequestContext(unmarked, async () => await database.query("typo", "SELEKT 1", [])));
  await failure(runInRequestContext(unmarked, async () => await database.db.user.findUniqueOrThrow({ where: { id: randomUUID() } })));
  expect(unmarked.databaseUnavailable).toBe(false);
  await gone.close();
});

test("sets every time-out on the connections it opens", async () => {
  const names = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "application_name"];
  const { rows } = await database.query<{ name: string; setting: string }>("settings", "SELECT name, setting FROM pg_settings WHERE name = ANY($1) ORDER BY name", [names]);
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    application_name: "sign-in-with-amazon",
    idle_in_transaction_session_timeout: "10000",
    lock_timeout: "2500",
    statement_timeout: "2700",
  });
  expect(database.pool.options).toMatchObject({ max: 10, connectionTimeoutMillis: 2_500, query_timeout: 2_900, idleTimeoutMillis: 30_000 });
  expect(databaseLimits.queryMilliseconds).toBeGreaterThan(databaseLimits.statementMilliseconds);
});

/** A transaction whose limits are short enough for a test. */
async function limited(setting: "statement_timeout" | "lock_timeout", sql: string): Promise<never> {
  return await database.transaction(async (tx) => {
    await tx.$executeRawUnsafe(`SET LOCAL ${setting} = '30ms'`);
    await tx.$executeRawUnsafe(sql);
    throw new Error("expected a time-out");
  });
}

test("takes a statement that is too slow for an outage", async () => {
  await expectOutage(limited("statement_timeout", "SELECT pg_sleep(5)"));
  const client = await database.pool.connect();
  await client.query("SET statement_timeout = '30ms'");
  expect(isDatabaseUnavailable(await failure(client.query("SELECT pg_sleep(5)")))).toBe(true);
  client.release(true);
});

test("takes a lock that somebody else holds too long for an outage", async () => {
  const holder = await database.pool.connect();
  await holder.query('BEGIN; LOCK TABLE "Session" IN ACCESS EXCLUSIVE MODE');
  await expectOutage(limited("lock_timeout", 'SELECT count(*) FROM "Session"'));
  await holder.query("ROLLBACK");
  holder.release();
  expect(await database.db.session.count()).toBe(0);
});

test("goes on in the same process when the server cuts idle connections", async () => {
  const cut = connectDatabase(place.url, 3);
  await Promise.all([1, 2, 3].map(() => cut.query("pid", "SELECT pg_backend_pid()", [])));
  await new Promise<void>((resolve) => {
    // No listener for "error" here: the pool's own one must be enough to keep the process alive.
    cut.pool.on("remove", () => void (cut.pool.totalCount === 0 && resolve()));
    void database.query("cut", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", []);
  });
  expect((await cut.query("one", "SELECT 1 AS one", [])).rows).toEqual([{ one: 1 }]);
  await cut.close();
});

test("takes a connection that is cut in the middle of a statement for an outage, and recovers", async () => {
  const cut = connectDatabase(place.url, 2);
  const slow = failure(cut.query("slow", "SELECT pg_sleep(5), 'cut me'", []));
  const kill = async () => (await database.query("kill", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%cut me%' AND pid <> pg_backend_pid() AND state = 'active'", [])).rowCount ?? 0;
  await expect.poll(kill, { interval: 20, timeout: 5_000 }).toBeGreaterThan(0);
  expect(await slow).toBeInstanceOf(DatabaseUnavailableError);
  expect((await cut.query("one", "SELECT 1 AS one", [])).rows).toEqual([{ one: 1 }]);
  await cut.close();
});

test("waits for a free connection no longer than its time, and hands on when one is free", async () => {
  const pool = new BoundedPool({ connectionString: place.url, max: 1, maxWaiting: 5, connectionTimeoutMillis: 500 });
  const held = await pool.connect();
  expect(isDatabaseUnavailable(await failure(pool.query("SELECT 1")))).toBe(true);
  held.release();
  expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

test("refuses at once when too many wait already, and serves those who wait", async () => {
  const pool = new BoundedPool({ connectionString: place.url, max: 1, maxWaiting: 3, connectionTimeoutMillis: 5_000 });
  const held = await pool.connect();
  const waiting = [1, 2, 3].map(() => pool.query("SELECT 1 AS one"));
  expect(await failure(pool.connect())).toBeInstanceOf(DatabaseUnavailableError);
  expect(await failure(pool.query("SELECT 1"))).toBeInstanceOf(DatabaseUnavailableError);
  const byCallback = await new Promise<unknown>((resolve) => pool.connect((error) => resolve(error)));
  expect(byCallback).toBeInstanceOf(DatabaseUnavailableError);
  expect(pool.waitingCount).toBe(3);
  held.release();
  for (const query of waiting) expect((await query).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

test("answers an overflow with outages and everybody else with results, and has no waiter left", async () => {
  const busy = connectDatabase(place.url, 2);
  const results = await Promise.allSettled(Array.from({ length: 250 }, () => busy.query("nap", "SELECT pg_sleep(0.005)", [])));
  const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  expect(reasons.every((reason) => reason instanceof DatabaseUnavailableError)).toBe(true);
  expect(reasons.length).toBeGreaterThan(100);
  expect(results.length - reasons.length).toBeGreaterThan(10);
  expect(busy.pool.waitingCount).toBe(0);
  expect((await busy.query("one", "SELECT 1 AS one", [])).rows).toEqual([{ one: 1 }]);
  await busy.close();
});

test("takes a server that has no connection left for an outage", async () => {
  const role = `narrow_${randomUUID().replaceAll("-", "")}`;
  await database.pool.query(`CREATE ROLE ${role} LOGIN PASSWORD 'pw' CONNECTION LIMIT 1`);
  const url = new URL(place.url);
  url.username = role;
  url.password = "pw";
  const [first, second] = [connectDatabase(url.href), connectDatabase(url.href)];
  await first.query("one", "SELECT 1", []);
  await expectOutage(second.query("one", "SELECT 1", []));
  await expectOutage(second.db.$queryRaw`SELECT 1`);
  await first.close();
  await second.close();
  await database.pool.query(`DROP ROLE ${role}`);
});

test.each([
  ["a unique violation", () => database.db.user.createMany({ data: [{ provedEmail: "twice@shop.example" }, { provedEmail: "twice@shop.example" }] }), true],
  ["a unique violation in plain SQL", () => database.db.$executeRaw`INSERT INTO "DatabaseClaim" ("id", "appEnv", "amazonClientId") VALUES (1, 'a', 'b'), (1, 'a', 'b')`, true],
  ["a broken reference", () => database.db.session.create({ data: { tokenHash: "x", userId: randomUUID(), method: "amazon", authenticatedAt: new Date(), expires: new Date() } }), false],
  ["a broken check", () => database.db.bagItem.create({ data: { productId: "x", quantity: 1 } }), false],
  ["a missing row", () => database.db.user.findUniqueOrThrow({ where: { id: randomUUID() } }), false],
  ["a misspelt statement", () => database.query("typo", "SELEKT 1", []), false],
  ["a text that is no id", () => database.db.$queryRaw`SELECT 'x'::uuid`, false],
  ["NUL in a text", () => database.db.user.create({ data: { name: "a\u0000b" } }), false],
])("does not take %s for an outage", async (_name, work, unique) => {
  const error = await failure(work());
  expect([isDatabaseUnavailable(error), isUniqueViolation(error), isRetryable(error)]).toEqual([false, unique, false]);
});

test("runs a transaction again after a deadlock, until both have done their deed once", async () => {
  const ids = [randomUUID(), randomUUID()];
  for (const id of ids) await database.db.user.create({ data: { id, name: "0" } });
  let [arrived, runs] = [0, 0];
  let open: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (open = resolve));
  const increase = (order: string[]) =>
    retriedTransaction(database, async (tx) => {
      runs += 1;
      for (const [index, id] of order.entries()) {
        await tx.$executeRaw`UPDATE "User" SET "name" = ("name"::int + 1)::text WHERE "id" = ${id}::uuid`;
        if (index === 0 && (arrived += 1) === 2) open();
        if (index === 0) await both;
      }
    });
  await Promise.all([increase(ids), increase(ids.toReversed())]);
  expect(runs).toBeGreaterThan(2);
  expect(await database.db.user.findMany({ where: { id: { in: ids } }, select: { name: true } })).toEqual([{ name: "2" }, { name: "2" }]);
});

test("runs a transaction again after a serialization failure", async () => {
  let runs = 0;
  await retriedTransaction(database, async (tx) => {
    runs += 1;
    if (runs === 1) await tx.$executeRaw`DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'serialization_failure'; END $$`;
  });
  expect(runs).toBe(2);
});

test("does all of a transaction or nothing, and hands its failure on as it was", async () => {
  const ours = new AuthError("attempt_used", "x", { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) });
  const bug = new TypeError("a bug");
  for (const error of [ours, bug]) {
    const name = randomUUID();
    const work = database.transaction(async (tx) => {
      await tx.user.create({ data: { name } });
      throw error;
    });
    expect(await failure(work)).toBe(error);
    expect(await database.db.user.count({ where: { name } })).toBe(0);
  }
});

test("refuses undefined where it would remove a filter", async () => {
  await expect(database.db.session.deleteMany({ where: { userId: undefined as unknown as string } })).rejects.toThrow(/undefined/);
  expect(Prisma.skip).toBeDefined();
});

test("closes twice without an error, and is unavailable afterwards", async () => {
  const closed = connectDatabase(place.url, 1);
  await closed.query("one", "SELECT 1", []);
  await closed.close();
  await closed.close();
  await expectOutage(closed.query("one", "SELECT 1", []));
});

test("opens no connection before the first statement", () => {
  expect(createPool(nowhere).totalCount).toBe(0);
});

const staging = { appEnv: "staging", amazonClientId: "amzn1.application-oa2-client.a" };

test("claims a database for one installation and tells others no, unless they may take it over", async () => {
  expect(await claimDatabase(database, staging, { allow: false })).toBe(true);
  expect(await claimDatabase(database, staging, { allow: false })).toBe(true);
  for (const other of [{ ...staging, appEnv: "production" }, { ...staging, amazonClientId: "amzn1.application-oa2-client.b" }]) {
    expect(await claimDatabase(database, other, { allow: false })).toBe(false);
    expect(await database.db.databaseClaim.findMany({ select: { appEnv: true, amazonClientId: true } })).toEqual([staging]);
  }
  const taken = { ...staging, appEnv: "production" };
  expect(await claimDatabase(database, taken, { allow: true })).toBe(true);
  expect(await database.db.databaseClaim.findMany({ select: { appEnv: true, amazonClientId: true } })).toEqual([taken]);
  await database.db.databaseClaim.deleteMany();
});

test("gives a database that two claim at once to one of them", async () => {
  const claims = await Promise.all([staging, { ...staging, appEnv: "production" }].map((own) => claimDatabase(database, own, { allow: false })));
  expect(claims.toSorted()).toEqual([false, true]);
  await database.db.databaseClaim.deleteMany();
});

test("lets a developer change the Amazon client and nobody else", () => {
  const sandbox = { appEnv: "development", amazonClientId: "sandbox" };
  expect(mayUse(sandbox, { ...sandbox, amazonClientId: "real" }, false)).toBe(true);
  expect(mayUse(sandbox, { ...sandbox, appEnv: "production" }, false)).toBe(false);
});
