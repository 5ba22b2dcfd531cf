import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { DatabaseUnavailableError } from "../errors.ts";
import { connectDatabase, type Database, plainly, type Tx } from "./client.ts";
import { inOneTransaction } from "./one-transaction.ts";
import { statementsOf } from "./test-statements.ts";

/** Transactions that begin on a connection of ours, and that the ORM joins when it is asked. */

let place: TestDatabase;
let database: Database;

beforeAll(async () => {
  place = await createTestDatabase();
  database = connectDatabase(place.url, 2);
});

afterAll(async () => {
  await database?.close();
  await place?.drop();
});

const nameUser = (tx: Tx, name: string) => plainly(tx, "test-name", `INSERT INTO "User" ("id", "name", "updatedAt") VALUES (gen_random_uuid(), $1, now()) RETURNING "id"`, [name]);
const named = async (name: string) => await database.db.user.count({ where: { name } });
const ownConnection = async (tx: Tx) => (await plainly<{ pid: number }>(tx, "test-pid", "SELECT pg_backend_pid() AS pid", []))[0]?.pid;

test("sends nothing of its own but BEGIN and COMMIT, whether the ORM is asked or not", async () => {
  const plain = await statementsOf(database, () => database.transaction(async (tx) => await nameUser(tx, "plain")));
  expect(plain.map((text) => text.split(" ")[0])).toEqual(["BEGIN", "INSERT", "COMMIT"]);
  const both = await statementsOf(database, () =>
    database.transaction(async (tx) => {
      await tx.user.count();
      await tx.$queryRaw`SELECT 1`;
      await nameUser(tx, "both");
    }),
  );
  expect(both.map((text) => text.split(" ")[0])).toEqual(["BEGIN", "SELECT", "SELECT", "INSERT", "COMMIT"]);
});

test("the ORM asks from several places at once and joins once, on the transaction's own connection", async () => {
  await database.transaction(async (tx) => {
    const pid = await ownConnection(tx);
    const asked = await Promise.all(Array.from({ length: 5 }, () => tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`));
    expect(asked.flat().map((row) => row.pid)).toEqual(Array.from({ length: 5 }, () => pid));
  });
});

test("a transaction within the time of another one is its own", async () => {
  const failing = database.transaction(async (outer) => {
    await outer.user.create({ data: { name: "outer" } });
    await database.transaction(async (inner) => {
      expect(await ownConnection(inner)).not.toBe(await ownConnection(outer));
      await inner.user.create({ data: { name: "inner" } });
    });
    throw new Error("no commit");
  });
  await expect(failing).rejects.toThrow("no commit");
  expect([await named("outer"), await named("inner")]).toEqual([0, 1]);
});

test("takes nothing for kept when a statement had failed and nobody took notice", async () => {
  const failing = database.transaction(async (tx) => {
    await nameUser(tx, "half");
    await plainly(tx, "test-typo", "SELEKT 1", []).catch(() => undefined);
  });
  await expect(failing).rejects.toThrow("nothing of it is kept");
  expect(await named("half")).toBe(0);
});

test("the failure of the work is what is told, also where the ORM has failed as well", async () => {
  const failing = database.transaction(async (tx) => {
    await tx.user.findUniqueOrThrow({ where: { provedEmail: "nobody@example.test" } }).catch(() => undefined);
    throw new Error("of the work");
  });
  await expect(failing).rejects.toThrow("of the work");
});

test("what comes when the transaction is over is refused, and reaches nobody else's", async () => {
  const handles = await Promise.all([true, false].map(async (ask) => await database.transaction(async (tx) => (ask && (await tx.user.count()), { tx }))));
  for (const { tx } of handles) {
    await expect(nameUser(tx, "late")).rejects.toThrow();
    await expect(tx.user.create({ data: { name: "late" } })).rejects.toThrow();
  }
  expect(await named("late")).toBe(0);
});

test("ends a transaction that takes too long, whatever it waits for, and the pool goes on", async () => {
  const brief = inOneTransaction(database.pool, 50, async (connection) => await connection.query("SELECT pg_sleep(2)"));
  await expect(brief).rejects.toThrow(/connection terminated/i);
  const idle = inOneTransaction(database.pool, 50, async (connection) => {
    await new Promise<void>((resolve) => void connection.once("end", resolve));
    await connection.query("SELECT 1");
  });
  await expect(idle).rejects.toThrow(/not queryable/);
  expect([database.pool.waitingCount, database.pool.totalCount - database.pool.idleCount]).toEqual([0, 0]);
  expect((await database.query("one", "SELECT 1 AS one", [])).rows).toEqual([{ one: 1 }]);
});

test("a connection that is lost while somebody has it out and asks nothing ends no process", async () => {
  const connection = await database.pool.connect();
  const pid = (await connection.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]?.pid;
  const gone = new Promise<void>((resolve) => void connection.once("end", resolve));
  await database.pool.query("SELECT pg_terminate_backend($1)", [pid]);
  await gone;
  await expect(connection.query("SELECT 1")).rejects.toThrow();
  connection.release(true);
});

test("a connection that is lost on the way is an outage, and nothing is kept", async () => {
  const failing = database.transaction(async (tx) => {
    await tx.user.create({ data: { name: "lost" } });
    await plainly(tx, "test-cut", "SELECT pg_terminate_backend(pg_backend_pid())", []).catch(() => undefined);
    await nameUser(tx, "lost");
  });
  await expect(failing).rejects.toBeInstanceOf(DatabaseUnavailableError);
  expect(await named("lost")).toBe(0);
});
