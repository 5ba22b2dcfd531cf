import { someAttempt } from "../fixtures/endpoints.ts";
import { parameter, pathOf, rowCounts, sessionOf, startEmail } from "../fixtures/journey.ts";
import { mergeByRequest, proveOther } from "../fixtures/merging.ts";
import { newOperator, secondOperator } from "../fixtures/operators.ts";
import { actOn, auditOf, subjectOf } from "../fixtures/ops.ts";
import { newPasswordUser } from "../fixtures/passwords.ts";
import { ageSessions, mailedSubjects, newAddress, newestCode, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** What an operator does to the account of somebody else. */

// Sessions are held in memory here, as in an ordinary installation.
test.use({ setting: { environment: { SESSION_CACHE: "on" } } });

/** What was done is known everywhere within a second (two-instances.spec.ts measures that); a page takes its own time. */
const within = { timeout: 5_000, intervals: [0, 50, 100] };
const lockedMail = "locked for safety";

test("ending all sessions puts everybody out within a second, says in the audit who did it and why, and is nothing the second time", async ({ stack, open }) => {
  const [operator, shopper] = [await newOperator(stack, open()), await newPasswordUser(stack, { browser: open() })];
  expect((await sessionOf(shopper.browser))?.user.id).toBe(shopper.userId);
  expect(pathOf(await actOn(operator.browser, "end_sessions", { user: shopper.userId }, "  asked by vera@example.test\r\nin ticket 4711 "))).toBe(`/ops/users/${shopper.userId}?done=end_sessions`);
  await expect.poll(async () => await sessionOf(shopper.browser), within).toBeNull();
  expect((await auditOf(stack, shopper.userId, "ops.")).map(({ type, details }) => [type, details])).toEqual([["ops.sessions_ended", { operator: await subjectOf(stack, operator.userId), reason: "asked by [address] in ticket 4711" }]]);
  const before = await rowCounts(stack);
  expect(pathOf(await actOn(operator.browser, "end_sessions", { user: shopper.userId }))).toBe(`/ops/users/${shopper.userId}?done=nothing`);
  expect(await rowCounts(stack)).toEqual(before);
  expect((await operator.browser.get(`/ops/users/${shopper.userId}?done=nothing`)).body).toContain("There was nothing to do");
});

test("an account is closed as its page foretold, its mail can be sent again, and it is opened again", async ({ stack, open }) => {
  const [operator, shopper] = [await newOperator(stack, open()), await newPasswordUser(stack, { browser: open() })];
  const user = shopper.userId;
  const page = await operator.browser.get(`/ops/act?deed=close&user=${user}&since=day`);
  expect(page.body).toMatch(/Sessions that end<\/dt><dd[^>]*>1<\/dd>/);
  // What cannot be read as a time does not become "nothing goes".
  expect((await actOn(operator.browser, "close", { user, since: "century" })).status).toBe(400);
  expect((await auditOf(stack, user, "user.locked")).length).toBe(0);
  expect(pathOf(await actOn(operator.browser, "close", { user, since: new Date(Date.now() - 3_600_000).toISOString() }))).toBe(`/ops/users/${user}?done=close`);
  await expect.poll(async () => await sessionOf(shopper.browser), within).toBeNull();
  expect((await mailedSubjects(stack, shopper.email, lockedMail)).filter((subject) => subject.includes(lockedMail))).toHaveLength(1);
  // Twice at once: one mail.
  const again = await Promise.all([1, 2].map(async () => await actOn(operator.browser, "resend_notice", { user })));
  expect(again.map(({ status }) => status).toSorted()).toEqual([303, 429]);
  await expect.poll(() => stack.mailbox.mails.all(shopper.email).filter(({ subject }) => subject.includes(lockedMail)).length).toBe(2);
  expect(pathOf(await actOn(operator.browser, "open", { user }))).toBe(`/ops/users/${user}?done=open`);
  expect(pathOf(await actOn(operator.browser, "open", { user }))).toBe(`/ops/users/${user}?done=nothing`);
  expect((await auditOf(stack, user, "ops.")).map(({ type }) => type)).toEqual(["ops.user_closed", "ops.notice_resent", "ops.user_opened"]);
  await mailedSubjects(stack, shopper.email, "open again");
});

test("every deed asks the operator for a fresh proof, comes back to itself, and goes by nobody else's", async ({ stack, open }) => {
  const [operator, shopper] = [await newOperator(stack, open()), await newProvedUser(stack, null, open())];
  const page = `/ops/act?deed=end_sessions&user=${shopper.userId}`;
  await ageSessions(stack, operator.userId);
  // The cache of this process has not heard of the bent rows yet.
  await expect.poll(async () => (await operator.browser.get(page)).status, within).toBe(307);
  const answer = await actOn(operator.browser, "end_sessions", { user: shopper.userId });
  expect([parameter(pathOf(answer), "purpose"), parameter(pathOf(answer), "returnTo")]).toEqual(["operate", page]);
  expect((await sessionOf(shopper.browser))?.user.id).toBe(shopper.userId);
  const proved = await operator.browser.post("/reauthenticate", { action: "password", purpose: "operate", returnTo: page, password: operator.password });
  expect(pathOf(proved)).toBe(page);
  expect(pathOf(await actOn(operator.browser, "end_sessions", { user: shopper.userId }))).toContain("done=end_sessions");
  await expect.poll(async () => await sessionOf(shopper.browser), within).toBeNull();
  // It was good once.
  expect(pathOf(await actOn(operator.browser, "open", { user: shopper.userId }))).toContain("/reauthenticate");
});

test("without a reason, on one's own account, on one that is gone or part of another, nothing is done, and the page says why", async ({ stack, open }) => {
  const operator = await newOperator(stack, open());
  const kept = await newProvedUser(stack, null, open());
  const gone = await newProvedUser(stack);
  await mergeByRequest(stack, kept.browser, await proveOther(stack, kept.browser, gone.email), kept.userId);
  const before = await rowCounts(stack);
  const expectRefused = async (target: Record<string, string>, reason: string, status: number, words: string) => {
    for (const action of ["end_sessions", "close", "open", "resend_notice"]) {
      const answer = await actOn(operator.browser, action, target, reason);
      expect([answer.status, answer.body.includes(words)], `${action} ${answer.body.slice(0, 200)}`).toEqual([status, true]);
    }
  };
  for (const reason of ["", "  \r\n "]) await expectRefused({ user: kept.userId }, reason, 422, "Say why you do it.");
  await expectRefused({ user: kept.userId }, "x".repeat(201), 422, "The reason is too long");
  await expectRefused({ user: operator.userId }, "why not", 409, "This is your own account.");
  await expectRefused({ user: someAttempt }, "why not", 404, "There is no such user any more.");
  await expectRefused({ user: gone.userId }, "why not", 409, "This account is part of another one now.");
  expect(await rowCounts(stack)).toEqual(before);
  expect((await sessionOf(operator.browser))?.user.id).toBe(operator.userId);
});

test("another operator's sessions can be ended, and the page says beforehand whose they are", async ({ stack, open }) => {
  const [first, second] = [await newOperator(stack, open()), await secondOperator(stack, open())];
  expect((await first.browser.get(`/ops/act?deed=end_sessions&user=${second.userId}`)).body).toContain("This user is an operator, too.");
  expect((await second.browser.get("/ops")).status).toBe(200);
  expect(pathOf(await actOn(first.browser, "end_sessions", { user: second.userId }))).toContain("done=end_sessions");
  await expect.poll(async () => (await second.browser.get("/ops")).status, within).toBe(404);
  expect((await auditOf(stack, second.userId, "ops.")).at(-1)).toMatchObject({ type: "ops.sessions_ended", details: { operator: await subjectOf(stack, first.userId) } });
});

test("a code is sent again to the address that the shopper typed, the operator sees neither, and it is good where it was asked for", async ({ stack, open }) => {
  const [operator, shopper, email] = [await newOperator(stack, open()), open(), newAddress()];
  const attempt = await startEmail(shopper, email);
  const first = await newestCode(stack, email);
  const soon = await actOn(operator.browser, "resend_code", { attempt });
  expect([soon.status, soon.body.includes("A mail has just left.")]).toEqual([429, true]);
  await stack.sql.query(`UPDATE "EmailCode" SET "createdAt" = "createdAt" - interval '2 minutes' WHERE "attemptId" = $1`, [attempt]);
  const sent = await actOn(operator.browser, "resend_code", { attempt });
  expect(pathOf(sent)).toMatch(/^\/ops\/attempts\/[2-9A-Z]{5}-[2-9A-Z]{5}\?done=resend_code$/);
  const code = await newestCode(stack, email, 2);
  const page = await operator.browser.get(pathOf(sent));
  expect(page.status).toBe(200);
  for (const secret of [email, first, code]) expect(page.body).not.toContain(secret);
  expect((await operator.browser.post("/signin/verify", { attempt, code })).status).not.toBe(303);
  expect(pathOf(await shopper.post("/signin/verify", { attempt, code }))).not.toContain("/signin");
  const over = await actOn(operator.browser, "resend_code", { attempt });
  expect([over.status, over.body.includes("waits for no code any more")]).toEqual([409, true]);
  expect((await auditOf(stack, operator.userId, "ops.code_resent")).at(-1)?.details).toMatchObject({ attempt });
});
