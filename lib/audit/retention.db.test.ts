import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { database as openDatabase, type Database } from "../db/client.ts";
import { auditKeptSeconds, sweepAudit } from "./retention.ts";

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

const event = async (daysAgo: number) => {
  const id = randomUUID();
  await database.pool.query(`INSERT INTO "AuditEvent" ("id", "at", "type", "subjectId") VALUES ($1, now() - make_interval(days => $2), 'password.set', $1)`, [id, daysAgo]);
  return id;
};
/** Several statements as one: PostgreSQL takes a text of several for one transaction. */
const wholly = async (statements: string) => await database.pool.query(statements);
const left = async (ids: string[]) => (await database.db.auditEvent.findMany({ where: { id: { in: ids } }, select: { id: true } })).map(({ id }) => id);

test("the constant that the notice names is what the database keeps to", async () => {
  const { rows } = await database.pool.query<{ seconds: number }>(`SELECT extract(epoch FROM "audit_retention"())::int AS "seconds"`);
  expect(rows).toEqual([{ seconds: auditKeptSeconds }]);
});

test("events go when they are older than 400 days, and none that is younger", async () => {
  const [old, young, fresh] = [await event(401), await event(399), await event(0)];
  expect(await sweepAudit(database.db)).toBe(1);
  expect((await left([old, young, fresh])).toSorted()).toEqual([young, fresh].toSorted());
  expect(await sweepAudit(database.db)).toBe(0);
});

test("nobody changes an event, removes one past the function, however old, or empties the table, whatever the statement", async () => {
  const [old, young] = [await event(401), await event(1)];
  const refused = [`DELETE FROM "AuditEvent" WHERE "id" = '${young}'`, `DELETE FROM "AuditEvent" WHERE "id" = '${old}'`, `DELETE FROM "AuditEvent"`, `UPDATE "AuditEvent" SET "at" = now() - interval '500 days' WHERE "id" = '${young}'`, `UPDATE "AuditEvent" SET "details" = '{}' WHERE "id" = '${old}'`, `TRUNCATE "AuditEvent"`];
  for (const statement of refused) await expect(database.pool.query(statement), statement).rejects.toMatchObject({ code: "23001" });
  expect((await left([old, young])).toSorted()).toEqual([old, young].toSorted());
});

test("after the function has run in a transaction, nothing more goes in it", async () => {
  const [old, young] = [await event(401), await event(1)];
  await expect(wholly(`SELECT "purge_audit_events"(0); DELETE FROM "AuditEvent" WHERE "id" = '${old}'`)).rejects.toMatchObject({ code: "23001" });
  expect((await left([old, young])).toSorted()).toEqual([old, young].toSorted());
});

test("a young event stays also for whoever says what the function says", async () => {
  const [old, young] = [await event(401), await event(399)];
  const said = async (statement: string) => await wholly(`SET LOCAL "siwa.audit_purge" = 'on'; ${statement}`);
  for (const statement of [`DELETE FROM "AuditEvent" WHERE "id" = '${young}'`, `TRUNCATE "AuditEvent"`]) await expect(said(statement), statement).rejects.toMatchObject({ code: "23001" });
  expect((await left([old, young])).toSorted()).toEqual([old, young].toSorted());
});
