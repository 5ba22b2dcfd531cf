import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { sessionOf, startEmail } from "../fixtures/journey.ts";
import { newestCode, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/second-process.ts";

/** Sessions that are held in memory, by two web processes over one database: a check costs nothing, and every end is heard of within a second. */

test.use({ setting: { environment: { SESSION_CACHE: "on" } } });

/** The bound of a second is lib/sessions/change-feed.db.test.ts's; a busy machine answers late. */
const soon = { timeout: 5_000, intervals: [10] };
const userIdAt = async (browser: HttpBrowser) => (await sessionOf(browser))?.user.id ?? null;

/** Until a check of this browser's session costs nothing: the process holds it. @returns the statements of what comes then */
async function warm(browser: HttpBrowser, statements: readonly string[]): Promise<void> {
  await expect
    .poll(async () => {
      await sessionOf(browser);
      const before = statements.filter((one) => one === "session-check").length;
      await sessionOf(browser);
      return statements.filter((one) => one === "session-check").length - before;
    }, { timeout: 10_000, intervals: [20] })
    .toBe(0);
}

test("a warm check and a warm page look no session up, write nothing and set no cookie", async ({ stack }) => {
  const { browser: vera, userId } = await newProvedUser(stack);
  const statements = stack.wire.record();
  await warm(vera, statements);
  const look = async () => {
    const before = statements.length;
    for (let time = 0; time < 20; time += 1) {
      const answer = await vera.get("/api/auth/session");
      expect([answer.status, (JSON.parse(answer.body) as { user: { id: string } }).user.id, answer.setCookies]).toEqual([200, userId, []]);
    }
    const page = await vera.get("/account/sessions");
    expect([page.status, page.setCookies]).toEqual([200, []]);
    const sent = statements.slice(before);
    expect(sent.filter((one) => /^(INSERT|UPDATE|DELETE)/.test(one))).toEqual([]);
    return sent.filter((one) => one === "session-check");
  };
  // On a busy machine a heartbeat comes late once in a while, and then the session is looked up.
  await expect.poll(look, { timeout: 20_000 }).toEqual([]);
});

test("an end at one process is an end at the other within a second, also while notifications are lost", async ({ stack, open, second }) => {
  for (const lost of [false, true]) {
    const { email, userId, browser: vera } = await newProvedUser(stack);
    const phone = open();
    await phone.post("/signin/verify", { attempt: await startEmail(phone, email), code: await newestCode(stack, email, 2) });
    const there = second.atOther(phone);
    await warm(there, stack.wire.record());
    expect(await userIdAt(there)).toBe(userId);
    // Without it the function that tells of a change leaves its row only.
    if (lost) await stack.sql.query(`CREATE OR REPLACE FUNCTION "note_session_change"("changed" uuid) RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO "SessionChange" ("userId") VALUES ("changed"); END; $$`);
    await vera.post("/account/sessions/end-others", { scope: "others" });
    await expect.poll(() => userIdAt(there), soon).toBeNull();
    expect(await userIdAt(second.atOther(vera))).toBe(userId);
  }
});

test("a process whose way to the database is gone believes nothing: an outage, shown as one, and no cookie is touched", async ({ stack, journal }) => {
  journal.faultsExpected = true;
  const { browser: vera, userId } = await newProvedUser(stack);
  await warm(vera, stack.wire.record());
  stack.wire.cut();
  await expect.poll(async () => (await vera.get("/api/auth/session")).status, { timeout: 5_000, intervals: [20] }).toBe(503);
  const answer = await vera.get("/account");
  expect([answer.status, answer.setCookies]).toEqual([503, []]);
  stack.wire.restore();
  await expect.poll(() => userIdAt(vera), { timeout: 10_000, intervals: [50] }).toBe(userId);
});

test("one process after another is replaced, and nobody is signed out", async ({ stack, second }) => {
  const { browser: vera, userId } = await newProvedUser(stack);
  const there = second.atOther(vera);
  for (const browser of [vera, there]) expect(await userIdAt(browser)).toBe(userId);
  await stack.web.stop();
  expect(await userIdAt(there)).toBe(userId);
  await stack.restartWeb();
  expect(await userIdAt(vera)).toBe(userId);
  // Another secret of ours: sessions do not hang on it.
  await stack.web.stop();
  const old = stack.environment.AUTH_SECRET ?? "";
  stack.environment.AUTH_SECRET = `${old}-and-another`;
  await stack.restartWeb();
  expect(await userIdAt(vera)).toBe(userId);
  await stack.web.stop();
  stack.environment.AUTH_SECRET = old;
  await stack.restartWeb();
});
