import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { newUser } from "../../accounts/test-people.ts";
import { connectDatabase, type Database } from "../../db/client.ts";
import { failureOf, mended, relied } from "./test-stock.ts";

/** What Prisma and pg do with a real database, in answers and in failures that we read. */

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

test("findUnique compares letters exactly: an address in capitals is somebody else's", async () => {
  await newUser(database, { provedEmail: "vera@shop.example" });
  const find = (provedEmail: string) => database.db.user.findUnique({ where: { provedEmail }, select: { id: true } });
  expect(await find("Vera@Shop.example"), mended("lib/accounts/email-address.ts")).toBeNull();
  expect(await find("vera@shop.example")).not.toBeNull();
});

test("a pool that nobody bounds lets a caller wait for ever, and any number of them", async () => {
  const pool = new pg.Pool({ connectionString: place.url, max: 1 });
  const held = await pool.connect();
  vi.useFakeTimers();
  let ended = 0;
  const waiting = Array.from({ length: 500 }, async () => {
    const client = await pool.connect().finally(() => (ended += 1));
    client.release();
  });
  const allEnded = Promise.allSettled(waiting);
  try {
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect([ended, pool.waitingCount], mended("lib/db/pool.ts")).toEqual([0, 500]);
  } finally {
    vi.useRealTimers();
    held.release();
    await allEnded;
    await pool.end();
  }
});

test("a transaction that failed leaves nothing, which is what our sign-in is built on", async () => {
  const name = "Written and taken back";
  await expect(database.transaction(async (tx) => {
    await tx.user.create({ data: { name }, select: { id: true } });
    throw new Error("after the write");
  })).rejects.toThrow("after the write");
  expect(await database.db.user.count({ where: { name } }), relied("lib/db/client.ts")).toBe(0);
});

test("a condition that is undefined is refused, instead of finding anybody", async () => {
  const anybody = database.db.user.findFirst({ where: { provedEmail: undefined as never }, select: { id: true } });
  expect(await failureOf(anybody), relied("prisma/schema.prisma")).toMatchObject({ message: expect.stringContaining("undefined") as string });
});

test("a second row with a unique value is told as P2002, whatever the driver", async () => {
  const provedEmail = "twice@shop.example";
  await newUser(database, { provedEmail });
  expect(await failureOf(newUser(database, { provedEmail })), relied("lib/db/faults.ts")).toMatchObject({ code: "P2002" });
});

/** A failure of pg, which has no code for these: we know them by their words. */
async function failureWith(config: pg.PoolConfig, work: (pool: pg.Pool) => Promise<unknown>): Promise<unknown> {
  const pool = new pg.Pool({ connectionString: place.url, max: 1, ...config });
  pool.on("error", () => undefined);
  try {
    return await failureOf(work(pool));
  } finally {
    if (!pool.ended) await pool.end();
  }
}

test("a wait for a connection that ends is told by its words alone", async () => {
  const failure = await failureWith({}, async (pool) => {
    const held = await pool.connect();
    // From now on: opening a connection may take longer than that.
    pool.options.connectionTimeoutMillis = 30;
    await pool.query("SELECT 1").finally(() => held.release());
  });
  expect(failure, relied("lib/db/faults.ts")).toMatchObject({ message: expect.stringMatching(/^timeout exceeded when trying to connect/) as string });
  expect(failure, mended("lib/db/faults.ts")).not.toHaveProperty("code");
});

test("a query that takes too long for the client is told by its words alone", async () => {
  const failure = await failureWith({ query_timeout: 30 } as pg.PoolConfig, (pool) => pool.query("SELECT pg_sleep(2)"));
  expect(failure, relied("lib/db/faults.ts")).toMatchObject({ message: "Query read timeout" });
  expect(failure, mended("lib/db/faults.ts")).not.toHaveProperty("code");
});

test("a pool that was closed is told by its words alone", async () => {
  const failure = await failureWith({}, async (pool) => {
    await pool.end();
    await pool.query("SELECT 1");
  });
  expect(failure, relied("lib/db/faults.ts")).toMatchObject({ message: expect.stringMatching(/^Cannot use a pool after/) as string });
});

test("an idle connection that the server ends is reported on the pool, and ends the process when nobody listens", async () => {
  const pool = new pg.Pool({ connectionString: place.url, max: 1 });
  const { rows } = await pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  expect(pool.listenerCount("error"), mended("lib/db/pool.ts")).toBe(0);
  const reported = new Promise((resolve) => void pool.once("error", resolve));
  await database.db.$queryRawUnsafe("SELECT pg_terminate_backend($1::int)", rows[0]?.pid);
  expect(await reported, mended("lib/db/pool.ts")).toMatchObject({ code: "57P01" });
  await pool.end();
});
