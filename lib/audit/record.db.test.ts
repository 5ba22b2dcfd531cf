import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import type { Database } from "../db/client.ts";
import { recordAudit } from "./record.ts";

let database: Database;

testDatabase((made) => void (database = made));

const newUser = async () => (await database.db.user.create({ data: { name: "Vera", email: "vera@shop.example" }, select: { id: true } })).id;
const subjectOf = async (userId: string) => (await database.db.auditSubject.findUnique({ where: { userId }, select: { subjectId: true } }))?.subjectId;
const eventsOf = async (userId: string) => await database.db.auditEvent.findMany({ where: { subjectId: (await subjectOf(userId)) ?? randomUUID() }, select: { type: true, attemptId: true, details: true } });

test("writes one row for each event, under a random subject that is always the same for one user", async () => {
  const [vera, robin, attemptId] = [await newUser(), await newUser(), randomUUID()];
  await database.transaction(async (tx) => {
    await recordAudit(tx, [
      { type: "user.created", userId: vera, attemptId, details: { method: "amazon" } },
      { type: "session.created", userId: vera, attemptId },
      { type: "email.moved", userId: robin },
    ]);
    await recordAudit(tx, [{ type: "session.revoked", userId: vera, details: { count: 2, everywhere: true } }]);
  });
  expect(await eventsOf(vera)).toHaveLength(3);
  expect(await eventsOf(vera)).toEqual(
    expect.arrayContaining([
      { type: "user.created", attemptId, details: { method: "amazon" } },
      { type: "session.created", attemptId, details: {} },
      { type: "session.revoked", attemptId: null, details: { count: 2, everywhere: true } },
    ]),
  );
  expect(await eventsOf(robin)).toEqual([{ type: "email.moved", attemptId: null, details: {} }]);
  expect(await subjectOf(vera)).not.toBe(vera);
  expect(await subjectOf(vera)).not.toBe(await subjectOf(robin));
});

test("names nobody: the row holds no user id, name or address", async () => {
  const userId = await newUser();
  await database.transaction((tx) => recordAudit(tx, [{ type: "user.created", userId }]));
  const rows = await database.db.auditEvent.findMany({ where: { subjectId: (await subjectOf(userId)) ?? "" } });
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${userId}|Vera|shop\\.example`));
});

test("writes nothing for a deed that is rolled back", async () => {
  const userId = await newUser();
  const before = await database.db.auditEvent.count();
  await expect(
    database.transaction(async (tx) => {
      await recordAudit(tx, [{ type: "user.created", userId }]);
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await database.db.auditEvent.count()).toBe(before);
  expect(await subjectOf(userId)).toBeUndefined();
});

test("writes nothing for no events", async () => {
  const before = await database.db.auditEvent.count();
  await database.transaction((tx) => recordAudit(tx, []));
  expect(await database.db.auditEvent.count()).toBe(before);
});

test("gives a user one subject when two deeds are recorded for the first time at once", async () => {
  const userId = await newUser();
  const record = (type: "user.created" | "session.created", before: () => Promise<unknown>) =>
    database.transaction(async (tx) => {
      await recordAudit(tx, [{ type, userId }]);
      await before();
    });
  const waiting = async () => (await database.pool.query("SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).rows[0] as { count: number };
  let second: Promise<void> | undefined;
  // The first deed has made the subject and not committed yet when the second one comes to the same place.
  await record("user.created", async () => {
    second = record("session.created", async () => undefined);
    second.catch(() => undefined);
    await expect.poll(waiting, { interval: 10, timeout: 5_000 }).toEqual({ count: 1 });
  });
  await second;
  expect(await database.db.auditSubject.count({ where: { userId } })).toBe(1);
  expect((await eventsOf(userId)).map(({ type }) => type).toSorted()).toEqual(["session.created", "user.created"]);
});

test("keeps the trail and forgets the person when the user is deleted", async () => {
  const userId = await newUser();
  await database.transaction((tx) => recordAudit(tx, [{ type: "user.created", userId }]));
  const subjectId = (await subjectOf(userId)) ?? "";
  await database.db.user.delete({ where: { id: userId } });
  expect(await subjectOf(userId)).toBeUndefined();
  expect(await database.db.auditEvent.count({ where: { subjectId } })).toBe(1);
});

test.each([
  ["UPDATE", `UPDATE "AuditEvent" SET "type" = 'x'`],
  ["DELETE", `DELETE FROM "AuditEvent"`],
  ["TRUNCATE", `TRUNCATE "AuditEvent"`],
  ["TRUNCATE", `TRUNCATE "AuditEvent" CASCADE`],
  ["UPDATE", `INSERT INTO "AuditEvent" ("id", "type", "subjectId") SELECT "id", 'x', "subjectId" FROM "AuditEvent" ON CONFLICT ("id") DO UPDATE SET "type" = 'x'`],
])("refuses %s on the trail, even to the owner of the table: %s", async (operation, sql) => {
  const userId = await newUser();
  await database.transaction((tx) => recordAudit(tx, [{ type: "user.created", userId }]));
  const before = await database.db.auditEvent.findMany({ orderBy: { id: "asc" } });
  await expect(database.pool.query(sql)).rejects.toMatchObject({ code: "23001", message: `AuditEvent is append-only: ${operation} is refused` });
  expect(await database.db.auditEvent.findMany({ orderBy: { id: "asc" } })).toEqual(before);
});

test("refuses changes through the ORM as well", async () => {
  await expect(database.db.auditEvent.deleteMany()).rejects.toThrow();
  await expect(database.db.auditEvent.updateMany({ data: { type: "x" } })).rejects.toThrow();
});

test("refuses to give a subject to another user, whose doing the events would look like", async () => {
  const [vera, robin] = [await newUser(), await newUser()];
  await database.transaction((tx) => recordAudit(tx, [{ type: "user.created", userId: vera }]));
  const subject = await subjectOf(vera);
  await expect(database.pool.query(`UPDATE "AuditSubject" SET "userId" = $2 WHERE "userId" = $1`, [vera, robin])).rejects.toMatchObject({ code: "23001" });
  await expect(database.pool.query(`UPDATE "AuditSubject" SET "subjectId" = gen_random_uuid() WHERE "userId" = $1`, [vera])).rejects.toMatchObject({ code: "23001" });
  expect([await subjectOf(vera), await subjectOf(robin)]).toEqual([subject, undefined]);
});
