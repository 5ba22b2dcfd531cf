import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { repository } from "#scripts/bootstrap/paths.mjs";
import { applyMigrations } from "#scripts/database/migrate.ts";
import { refuseRemoteDatabase } from "#scripts/test/database.ts";
import { testEnvironment } from "#scripts/test/installation.ts";
import { claimDatabase } from "../db/claim.ts";
import { closeDatabase, database } from "../db/client.ts";
import { sweep } from "../attempts/sweep.ts";
import { recordAudit } from "../audit/record.ts";
import { sweepAudit } from "../audit/retention.ts";
import { enqueue, startWorkers, stopQueue } from "./queue.ts";

const [role, ownerRole] = ["web", "owner"].map((name) => `${name}_${randomUUID().replaceAll("-", "")}`) as [string, string];
const databaseName = `test_${ownerRole}`;
let administrator: pg.Client;
let owner: pg.Client;

function addressFor(user: string): string {
  const url = new URL(process.env.TEST_DATABASE_ADMIN_URL ?? "");
  refuseRemoteDatabase(url.href);
  return Object.assign(url, { username: user, password: "a-long-password", pathname: `/${databaseName}` }).href;
}

/** The statements that the documentation gives, for the role of this test. */
const documented = () => {
  const page = readFileSync(`${repository}/docs/configuration.md`, "utf8");
  return (/```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? "").replaceAll("shop_web", role).replaceAll("DATABASE shop", `DATABASE ${databaseName}`);
};

// As the documentation has it: an owner who is no superuser, and owns the database and all that the migrations make.
beforeAll(async () => {
  administrator = new pg.Client({ connectionString: process.env.TEST_DATABASE_ADMIN_URL });
  await administrator.connect();
  await administrator.query(`CREATE ROLE ${ownerRole} LOGIN CREATEROLE NOSUPERUSER PASSWORD 'a-long-password'`);
  await administrator.query(`CREATE DATABASE ${databaseName} OWNER ${ownerRole}`);
  await applyMigrations({ databaseUrl: addressFor(ownerRole) });
  owner = new pg.Client({ connectionString: addressFor(ownerRole) });
  await owner.connect();
  await owner.query(documented());
  for (const [name, value] of Object.entries(testEnvironment(addressFor(role)))) vi.stubEnv(name, value);
});

afterAll(async () => {
  await stopQueue();
  await closeDatabase();
  await owner?.end();
  await administrator?.query(`DROP DATABASE IF EXISTS ${databaseName} WITH (FORCE)`);
  for (const name of [role, ownerRole]) await administrator?.query(`DROP ROLE IF EXISTS ${name}`);
  await administrator?.end();
});

test("the role of the documentation reads and writes, sweeps, queues and does jobs", async () => {
  await claimDatabase(database(), { appEnv: "development", amazonClientId: "x" }, { allow: false });
  await sweep(database().db, new Date());
  await owner.query(`INSERT INTO "AuditEvent" ("id", "at", "type", "subjectId") VALUES ($1, now() - interval '401 days', 'password.set', $1)`, [randomUUID()]);
  expect(await sweepAudit(database().db)).toBe(1);
  const id = randomUUID();
  const done = new Promise<string>((resolve) => void startWorkers([{ queue: "mail", run: async (job) => resolve(job) }]));
  await database().transaction((tx) => enqueue(tx, "mail", { id, data: {} }));
  expect(await done).toBe(id);
});

test("the role records what it does, and forgets whose it was when the user goes", async () => {
  const { id: userId } = await database().db.user.create({ data: { name: "Vera" }, select: { id: true } });
  await database().transaction((tx) => recordAudit(tx, [{ type: "user.created", userId }]));
  const { subjectId } = await database().db.auditSubject.findUniqueOrThrow({ where: { userId } });
  await database().db.user.delete({ where: { id: userId } });
  expect([await database().db.auditEvent.count({ where: { subjectId } }), await database().db.auditSubject.count({ where: { subjectId } })]).toEqual([1, 0]);
});

const forbidden = [
  "CREATE TABLE own (x int)",
  "CREATE TABLE jobs.own (x int)",
  'ALTER TABLE "User" ADD COLUMN x int',
  'DROP TABLE "AuditEvent"',
  "CREATE SCHEMA own",
  'TRUNCATE "AuditEvent"',
  'TRUNCATE "AuditSubject"',
  'DELETE FROM "AuditEvent"',
  'UPDATE "AuditEvent" SET "type" = type',
  `INSERT INTO "AuditEvent" ("id", "type", "subjectId") SELECT "id", 'x', "subjectId" FROM "AuditEvent" ON CONFLICT ("id") DO UPDATE SET "type" = 'x'`,
  'UPDATE "AuditSubject" SET "userId" = "userId"',
  'ALTER TABLE "AuditEvent" DISABLE TRIGGER ALL',
  'ALTER TABLE "AuditEvent" DISABLE TRIGGER "AuditEvent_append_only"',
  'DROP TRIGGER "AuditEvent_append_only" ON "AuditEvent"',
  'DROP TRIGGER "AuditEvent_no_truncate" ON "AuditEvent"',
  'CREATE TRIGGER own BEFORE INSERT ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION "refuse_audit_event_change"()',
  'CREATE RULE own AS ON INSERT TO "AuditEvent" DO INSTEAD NOTHING',
  `ALTER TABLE "AuditEvent" OWNER TO ${role}`,
  // PostgreSQL only warns of a grant of what one does not have.
  `GRANT ALL ON "AuditEvent" TO ${role}; DELETE FROM "AuditEvent"`,
  'DROP FUNCTION "refuse_audit_event_change"() CASCADE',
  `CREATE OR REPLACE FUNCTION public."audit_retention"() RETURNS interval LANGUAGE sql AS $$ SELECT interval '0' $$`,
  'ALTER FUNCTION "purge_audit_events"(integer) SECURITY INVOKER',
  "SET session_replication_role = replica",
  `SET ROLE ${ownerRole}`,
];

test.each(forbidden)("the role may not: %s", async (statement) => {
  // One row that could be hurt, for what is decided row by row.
  await owner.query(`INSERT INTO "AuditEvent" ("id", "type", "subjectId") VALUES ($1, 'password.set', $1)`, [randomUUID()]);
  const before = (await owner.query(`SELECT * FROM "AuditEvent" ORDER BY "id"`)).rows;
  await expect(database().pool.query(statement)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|0LP01)$/) as string });
  expect((await owner.query(`SELECT * FROM "AuditEvent" ORDER BY "id"`)).rows).toEqual(before);
});

test("a table of the role's own that is called like the audit is not what the owner's function works on", async () => {
  const old = randomUUID();
  await owner.query(`INSERT INTO "AuditEvent" ("id", "at", "type", "subjectId") VALUES ($1, now() - interval '401 days', 'password.set', $1)`, [old]);
  const client = await database().pool.connect();
  try {
    await client.query(`CREATE TEMP TABLE "AuditEvent" ("id" uuid, "at" timestamptz)`);
    await client.query(`CREATE FUNCTION pg_temp.own() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE public."AuditEvent" DISABLE TRIGGER ALL; RETURN OLD; END $$`);
    await client.query(`CREATE TRIGGER own BEFORE DELETE ON pg_temp."AuditEvent" FOR EACH ROW EXECUTE FUNCTION pg_temp.own()`);
    await client.query(`INSERT INTO pg_temp."AuditEvent" VALUES (gen_random_uuid(), now() - interval '401 days')`);
    await client.query(`GRANT ALL ON pg_temp."AuditEvent" TO PUBLIC`);
    expect((await client.query(`SELECT public."purge_audit_events"(10) AS "count"`)).rows).toEqual([{ count: 1 }]);
    expect((await client.query(`SELECT count(*)::int AS "count" FROM pg_temp."AuditEvent"`)).rows).toEqual([{ count: 1 }]);
  } finally {
    client.release(true);
  }
  expect((await owner.query(`SELECT 1 FROM "AuditEvent" WHERE "id" = $1`, [old])).rows).toEqual([]);
  expect((await owner.query(`SELECT tgname FROM pg_trigger WHERE tgrelid = 'public."AuditEvent"'::regclass AND tgenabled = 'D'`)).rows).toEqual([]);
});
