import { freePorts } from "#scripts/process/ports.ts";
import { comeBack, expectRecovery, pathOf, rowCounts, sessionOf, signedIn, signInWithAmazon, tokenCalls } from "../fixtures/journey.ts";
import { noTransactionOpen } from "../fixtures/outage.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { type Stack, startWeb } from "../fixtures/stack.ts";

/** The web process killed, stopped and started again in the middle of a sign-in: PF-01, PF-03. */

test.use({ setting: { environment: {} } });

async function killAndRestart(stack: Stack): Promise<void> {
  await stack.web.stop("SIGKILL");
  await stack.restartWeb();
}

test("killed before the code was spent: the reload signs in", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback, code } = await comeBack(stack, vera, persona, "/bag");
  const kept = stack.wire.keep("attempt-claim");
  const pending = vera.get(callback).catch(() => undefined);
  await kept;
  await stack.web.stop("SIGKILL");
  await pending;
  stack.wire.restore();
  await noTransactionOpen(stack);
  await stack.restartWeb();
  expect(tokenCalls(stack, code)).toEqual([]);
  expect(pathOf(await vera.get(callback))).toBe("/bag");
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
  expect(tokenCalls(stack, code)).toHaveLength(1);
});

test("killed while Amazon was being asked: the reload leads to one click that starts again, and the code is not sent again", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback, code } = await comeBack(stack, vera, persona, "/bag");
  const before = await rowCounts(stack);
  stack.sandbox.faults.add({ endpoint: "token", userId: persona.userId, times: 1, delayMilliseconds: 3_000 });
  const pending = vera.get(callback).catch(() => undefined);
  await expect.poll(() => tokenCalls(stack, code).length).toBe(1);
  await killAndRestart(stack);
  await pending;
  const reload = await vera.get(callback);
  expect(reload.milliseconds).toBeLessThan(15_500);
  const page = await expectRecovery(vera, reload, "attempt_used");
  expect(page.body).toContain('action="/api/auth/signin/amazon"');
  expect(page.body).toContain('name="returnTo" value="/bag"');
  expect(await rowCounts(stack)).toEqual(before);
  expect(await sessionOf(vera)).toBeNull();
  expect(tokenCalls(stack, code)).toHaveLength(1);
  expect(pathOf(await signInWithAmazon(stack, vera, persona, "/bag"))).toBe("/bag");
});

test("killed after the commit and before the answer: one user, and one click signs in", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback, code } = await comeBack(stack, vera, persona, "/bag");
  const held = stack.wire.holdAnswerTo("COMMIT");
  const pending = vera.get(callback).catch(() => undefined);
  await held;
  const committed = async () => (await stack.sql.query(`SELECT 1 FROM "Account" WHERE "providerAccountId" = $1`, [persona.userId])).rowCount;
  await expect.poll(committed).toBe(1);
  await killAndRestart(stack);
  await pending;
  stack.wire.restore();
  await expectRecovery(vera, await vera.get(callback), "attempt_used");
  expect(await sessionOf(vera)).toBeNull();
  expect(pathOf(await signInWithAmazon(stack, vera, persona, "/bag"))).toBe("/bag");
  expect(tokenCalls(stack, code)).toHaveLength(1);
  const { rows } = await stack.sql.query(`SELECT DISTINCT "userId" FROM "Account" WHERE "providerAccountId" = $1`, [persona.userId]);
  expect(rows).toHaveLength(1);
});

test("sessions and open attempts outlive a restart", async ({ stack, open }) => {
  const [vera, persona, other] = [open(), newPersona(stack), open()];
  await signedIn(stack, vera, persona);
  const { callback } = await comeBack(stack, other, newPersona(stack), "/saved");
  await killAndRestart(stack);
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
  expect(pathOf(await other.get(callback))).toBe("/saved");
});

test("told to stop, the process turns readiness red first, finishes the callback in flight, and ends with 0", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback, code } = await comeBack(stack, vera, persona, "/bag");
  stack.sandbox.faults.add({ endpoint: "token", userId: persona.userId, times: 1, delayMilliseconds: 4_000 });
  const pending = vera.get(callback);
  await expect.poll(() => tokenCalls(stack, code).length).toBe(1);
  const stopped = stack.web.stop("SIGTERM");
  const readiness = async () => {
    const response = await fetch(`${stack.listensAt}/api/health/ready`, { headers: { connection: "close" } }).catch(() => undefined);
    return response ? `${response.status} ${await response.text()}` : "closed";
  };
  await expect.poll(readiness, { intervals: [10] }).toBe('503 {"status":"unavailable","reason":"stopping"}');
  await expect.poll(readiness, { intervals: [20] }).toBe("closed");
  const answer = await pending;
  expect(pathOf(answer)).toBe("/bag");
  expect(answer.setCookies.some((line) => line.startsWith("authjs.session-token="))).toBe(true);
  expect(await stopped).toBe(0);
  const { rowCount } = await stack.sql.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sign-in-with-amazon'`);
  expect(rowCount).toBe(0);
  expect(stack.web.output().split("\n").find((line) => line.includes("process.stopped"))).toContain('"finished":true');
  await stack.restartWeb();
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
});

test("told to stop, the process writes who was seen in its last seconds", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  const { id } = (await sessionOf(vera))?.user ?? { id: "nobody" };
  await stack.sql.query(`UPDATE "Session" SET "lastSeenAt" = now() - interval '20 minutes' WHERE "userId" = $1`, [id]);
  expect(await sessionOf(vera)).not.toBeNull();
  expect(await stack.web.stop("SIGTERM")).toBe(0);
  const { rows } = await stack.sql.query(`SELECT "lastSeenAt" > now() - interval '2 minutes' AS "seen" FROM "Session" WHERE "userId" = $1`, [id]);
  expect(rows).toEqual([{ seen: true }]);
  await stack.restartWeb();
});

test("a callback that Amazon keeps hanging does not keep the process from stopping", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback, code } = await comeBack(stack, vera, persona);
  stack.sandbox.faults.add({ endpoint: "token", userId: persona.userId, times: 1, hang: true });
  const pending = vera.get(callback);
  await expect.poll(() => tokenCalls(stack, code).length).toBe(1);
  const startedAt = performance.now();
  expect(await stack.web.stop("SIGTERM")).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(11_500);
  expect(pathOf(await pending)).toMatch(/^\/signin\/error\?code=provider_unavailable/);
  await stack.restartWeb();
});

test("a process refuses another installation's database before anybody can come in", async ({ stack }) => {
  const [port = 0] = await freePorts(1);
  const started = startWeb({ ...stack.environment, PORT: String(port), APP_ENV: "staging" });
  const refusal = await started.then(() => "it served", (error: Error) => error.message);
  expect(refusal).toContain("DATABASE_URL: this database belongs to another installation.");
  expect(refusal).not.toMatch(/^ready /m);
  const { rows } = await stack.sql.query(`SELECT "appEnv" FROM "DatabaseClaim"`);
  expect(rows).toEqual([{ appEnv: "development" }]);
});
