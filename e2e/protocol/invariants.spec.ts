import { test as base, expect } from "@playwright/test";
import pg from "pg";
import { HttpBrowser } from "../fixtures/http-browser.ts";
import { expectInvariants, type Journal, mostGrownMegabytes, openJournal } from "../fixtures/invariants.ts";
import { mustBeEmpty } from "../fixtures/invariant-rows.ts";
import { pathOf, signInWithAmazon } from "../fixtures/journey.ts";
import { passkeyOptions } from "../fixtures/passkeys.ts";
import { goodPassword } from "../fixtures/passwords.ts";
import { newPersona, newProvedUser } from "../fixtures/people.ts";
import { plantedRows, someAttempt, someUser } from "../fixtures/planted-rows.ts";
import { residentMegabytes } from "../fixtures/process-memory.ts";
import { type Stack, startStack } from "../fixtures/stack.ts";

/** The check that runs after every other test sees each kind of violation of I1 to I7. Planted here, one after another. */

// What the web process does when it is told to: an error that nobody catches, and memory that is never given back.
const plantedFaults = `--import=data:text/javascript,process.on('SIGUSR2',()=>void(Promise.reject(new(Error)('planted'))));process.on('SIGWINCH',()=>void(globalThis.kept=Buffer.alloc(${mostGrownMegabytes + 256}*1048576,1)))`;

const test = base.extend<{ journal: Journal }, { stack: Stack }>({
  stack: [
    async ({}, use) => {
      const stack = await startStack({ environment: { LOG_LEVEL: "trace", JOBS: "off", NODE_OPTIONS: plantedFaults }, worker: true });
      await use(stack);
      await stack.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  // Somebody has signed in with Amazon and somebody with a code, a device was asked for a passkey, and all is well.
  journal: async ({ stack }, use) => {
    const journal = openJournal(stack);
    await newProvedUser(stack);
    const browser = new HttpBrowser(stack.appUrl, { journal: journal.answers });
    expect(pathOf(await signInWithAmazon(stack, browser, newPersona(stack), "/bag"))).toBe("/bag");
    await passkeyOptions(browser);
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

test("sees every wrong, missing and doubled row", async ({ stack, journal }) => {
  test.setTimeout(180_000);
  const unplanted = Object.keys(mustBeEmpty()).filter((name) => !plantedRows.some(([, , complaint]) => `${name}: `.includes(complaint.replace(/\d+$/, ""))));
  expect(unplanted, "statements of which nobody has seen that they find anything").toEqual([]);
  for (const [invariant, plant, complaint] of plantedRows) await test.step(`${invariant}: ${complaint}`, async () => expectSeen(stack, journal, plant, complaint));
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

test("sees a call after a person took it back at Amazon, and a refresh token that was replaced and sent again (I3)", async ({ stack, journal }) => {
  const token = stack.sandbox.ledger.issued.findLast(({ kind }) => kind === "refresh_token");
  if (!token) throw new Error("no refresh token was issued");
  const plant = (endedBy: "removed" | "account_closed" | "rotated", usesAfterEnd: number) => void Object.assign(token, { endedAt: token.at, endedBy, usesAfterEnd });
  for (const endedBy of ["removed", "account_closed"] as const) {
    // The first refusal is how the shop learns of it.
    plant(endedBy, 1);
    await expectInvariants(stack, journal);
    plant(endedBy, 2);
    await expect(expectInvariants(stack, journal)).rejects.toThrow(`refresh_token, ${endedBy}: 2 times`);
  }
  plant("rotated", 1);
  await expect(expectInvariants(stack, journal)).rejects.toThrow("refresh_token, rotated: 1 times");
  plant("rotated", 0);
  await expectInvariants(stack, journal);
});

test("sees a passkey's challenge and a password anywhere, and a code in the queue (I4)", async ({ stack, journal }) => {
  const asked = journal.answers.findLast(({ url }) => url.endsWith("/api/passkey/options"));
  const challenge = (JSON.parse(asked?.body ?? "{}") as { challenge?: string }).challenge ?? "none";
  await expectSeen(stack, journal, `UPDATE "PasskeyChallenge" SET "challengeHash" = '${challenge}' WHERE "id" = (SELECT "id" FROM "PasskeyChallenge" LIMIT 1)`, "passkey challenge in PasskeyChallenge");
  await expectSeen(stack, journal, `UPDATE "User" SET "name" = '${goodPassword}' WHERE "id" = ${someUser}`, "password in User");
  const code = stack.mailbox.mails.all().map(({ subject }) => /^\d{6}/.exec(subject)?.[0]).find((one) => one !== undefined) ?? "none";
  // In a column that the rows' own check does not look at.
  await expectSeen(stack, journal, `UPDATE jobs.job SET "singleton_key" = '${code}' WHERE "id" = (SELECT "id" FROM jobs.job WHERE "name" = 'mail' LIMIT 1)`, "mailed code in jobs.job");
  const withAnswer = (body: string): Journal => ({ ...journal, answers: [...journal.answers, { ...(journal.answers[0] as Journal["answers"][number]), body }] });
  await expect(expectInvariants(stack, withAnswer(challenge))).rejects.toThrow("passkey challenge in the page");
  await expect(expectInvariants(stack, withAnswer(`value="${goodPassword}"`))).rejects.toThrow("password in the page");
  await expectInvariants(stack, journal);
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

test("sees a process that ended, connections beyond the pool, memory that was kept, and an error that nobody caught (I6)", async ({ stack, journal }) => {
  const { child } = stack.web;
  const withChild = (planted: object): Stack => ({ ...stack, web: { ...stack.web, child: { exitCode: null, signalCode: null, pid: child.pid, ...planted } as unknown as Stack["web"]["child"] } });
  await expectInvariants(withChild({}), journal);
  await expect(expectInvariants(withChild({ exitCode: 1 }), journal)).rejects.toThrow("the web process lives");
  await expect(expectInvariants(withChild({ signalCode: "SIGSEGV" }), journal)).rejects.toThrow("the web process lives");
  expect(residentMegabytes(child.pid ?? 0), "memory can be told here").toBeGreaterThan(50);
  expect(stack.web.baseMegabytes, "and was told when the process began").toBeGreaterThan(50);
  const leaked = Array.from({ length: 11 }, () => new pg.Client({ connectionString: stack.directDatabaseUrl, application_name: "sign-in-with-amazon" }));
  await Promise.all(leaked.map((client) => client.connect()));
  await expect(expectInvariants(stack, journal)).rejects.toThrow("connections to PostgreSQL");
  await Promise.all(leaked.map((client) => client.end()));
  await expectInvariants(stack, journal);
  child.kill("SIGWINCH");
  await expect.poll(() => residentMegabytes(child.pid ?? 0) - stack.web.baseMegabytes).toBeGreaterThan(mostGrownMegabytes);
  await expect(expectInvariants(stack, journal)).rejects.toThrow("megabytes that the web process has grown by");
  child.kill("SIGUSR2");
  await expect.poll(() => stack.output()).toContain("unhandledRejection");
  await expect(expectInvariants(stack, journal)).rejects.toThrow("errors that nobody caught");
});
