import { someAttempt } from "../fixtures/endpoints.ts";
import pg from "pg";
import type { Answer } from "../fixtures/http-browser.ts";
import { attemptOf, comeBack, expectRecovery, pathOf, rowCounts, sessionOf, signedIn, signInWithAmazon, startEmail, tokenCalls } from "../fixtures/journey.ts";
import { expectOutage, noTransactionOpen, ready } from "../fixtures/outage.ts";
import { newAddress, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { metricsToken } from "../fixtures/stack.ts";

/** PostgreSQL gone, silent or busy, at every moment of a sign-in: DB-01, DB-03. */

test.use({ setting: { withoutDatabase: true } });
test.beforeEach(({ journal }) => void (journal.faultsExpected = true));
test.afterEach(({ stack }) => stack.wire.restore());

test("the web process starts while the database is away, says so, and recovers by itself", async ({ stack, open }) => {
  const { pid } = stack.web.child;
  const vera = open();
  vera.plant("authjs.session-token", "A".repeat(43));
  expect((await vera.get("/api/health/live")).status).toBe(200);
  expect((await vera.get("/api/health/ready")).status).toBe(503);
  for (const path of ["/", "/signin", "/privacy", "/help/sign-in", "/signin/error?code=database_unavailable"]) expect((await vera.get(path)).status, path).toBe(200);
  expect(/>(Sign in|Sign out)</.exec((await vera.get("/")).body)?.[0], "neither signed in nor signed out").toBeUndefined();
  expectOutage(await vera.get("/account"));
  expectOutage(await vera.get("/api/auth/session"));
  expectOutage(await vera.post("/api/auth/signin/amazon", { returnTo: "/bag" }));
  expectOutage(await vera.post("/signin/check-email", { email: newAddress() }));
  expect(stack.mailbox.mails.all()).toEqual([]);
  await ready(stack);
  await signedIn(stack, open(), newPersona(stack));
  expect(stack.web.child.pid).toBe(pid);
});

test("in an outage nobody is shown as signed out, no page pretends, and everything is as it was afterwards", async ({ stack, open }) => {
  await ready(stack);
  const [vera, persona, guest] = [open(), newPersona(stack), open()];
  await signedIn(stack, vera, persona);
  await guest.post("/bag", { action: "add", productId: "wool-blanket" });
  const attempt = await startEmail(guest, newAddress());
  const before = await rowCounts(stack);
  const cookies = new Map(vera.cookies);
  stack.wire.cut();
  const asking: [string, () => Promise<Answer>][] = [
    ["account", () => vera.get("/account")],
    ["session", () => vera.get("/api/auth/session")],
    ["list of sessions", () => vera.get("/account/sessions")],
    ["activity", () => vera.get("/account/activity")],
    ["end one session", () => vera.post("/account/sessions", { session: someAttempt })],
    ["end the others", () => vera.post("/account/sessions/end-others", { scope: "others" })],
    ["not me", () => vera.post("/account/not-me", { since: "day" })],
    ["bag", () => vera.get("/bag")],
    ["saved", () => guest.get("/saved")],
    ["sign-out page", () => vera.get("/signout")],
    ["sign-out", () => vera.post("/signout", { scope: "everywhere" })],
    ["to the bag", () => guest.post("/bag", { action: "add", productId: "wool-blanket" })],
    ["code", () => guest.post("/signin/verify", { attempt, code: "123456" })],
    ["code page", () => guest.get(`/signin/check-email?attempt=${attempt}`)],
    ["ladder", () => guest.get(`/signin/existing?attempt=${attempt}`)],
    ["switch", () => guest.get(`/signin/switch?attempt=${attempt}`)],
    ["start", () => vera.post("/api/auth/signin/amazon", { returnTo: "/bag" })],
    ["unknown callback", () => vera.get("/api/auth/callback/amazon?code=ANabcdefgh&state=x")],
  ];
  for (const [name, ask] of asking) await test.step(name, async () => expectOutage(await ask()));
  const home = await vera.get("/");
  expect(home.status).toBe(200);
  expect(home.body).not.toContain(persona.name);
  expect(vera.cookies).toEqual(cookies);
  await ready(stack);
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
  expect(await rowCounts(stack)).toEqual(before);
});

test("in an outage the metrics still answer, and say that PostgreSQL does not", async ({ stack, open }) => {
  await ready(stack);
  const depth = async () => {
    const { status, body } = await open().get("/api/metrics", { authorization: `Bearer ${metricsToken}` });
    return [status, /^siwa_queue_depth\{queue="mail"\} (.*)$/m.exec(body)?.[1]];
  };
  // A mail of the test before may still wait: its server answered while the site could not say so.
  expect(await depth()).toEqual([200, expect.stringMatching(/^\d+$/)]);
  stack.wire.cut();
  expect(await depth()).toEqual([200, "-1"]);
  await ready(stack);
});

test("an outage between start and return is survived by a reload", async ({ stack, open }) => {
  await ready(stack);
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback, code, started } = await comeBack(stack, vera, persona, "/bag");
  const before = await rowCounts(stack);
  stack.wire.cut();
  const answer = await vera.get(callback);
  expectOutage(answer);
  expect(answer.body).not.toContain(code);
  expect(answer.body).not.toContain(started.state);
  expect(tokenCalls(stack, code)).toEqual([]);
  await ready(stack);
  expect(await rowCounts(stack)).toEqual(before);
  expect(pathOf(await vera.get(callback))).toBe("/bag");
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
});

test("an outage while Amazon is being asked writes nothing, and the reload leads on without asking twice", async ({ stack, open }) => {
  await ready(stack);
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback, code, started } = await comeBack(stack, vera, persona, "/bag");
  const before = await rowCounts(stack);
  stack.sandbox.faults.add({ endpoint: "profile", userId: persona.userId, times: 1, delayMilliseconds: 400 });
  const pending = vera.get(callback);
  await expect.poll(() => tokenCalls(stack, code).length).toBe(1);
  stack.wire.cut();
  expectOutage(await pending, 4_000);
  await ready(stack);
  expect(await rowCounts(stack)).toEqual(before);
  // A reload waits for a twin that may still be at work, 15 s at most; see process.spec.ts for the wait itself.
  await stack.sql.query(`UPDATE "Attempt" SET "claimedAt" = now() - interval '15 seconds' WHERE "id" = $1`, [(await attemptOf(stack, started.state)).id]);
  await expectRecovery(vera, await vera.get(callback), "attempt_used");
  expect(tokenCalls(stack, code)).toHaveLength(1);
  expect((await attemptOf(stack, started.state)).status).not.toBe("succeeded");
  expect(pathOf(await signInWithAmazon(stack, vera, persona, "/bag"))).toBe("/bag");
});

test("a cut in the middle of the writing leaves all of it or nothing", async ({ stack, open }) => {
  await ready(stack);
  for (const statement of ["account-insert", "session-insert", "COMMIT"]) {
    const [vera, persona] = [open(), newPersona(stack)];
    const { callback, started } = await comeBack(stack, vera, persona, "/bag");
    const held = stack.wire.holdAnswerTo(statement);
    const pending = vera.get(callback);
    await held;
    // The answer never comes: the connection dies under the transaction.
    stack.wire.cut();
    expectOutage(await pending, 4_000);
    stack.wire.restore();
    await ready(stack);
    await noTransactionOpen(stack);
    const { rows } = await stack.sql.query<{ accounts: string; sessions: string }>(
      `SELECT count(DISTINCT a."id") AS accounts, count(DISTINCT s."id") AS sessions FROM "Account" a LEFT JOIN "Session" s ON s."userId" = a."userId" WHERE a."providerAccountId" = $1`,
      [persona.userId],
    );
    const whole = statement === "COMMIT" ? ["1", "1"] : ["0", "0"];
    expect([rows[0]?.accounts, rows[0]?.sessions], statement).toEqual(whole);
    expect((await attemptOf(stack, started.state)).status).toBe(statement === "COMMIT" ? "succeeded" : "claimed");
    expect(pathOf(await signInWithAmazon(stack, vera, persona, "/bag"))).toBe("/bag");
  }
});

test("a database that is silent instead of gone holds nobody for long, and is believed again at once", async ({ stack, open }) => {
  await ready(stack);
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  const { callback } = await comeBack(stack, vera, newPersona(stack));
  stack.wire.stall();
  const asked = await Promise.all([vera.get("/account"), vera.get("/api/auth/session"), vera.get(callback), vera.post("/api/auth/signin/amazon", {}), open().get("/")]);
  for (const answer of asked.slice(0, 4)) expectOutage(answer, 15_000);
  expect(asked[4]?.status).toBe(200);
  expect((await vera.get("/api/health/live")).milliseconds).toBeLessThan(2_000);
  await ready(stack);
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
});

test("a pool that is held by locks refuses the overflow at once and serves again when they are gone", async ({ stack, open }) => {
  await ready(stack);
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  const logged = stack.output().length;
  const other = new pg.Client({ connectionString: stack.directDatabaseUrl });
  await other.connect();
  let answers: Answer[];
  try {
    await other.query(`BEGIN; LOCK TABLE "Session" IN ACCESS EXCLUSIVE MODE`);
    answers = await Promise.all(Array.from({ length: 200 }, () => vera.get("/api/auth/session")));
    expect((await vera.get("/api/health/live")).status).toBe(200);
  } finally {
    await other.end();
  }
  for (const answer of answers) expectOutage(answer, 8_000);
  // Measured where the work is done: sending 200 requests at once is work for this process, too.
  const lines = () => stack.output().slice(logged).split("\n").filter((line) => line.includes('"event":"request.answered"') && line.includes('"path":"/api/auth/session","status":503'));
  // What a process writes comes a moment after what it answers.
  await expect.poll(() => lines().length, { intervals: [10, 50, 100] }).toBe(200);
  const times = lines().map((line) => (JSON.parse(line) as { milliseconds: number }).milliseconds).sort((a, b) => a - b);
  expect(times[20], "what does not fit the queue is refused at once").toBeLessThan(2_000);
  expect(times[150], "who waits for a connection waits two seconds").toBeLessThan(4_000);
  expect(times.at(-1), "who has one waits for the lock, three seconds").toBeLessThan(6_000);
  await ready(stack);
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
});
