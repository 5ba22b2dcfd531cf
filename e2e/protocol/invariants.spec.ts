import { test as base, expect } from "@playwright/test";
import pg from "pg";
import { HttpBrowser } from "../fixtures/http-browser.ts";
import { expectInvariants, type Journal, openJournal } from "../fixtures/invariants.ts";
import { pathOf, signInWithAmazon } from "../fixtures/journey.ts";
import { newPersona, newProvedUser } from "../fixtures/people.ts";
import { residentMegabytes } from "../fixtures/process-memory.ts";
import { type Stack, startStack } from "../fixtures/stack.ts";

/** The check that runs after every other test sees each kind of violation of I1 to I7. Planted here, one after another. */

// Sends the web process an error that nobody catches when it is told to.
const plantedRejection = `--import=data:text/javascript,process.on('SIGUSR2',()=>void(Promise.reject(new(Error)('planted'))))`;

const test = base.extend<{ journal: Journal }, { stack: Stack }>({
  stack: [
    async ({}, use) => {
      const stack = await startStack({ environment: { LOG_LEVEL: "trace", JOBS: "off", NODE_OPTIONS: plantedRejection }, worker: true });
      await use(stack);
      await stack.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  // Somebody has signed in with Amazon and somebody with a code, and all is well.
  journal: async ({ stack }, use) => {
    const journal = openJournal(stack);
    await newProvedUser(stack);
    const browser = new HttpBrowser(stack.appUrl, { journal: journal.answers });
    expect(pathOf(await signInWithAmazon(stack, browser, newPersona(stack), "/bag"))).toBe("/bag");
    await expectInvariants(stack, journal);
    await use(journal);
  },
});

/** Checks within a transaction that holds what was planted, and takes it back. Constraints and triggers are off. */
async function expectSeen(stack: Stack, journal: Journal, plant: string, complaint: string): Promise<void> {
  const client = await stack.sql.connect();
  try {
    await client.query(`BEGIN; SET LOCAL session_replication_role = replica; ${plant}`);
    await expect(expectInvariants({ ...stack, sql: client as unknown as pg.Pool }, journal), plant).rejects.toThrow(complaint);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

const someUser = `(SELECT "userId" FROM "Account" LIMIT 1)`;
const someAttempt = `(SELECT "id" FROM "Attempt" WHERE "status" = 'succeeded' AND "method" = 'amazon' LIMIT 1)`;
const copyEvent = (type: string, where = "true") => `INSERT INTO "AuditEvent" ("id", "at", "type", "subjectId", "attemptId", "details") SELECT gen_random_uuid(), now(), "type", "subjectId", NULL, "details" FROM "AuditEvent" WHERE "type" = '${type}' AND ${where} LIMIT 1`;

const rows: [invariant: string, plant: string, complaint: string][] = [
  ["I1", `DELETE FROM "Account"; DELETE FROM "AuditEvent" WHERE "type" = 'account.linked'`, "users without a way in: 1"],
  ["I1", `UPDATE "Account" SET "userId" = gen_random_uuid()`, "accounts without a user: 1"],
  ["I1", `UPDATE "Session" SET "userId" = gen_random_uuid()`, "sessions without a user"],
  ["I2", `DROP INDEX "Account_provider_providerAccountId_key"; INSERT INTO "Account" ("id", "userId", "provider", "providerAccountId") SELECT gen_random_uuid(), "userId", "provider", "providerAccountId" FROM "Account" LIMIT 1`, "provider accounts with two owners: 1"],
  ["I2", `UPDATE "User" SET "provedEmail" = 'SAM@example.test' WHERE "id" = ${someUser}`, "proved addresses with two owners: 1"],
  ["I5", `DELETE FROM "AuditEvent" WHERE "type" = 'session.created'`, "succeeded attempts without exactly one session event"],
  ["I5", `UPDATE "Attempt" SET "status" = 'cancelled' WHERE "id" = ${someAttempt}`, "session events of attempts that did not succeed: 1"],
  ["I5", `UPDATE "Attempt" SET "status" = 'failed' WHERE "id" = ${someAttempt}`, "events of attempts that wrote nothing"],
  ["I5", copyEvent("account.linked"), "accounts and link events that do not match: 1"],
  ["I5", `DELETE FROM "AuditEvent" WHERE "type" = 'user.created' AND "attemptId" = ${someAttempt}`, "users and creation events that do not match: 1"],
  // The totals are right, the person is not.
  ["I5", `UPDATE "AuditEvent" SET "subjectId" = (SELECT "subjectId" FROM "AuditSubject" WHERE "userId" <> ${someUser} LIMIT 1) WHERE "type" = 'user.created' AND "attemptId" = ${someAttempt}`, "users without exactly one creation event"],
  ["I5", `UPDATE "AuditEvent" SET "subjectId" = (SELECT "subjectId" FROM "AuditSubject" WHERE "userId" <> ${someUser} LIMIT 1) WHERE "type" = 'account.linked' AND "attemptId" = ${someAttempt}`, "users whose accounts and link events do not match"],
  ["I5", `DELETE FROM "AuditEvent" WHERE "type" = 'email.proved'`, "proved addresses and their events that do not match"],
  ["I5", `INSERT INTO "Session" ("id", "tokenHash", "userId", "method", "authenticatedAt", "expires") SELECT gen_random_uuid(), 'x', "userId", "method", now(), now() FROM "Session" LIMIT 1`, "sessions that no event made"],
  ["I5", `INSERT INTO "AuditEvent" ("id", "type", "subjectId", "details") SELECT gen_random_uuid(), 'session.revoked', "subjectId", '{"scope": "this", "count": 1}' FROM "AuditSubject" LIMIT 1`, "or that an event ended: 1"],
  ["I5", `INSERT INTO "AuditEvent" ("id", "type", "subjectId", "attemptId") SELECT gen_random_uuid(), 'guest.adopted', s, ${someAttempt} FROM (SELECT "subjectId" AS s FROM "AuditSubject" LIMIT 1) one, generate_series(1, 2)`, "deeds recorded twice: 1"],
  ["I5", `UPDATE "AuditEvent" SET "attemptId" = gen_random_uuid() WHERE "type" = 'email.proved'`, "events of attempts that were rolled back"],
  ["I5", `INSERT INTO "ParkedIdentity" ("id", "attemptId", "reason", "sealed", "expires") VALUES (gen_random_uuid(), ${someAttempt}, 'email_in_use', 'x', now())`, "ended attempts with a parked identity that can still be opened: 1"],
  ["I5", `UPDATE "Attempt" SET "intent" = 'merge' WHERE "id" = ${someAttempt}`, "and merges without one: 1"],
  ["I5", `UPDATE "Attempt" SET "endedAt" = NULL WHERE "id" = ${someAttempt}`, "attempts stuck half-way: 1"],
];

test("sees every wrong, missing and doubled row", async ({ stack, journal }) => {
  for (const [invariant, plant, complaint] of rows) await test.step(`${invariant}: ${complaint}`, async () => expectSeen(stack, journal, plant, complaint));
  await expectInvariants(stack, journal);
});

test("sees a code that was sent twice (I3)", async ({ stack, journal }) => {
  const { calls } = stack.sandbox.ledger;
  const spent = calls.findLast(({ path }) => path === "/auth/o2/token");
  if (!spent) throw new Error("no code was sent");
  calls.push(spent);
  await expect(expectInvariants(stack, journal)).rejects.toThrow("codes sent twice");
  // The client was refused: nothing was spent.
  calls.splice(-1, 1, { ...spent, status: 401 });
  await expectInvariants(stack, journal);
  calls.pop();
});

test("sees a secret in a column, a log line, a page, a redirect, a cookie and a mail, and an address in the log (I4)", async ({ stack, journal }) => {
  const { issued } = stack.sandbox.ledger;
  const secret = (kind: string) => issued.findLast((entry) => entry.kind === kind)?.value ?? "none";
  const session = journal.answers.flatMap(({ setCookies }) => setCookies).find((line) => line.startsWith("authjs.session-token="))?.slice(21, 64) ?? "none";
  await expectSeen(stack, journal, `UPDATE "User" SET "name" = '${secret("refresh_token")}' WHERE "id" = ${someUser}`, "refresh_token in User");
  await expectSeen(stack, journal, `UPDATE "Attempt" SET "returnTo" = '/${session}' WHERE "id" = ${someAttempt}`, "cookie authjs.session-token=");
  const inLog = (text: string) => ({ ...stack, output: () => `${stack.output()}\n${text}` });
  await expect(expectInvariants(inLog(secret("access_token")), journal)).rejects.toThrow("access_token in the log");
  await expect(expectInvariants(inLog("vera@example.test"), journal)).rejects.toThrow("address in the log");
  const answer = journal.answers.at(-1) as Journal["answers"][number];
  const withAnswer = (planted: Partial<typeof answer>): Journal => ({ ...journal, answers: [...journal.answers, { ...answer, ...planted }] });
  await expect(expectInvariants(stack, withAnswer({ body: secret("code") }))).rejects.toThrow("code in the page");
  await expect(expectInvariants(stack, withAnswer({ headers: new Headers({ location: `/?x=${secret("code")}` }) }))).rejects.toThrow("code in a redirect");
  await expect(expectInvariants(stack, withAnswer({ setCookies: [`x=${secret("access_token")}`] }))).rejects.toThrow("access_token in a cookie");
  const mails = stack.mailbox.mails.all();
  const [mail] = mails;
  if (!mail) throw new Error("no mail was sent");
  const { text } = mail;
  mail.text += session;
  await expect(expectInvariants(stack, journal)).rejects.toThrow("in a mail");
  mail.text = text;
  await expectInvariants(stack, journal);
});

test("sees a fault that is no designed outage, an outage out of place, and an error page that tells too much (I7)", async ({ stack, journal }) => {
  const answer = journal.answers.at(-1) as Journal["answers"][number];
  const designed = { ...answer, status: 503, body: "", headers: new Headers({ "retry-after": "5", "x-request-id": "A".repeat(22) }) };
  const withAnswer = (planted: Partial<typeof answer>, faultsExpected = true): Journal => ({ ...journal, faultsExpected, answers: [...journal.answers, { ...designed, ...planted }] });
  await expectInvariants(stack, withAnswer({}));
  await expect(expectInvariants(stack, withAnswer({}, false))).rejects.toThrow("answers that are faults of ours");
  await expect(expectInvariants(stack, withAnswer({ status: 500 }))).rejects.toThrow("not the designed outage");
  await expect(expectInvariants(stack, withAnswer({ headers: new Headers({ "x-request-id": "A".repeat(22) }) }))).rejects.toThrow("Retry-After of an outage");
  await expect(expectInvariants(stack, withAnswer({ headers: new Headers({ "retry-after": "5" }) }))).rejects.toThrow();
  await expect(expectInvariants(stack, withAnswer({ body: "PrismaClientKnownRequestError" }))).rejects.toThrow("the inside of the site");
});

test("sees a process that ended, connections beyond the pool, and an error that nobody caught (I6)", async ({ stack, journal }) => {
  const { child } = stack.web;
  const withChild = (planted: object): Stack => ({ ...stack, web: { ...stack.web, child: { exitCode: null, signalCode: null, pid: child.pid, ...planted } as unknown as Stack["web"]["child"] } });
  await expectInvariants(withChild({}), journal);
  await expect(expectInvariants(withChild({ exitCode: 1 }), journal)).rejects.toThrow("the web process lives");
  await expect(expectInvariants(withChild({ signalCode: "SIGSEGV" }), journal)).rejects.toThrow("the web process lives");
  expect(residentMegabytes(child.pid ?? 0), "memory can be told here").toBeGreaterThan(50);
  const leaked = Array.from({ length: 11 }, () => new pg.Client({ connectionString: stack.directDatabaseUrl, application_name: "sign-in-with-amazon" }));
  await Promise.all(leaked.map((client) => client.connect()));
  await expect(expectInvariants(stack, journal)).rejects.toThrow("connections to PostgreSQL");
  await Promise.all(leaked.map((client) => client.end()));
  child.kill("SIGUSR2");
  await expect.poll(() => stack.output()).toContain("unhandledRejection");
  await expect(expectInvariants(stack, journal)).rejects.toThrow("errors that nobody caught");
});
