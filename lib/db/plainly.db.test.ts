import { expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { DatabaseUnavailableError } from "../errors.ts";
import { database, plainly, type Tx } from "./client.ts";
import { isUniqueViolation } from "./faults.ts";

/** Plain statements beside the ORM's, in one transaction. */

testInstallation();

const backendOf = async (tx: Tx) => (await plainly<{ pid: number }>(tx, "test-pid", "SELECT pg_backend_pid() AS pid", []))[0]?.pid;
const nameUser = `INSERT INTO "User" ("id", "name", "updatedAt") VALUES (gen_random_uuid(), $1, now()) RETURNING "id"`;

test("a plain statement runs on its transaction's own connection, also where many run at once", async () => {
  const pids = await Promise.all(
    Array.from({ length: 8 }, () =>
      database().transaction(async (tx) => {
        const [row] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
        await tx.$queryRaw`SELECT pg_sleep(0.05)::text`;
        expect(await backendOf(tx)).toBe(row?.pid);
        return row?.pid;
      }),
    ),
  );
  expect(new Set(pids).size).toBe(8);
});

test("it sees what the ORM wrote in its transaction, and goes with it when that fails", async () => {
  const failing = database().transaction(async (tx) => {
    const { id } = await tx.user.create({ data: { name: "by the ORM" }, select: { id: true } });
    expect(await plainly(tx, "test-find", `SELECT "id" FROM "User" WHERE "id" = $1::uuid`, [id])).toEqual([{ id }]);
    await plainly(tx, "test-name", nameUser, ["plainly"]);
    throw new Error("no commit");
  });
  await expect(failing).rejects.toThrow("no commit");
  expect(await database().db.user.count({ where: { name: { in: ["by the ORM", "plainly"] } } })).toBe(0);
});

test("a plain statement that fails takes its transaction along, and is seen for what it is", async () => {
  const failing = database().transaction(async (tx) => {
    await tx.user.create({ data: { name: "twice" } });
    for (const _ of [1, 2]) await plainly(tx, "test-same", `INSERT INTO "User" ("id", "updatedAt") VALUES ('00000000-0000-4000-8000-00000000000a', now()) RETURNING "id"`, []);
  });
  await expect(failing).rejects.toSatisfy(isUniqueViolation);
  expect(await database().db.user.count({ where: { name: "twice" } })).toBe(0);
  await expect(database().transaction((tx) => plainly(tx, "test-cut", "SELECT pg_terminate_backend(pg_backend_pid())", []))).rejects.toBeInstanceOf(DatabaseUnavailableError);
});

test("the database itself is a handle too, and so is one of another copy of the module", async () => {
  expect(await plainly(database().db, "test-one", "SELECT 1 AS one", [])).toEqual([{ one: 1 }]);
  vi.resetModules();
  const copy = await import("./client.ts");
  expect(copy.plainly).not.toBe(plainly);
  await database().transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    expect((await copy.plainly<{ pid: number }>(tx, "test-pid", "SELECT pg_backend_pid() AS pid", []))[0]?.pid).toBe(row?.pid);
  });
});

test("a handle that nobody here gave is the ORM's, with the same rows", async () => {
  await database().db.$transaction(async (tx) => {
    expect(await plainly(tx as Tx, "test-name", nameUser, ["foreign"])).toHaveLength(1);
  });
  expect(await database().db.user.count({ where: { name: "foreign" } })).toBe(1);
});
