import pg from "pg";
import type { Answer } from "../fixtures/http-browser.ts";
import { comeBack, expectRecovery, pathOf, sessionOf, signedIn, signInWithAmazon, tokenCalls } from "../fixtures/journey.ts";
import { expectOutage, noTransactionOpen, ready, siteConnections } from "../fixtures/outage.ts";
import { newAddress, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** PostgreSQL silent at a statement, locked, or slow: DB-02. Every wait ends, and nothing is left over from it. */

test.use({ setting: { environment: { JOBS: "off" } } });
test.beforeEach(({ journal }) => void (journal.faultsExpected = true));
test.afterEach(({ stack }) => stack.wire.restore());

const poolSize = 10;

/** Nobody holds a connection for a wait that is over, and the next request is answered at once. */
async function expectNothingLeft(stack: Stack, ask: () => Promise<Answer>): Promise<void> {
  await ready(stack);
  await noTransactionOpen(stack);
  const answers = await Promise.all(Array.from({ length: 2 * poolSize }, ask));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  for (const { milliseconds } of answers) expect(milliseconds).toBeLessThan(5_000);
  expect(await siteConnections(stack)).toBeLessThanOrEqual(poolSize);
}

test("a connection that falls silent at a statement of a sign-in is given up, is not handed to anybody else, and leaves all or nothing", async ({ stack, open }) => {
  const [known, knownPersona] = [open(), newPersona(stack)];
  await signedIn(stack, known, knownPersona);
  // The claim; a read and a write of the transaction; and its end.
  const silences = (["kept", "unanswered"] as const).flatMap((trouble) => [1, 4, 8].map((n) => ({ trouble, n })));
  const people = [];
  for (const { trouble, n } of [...silences, { trouble: "unanswered" as const, n: "COMMIT" as const }]) {
    const [vera, persona] = [open(), newPersona(stack)];
    const { callback, code } = await comeBack(stack, vera, persona, "/bag");
    const silent = n === "COMMIT" ? stack.wire.holdAnswerTo(n) : stack.wire.trouble(trouble, n);
    const pending = vera.get(callback);
    await silent;
    people.push({ vera, persona, callback, code, pending, name: `${trouble} ${n}` });
  }
  // One wait for the answer to the statement, and none for a rollback on a connection that says nothing.
  for (const { pending } of people) expectOutage(await pending, 6_000);
  // The wire still keeps those connections silent: only whoever got hold of one would notice.
  const answers = await Promise.all(Array.from({ length: 3 * poolSize }, () => known.get("/api/auth/session")));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  await noTransactionOpen(stack);
  for (const { vera, persona, callback, code, name } of people) {
    const { rowCount } = await stack.sql.query(`SELECT 1 FROM "Account" WHERE "providerAccountId" = $1`, [persona.userId]);
    expect(rowCount, name).toBe(name === "unanswered COMMIT" ? 1 : 0);
    // A claim whose answer was lost: a reload waits for a twin that may be at work, 12 s at most, for which this test does not.
    await stack.sql.query(`UPDATE "Attempt" SET "claimedAt" = now() - interval '15 seconds' WHERE "status" = 'claimed'`);
    const reload = await vera.get(callback);
    if (name === "kept 1") expect(pathOf(reload), name).toBe("/bag");
    else {
      await expectRecovery(vera, reload, "attempt_used");
      expect(pathOf(await signInWithAmazon(stack, vera, persona, "/bag"))).toBe("/bag");
    }
    expect(tokenCalls(stack, code).length).toBeLessThanOrEqual(1);
  }
  await expectNothingLeft(stack, () => known.get("/api/auth/session"));
});

for (const table of ["Session", "Account", "User", "Attempt"]) {
  test(`while somebody holds a lock on ${table}, every wait ends with 503 or well, and the site is quick again afterwards`, async ({ stack, open }) => {
    const [vera, leaving] = [open(), open()];
    for (const browser of [vera, leaving]) await signedIn(stack, browser, newPersona(stack));
    const people = await Promise.all(Array.from({ length: poolSize }, async () => {
      const [browser, who] = [open(), newPersona(stack)];
      return { browser, who, ...(await comeBack(stack, browser, who, "/bag")) };
    }));
    const other = new pg.Client({ connectionString: stack.directDatabaseUrl });
    await other.connect();
    let answers: Answer[];
    try {
      await other.query(`BEGIN; LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`);
      const asked = [
        ...people.map(({ browser, callback }) => browser.get(callback)),
        ...Array.from({ length: 4 }, () => vera.get("/api/auth/session")),
        ...Array.from({ length: 4 }, () => open().post("/api/auth/signin/amazon", {})),
        open().post("/signin/check-email", { email: newAddress() }),
        leaving.post("/signout", { scope: "this" }),
      ];
      expect((await open().get("/privacy")).status).toBe(200);
      expect((await vera.get("/api/health/live")).status).toBe(200);
      answers = await Promise.all(asked);
    } finally {
      await other.end();
    }
    // In a row of waits at most: for a connection, for the lock, for the end of a transaction.
    for (const answer of answers) if (answer.status >= 500) expectOutage(answer, 12_000);
    expect(answers.filter(({ status }) => status === 503).length, "the lock was felt").toBeGreaterThan(5);
    await expectNothingLeft(stack, () => vera.get("/api/auth/session"));
    for (const { browser, who } of people.slice(0, 3)) {
      if ((await sessionOf(browser)) === null) expect(pathOf(await signInWithAmazon(stack, browser, who, "/bag"))).toBe("/bag");
    }
  });
}

test("a database that is two seconds late with every statement is answered for in bounded time, and nothing goes on behind it", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  const people = await Promise.all(Array.from({ length: 6 }, async () => {
    const [browser, who] = [open(), newPersona(stack)];
    return { browser, who, ...(await comeBack(stack, browser, who, "/bag")) };
  }));
  stack.wire.delay(2_000);
  const asked = await Promise.all([
    ...people.map(({ browser, callback }) => browser.get(callback)),
    ...Array.from({ length: 6 }, () => vera.get("/api/auth/session")),
    vera.get("/account"),
    open().post("/api/auth/signin/amazon", {}),
    open().get("/privacy"),
    open().get("/"),
  ]);
  for (const answer of asked) if (answer.status >= 500) expectOutage(answer, 29_000);
  expect(asked.slice(0, 6).map(({ status }) => status), "no sign-in fits into the time of a transaction").toEqual(Array<number>(6).fill(503));
  for (const answer of asked.slice(-2)) expect(answer.status).toBe(200);
  stack.wire.restore();
  await expectNothingLeft(stack, () => vera.get("/api/auth/session"));
  for (const { browser, who, code } of people) {
    expect(pathOf(await signInWithAmazon(stack, browser, who, "/bag"))).toBe("/bag");
    expect(tokenCalls(stack, code).length).toBeLessThanOrEqual(1);
  }
});
