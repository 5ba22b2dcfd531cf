import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { database as openDatabase, type Database } from "../db/client.ts";
import { sweepAudit } from "./retention.ts";

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

const event = async (daysAgo: number) => {
  const id = randomUUID();
  await database.pool.query(`INSERT INTO "AuditEvent" ("id", "at", "type", "subjectId") VALUES ($1, now() - make_interval(days => $2), 'password.set', $1)`, [id, daysAgo]);
  return id;
};
const left = async (ids: string[]) => (await database.db.auditEvent.findMany({ where: { id: { in: ids } }, select: { id: true } })).map(({ id }) => id);

test("events go when they are older than 400 days, and none that is younger", async () => {
  const [old, young, fresh] = [await event(401), await event(399), await event(0)];
  expect(await sweepAudit(database.db)).toBe(1);
  expect((await left([old, young, fresh])).toSorted()).toEqual([young, fresh].toSorted());
  expect(await sweepAudit(database.db)).toBe(0);
});

test("nobody changes an event, removes a young one, or empties the table, whatever the statement", async () => {
  const [old, young] = [await event(401), await event(1)];
  const refused = [`DELETE FROM "AuditEvent" WHERE "id" = '${young}'`, `DELETE FROM "AuditEvent"`, `UPDATE "AuditEvent" SET "at" = now() - interval '500 days' WHERE "id" = '${young}'`, `UPDATE "AuditEvent" SET "details" = '{}' WHERE "id" = '${old}'`, `TRUNCATE "AuditEvent"`];
  for (const statement of refused) await expect(database.pool.query(statement), statement).rejects.toMatchObject({ code: "23001" });
  expect((await left([old, young])).toSorted()).toEqual([old, young].toSorted());
});
