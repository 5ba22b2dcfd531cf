import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { repository } from "#scripts/bootstrap/paths.mjs";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { testEnvironment } from "#scripts/test/installation.ts";
import { claimDatabase } from "../db/claim.ts";
import { closeDatabase, database } from "../db/client.ts";
import { sweep } from "../attempts/sweep.ts";
import { sweepAudit } from "../audit/retention.ts";
import { enqueue, startWorkers, stopQueue } from "./queue.ts";

const role = `shop_${randomUUID().replaceAll("-", "")}`;
let place: TestDatabase;
let owner: pg.Client;

/** The statements that the documentation gives, for the role of this test. */
const documented = () => {
  const page = readFileSync(`${repository}/docs/configuration.md`, "utf8");
  return (/```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? "").replaceAll("shop_web", role).replaceAll("DATABASE shop", `DATABASE ${new URL(place.url).pathname.slice(1)}`);
};

beforeAll(async () => {
  place = await createTestDatabase();
  owner = new pg.Client({ connectionString: place.url });
  await owner.connect();
  await owner.query(documented());
  const url = new URL(place.url);
  url.username = role;
  url.password = "a-long-password";
  for (const [name, value] of Object.entries(testEnvironment(url.href))) vi.stubEnv(name, value);
});

afterAll(async () => {
  await stopQueue();
  await closeDatabase();
  await owner?.query(`DROP OWNED BY ${role}`);
  await owner?.query(`DROP ROLE ${role}`);
  await owner?.end();
  await place?.drop();
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

test.each(["CREATE TABLE own (x int)", "CREATE TABLE jobs.own (x int)", 'ALTER TABLE "User" ADD COLUMN x int', 'DROP TABLE "AuditEvent"', "CREATE SCHEMA own", 'TRUNCATE "AuditEvent"', 'DELETE FROM "AuditEvent"', 'UPDATE "AuditEvent" SET "type" = type', 'ALTER TABLE "AuditEvent" DISABLE TRIGGER ALL'])("the role may not: %s", async (statement) => {
  await expect(database().pool.query(statement)).rejects.toMatchObject({ code: "42501" });
});
