import pg from "pg";
import { giveUp, giveUpNoMore } from "../fixtures/give-up.ts";
import { comeBack, expectRecovery, pathOf, rowCounts, sessionOf, signedIn, signInWithAmazon, startEmail, tokenCalls } from "../fixtures/journey.ts";
import { expectOutage, noTransactionOpen, ready } from "../fixtures/outage.ts";
import { countUsersOf, mailedCodes, newAddress, newestCode, newPersona, userIdOf } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Deadlocks, serialization failures, first sign-ins at once over a slow database, and connections ended while idle: DB-05, DB-06, DB-01. */

test.use({ setting: { environment: { JOBS: "off" }, worker: true } });
test.afterEach(async ({ stack }) => {
  stack.wire.restore();
  await giveUpNoMore(stack.sql);
});

async function eventsOf(stack: Stack, userId: string | undefined): Promise<Record<string, number>> {
  const { rows } = await stack.sql.query<{ type: string; count: string }>(
    `SELECT e."type", count(*) FROM "AuditEvent" e JOIN "AuditSubject" s ON s."subjectId" = e."subjectId" WHERE s."userId" = $1 GROUP BY 1`,
    [userId],
  );
  return Object.fromEntries(rows.map(({ type, count }) => [type, Number(count)]));
}

for (const sqlState of ["40001", "40P01"] as const) {
  test(`a sign-in that PostgreSQL gives up with ${sqlState} is run again as a whole: one user, one set of events, one call for the code`, async ({ stack, open }) => {
    const runs = await giveUp(stack.sql, 3, sqlState);
    const [vera, persona] = [open(), newPersona(stack)];
    await vera.post("/bag", { action: "add", productId: "wool-blanket" });
    const { callback, code } = await comeBack(stack, vera, persona, "/bag");
    expect(pathOf(await vera.get(callback))).toBe("/bag");
    expect(await runs()).toBe(4);
    expect(tokenCalls(stack, code)).toHaveLength(1);
    expect(await eventsOf(stack, await userIdOf(stack, persona))).toEqual({ "user.created": 1, "account.linked": 1, "session.created": 1 });
    const { rows } = await stack.sql.query(`SELECT sum(b."quantity") AS things FROM "BagItem" b JOIN "Account" a ON a."userId" = b."userId" WHERE a."providerAccountId" = $1`, [persona.userId]);
    expect(rows).toEqual([{ things: "1" }]);
  });
}

test("a code by e-mail whose transaction is given up is used once, and no second mail leaves", async ({ stack, open }) => {
  const [vera, email] = [open(), newAddress()];
  const attempt = await startEmail(vera, email);
  const code = await newestCode(stack, email);
  const runs = await giveUp(stack.sql, 2, "40001");
  expect(pathOf(await vera.post("/signin/verify", { attempt, code }))).toBe("/account");
  expect(await runs()).toBe(3);
  expect(await mailedCodes(stack, email)).toHaveLength(1);
  expect(await eventsOf(stack, (await sessionOf(vera))?.user.id)).toEqual({ "user.created": 1, "email.proved": 1, "session.created": 1 });
});

test("a sign-in that PostgreSQL gives up again and again ends after six runs as an outage that wrote nothing, and one click signs in later", async ({ stack, open, journal }) => {
  journal.faultsExpected = true;
  const runs = await giveUp(stack.sql, 1_000, "40001");
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback, code } = await comeBack(stack, vera, persona, "/bag");
  const before = await rowCounts(stack);
  expectOutage(await vera.get(callback));
  expect(await runs()).toBe(6);
  expect(await rowCounts(stack)).toEqual(before);
  await expectRecovery(vera, await vera.get(callback), "attempt_used");
  await stack.sql.query(`DROP TRIGGER give_up ON "Session"`);
  expect(pathOf(await signInWithAmazon(stack, vera, persona, "/bag"))).toBe("/bag");
  expect(tokenCalls(stack, code)).toHaveLength(1);
});

test("a sign-in that deadlocks with somebody who locks user and account the other way round ends well, once", async ({ stack, open }) => {
  const persona = newPersona(stack);
  await signedIn(stack, open(), persona);
  const userId = await userIdOf(stack, persona);
  const deadlocks = async () => Number((await stack.sql.query<{ deadlocks: string }>(`SELECT pg_stat_clear_snapshot(), deadlocks FROM pg_stat_database WHERE datname = current_database()`)).rows[0]?.deadlocks);
  const before = await deadlocks();
  const vera = open();
  const { callback } = await comeBack(stack, vera, persona, "/bag");
  const other = new pg.Client({ connectionString: stack.directDatabaseUrl });
  await other.connect();
  try {
    await other.query(`BEGIN`);
    await other.query(`SELECT 1 FROM "Account" WHERE "userId" = $1 FOR UPDATE`, [userId]);
    const pending = vera.get(callback);
    // It holds the user, and waits for the account.
    const waits = async () => (await stack.sql.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).rowCount;
    await expect.poll(waits, { intervals: [10] }).toBe(1);
    await other.query(`SELECT 1 FROM "User" WHERE "id" = $1 FOR UPDATE`, [userId]);
    await other.query(`COMMIT`);
    expect(pathOf(await pending)).toBe("/bag");
  } finally {
    await other.end();
  }
  await expect.poll(deadlocks).toBe(before + 1);
  expect(await eventsOf(stack, userId)).toEqual({ "user.created": 1, "account.linked": 1, "account.refreshed": 1, "session.created": 2 });
});

for (const withEmail of [true, false]) {
  test(`twenty first sign-ins of one person at once over a slow database, ${withEmail ? "with" : "without"} an address: one user, and everybody in at once or after one click`, async ({ stack, open, journal }) => {
    journal.faultsExpected = true;
    const persona = newPersona(stack, withEmail ? {} : { email: null });
    const doors = await Promise.all(Array.from({ length: 20 }, async () => {
      const browser = open();
      return { browser, ...(await comeBack(stack, browser, persona, "/bag")) };
    }));
    stack.wire.delay(20);
    const answers = await Promise.all(doors.map(({ browser, callback }) => browser.get(callback)));
    stack.wire.restore();
    for (const answer of answers) if (answer.status !== 303) expectOutage(answer, 20_000);
    expect(answers.filter(({ status }) => status === 303).length, "the slow database is no outage for everybody").toBeGreaterThan(0);
    await noTransactionOpen(stack);
    for (const [index, { browser, code }] of doors.entries()) {
      if (answers[index]?.status === 303) expect(pathOf(answers[index])).toBe("/bag");
      else expect(pathOf(await signInWithAmazon(stack, browser, persona, "/bag"))).toBe("/bag");
      expect(tokenCalls(stack, code).length).toBeLessThanOrEqual(1);
    }
    expect(await countUsersOf(stack, persona)).toEqual({ users: 1, accounts: 1 });
    expect(new Set(await Promise.all(doors.map(async ({ browser }) => (await sessionOf(browser))?.user.id))).size).toBe(1);
    expect(await eventsOf(stack, await userIdOf(stack, persona))).toEqual({ "user.created": 1, "account.linked": 1, "account.refreshed": 19, "session.created": 20 });
  });
}

// @see https://github.com/prisma/orm/issues/27641
test("connections that PostgreSQL ends while they are idle do not end the process, and the next request is good", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  const { pid } = stack.web.child;
  await Promise.all(Array.from({ length: 20 }, () => vera.get("/api/auth/session")));
  expect(stack.wire.connections()).toBeGreaterThan(1);
  const { rowCount } = await stack.sql.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'sign-in-with-amazon%'`);
  expect(rowCount).toBeGreaterThan(1);
  await expect.poll(stack.wire.connections, { intervals: [10] }).toBe(0);
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
  expect(pathOf(await signInWithAmazon(stack, open(), persona))).toBe("/account");
  await ready(stack);
  expect(stack.web.child.pid).toBe(pid);
});
