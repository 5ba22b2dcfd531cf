import { type Answer, type HttpBrowser, locationOf } from "../fixtures/http-browser.ts";
import { cutEverywhere, type Person, type Written } from "../fixtures/cuts.ts";
import { comeBack, decideAtAmazon, expectRecovery, pathOf, sessionOf, signedIn, signInWithAmazon, startAmazon, tokenCalls } from "../fixtures/journey.ts";
import { countUsersOf, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** The connection to PostgreSQL breaks at any statement of a sign-in with Amazon, its start, and a sign-out: DB-01. */

test.use({ setting: { environment: { JOBS: "off" } } });
test.beforeEach(({ journal }) => void (journal.faultsExpected = true));
test.afterEach(({ stack }) => stack.wire.restore());
test.describe.configure({ timeout: 300_000 });

type Shopper = ReturnType<typeof newPersona>;

/** What a person's sign-ins have written. */
async function rowsOf(stack: Stack, persona: Shopper): Promise<Written> {
  const { rows } = await stack.sql.query<Written>(
    `SELECT count(*) AS accounts, (SELECT count(*) FROM "Session" s WHERE s."userId" = a."userId") AS sessions,
      (SELECT string_agg(e."type", ' ' ORDER BY e."type") FROM "AuditEvent" e JOIN "AuditSubject" o ON o."subjectId" = e."subjectId" WHERE o."userId" = a."userId") AS events,
      (SELECT sum(b."quantity") FROM "BagItem" b WHERE b."userId" = a."userId") AS things,
      (SELECT count(*) FROM "Attempt" t WHERE t."userId" = a."userId" AND t."status" = 'succeeded') AS attempts
    FROM "Account" a WHERE a."providerAccountId" = $1 GROUP BY a."userId"`,
    [persona.userId],
  );
  expect(rows.length).toBeLessThan(2);
  return rows[0] ?? {};
}

/** A person at the shop's door, back from Amazon. */
async function atTheDoor(stack: Stack, vera: HttpBrowser, persona: Shopper): Promise<Person> {
  const { callback, code } = await comeBack(stack, vera, persona, "/bag");
  const good = (answer: Answer) => answer.status === 303 && pathOf(answer) === "/bag";
  const goOn = async (done: boolean) => {
    if (!done) {
      // A claim whose answer was lost: a reload waits for a twin that may be at work, 12 s at most.
      await stack.sql.query(`UPDATE "Attempt" SET "claimedAt" = now() - interval '15 seconds' WHERE "status" = 'claimed'`);
      const reload = await vera.get(callback);
      if (!good(reload)) {
        // Sent within a moment of the end it counts as a twin, and the sign-in page goes by what the browser holds.
        const page = pathOf(reload).startsWith("/signin?") ? await vera.get(pathOf(reload)) : await expectRecovery(vera, reload, "attempt_used");
        expect(page.body).toContain('name="returnTo" value="/bag"');
        expect(await sessionOf(vera)).toBeNull();
        expect(pathOf(await signInWithAmazon(stack, vera, persona, "/bag"))).toBe("/bag");
      }
    }
    expect((await sessionOf(vera))?.user.name).toBe(persona.name);
    expect(tokenCalls(stack, code).length).toBeLessThanOrEqual(1);
    expect(await countUsersOf(stack, persona)).toEqual({ users: 1, accounts: 1 });
    expect(await rowsOf(stack, persona)).toMatchObject({ things: "1" });
  };
  return { act: () => vera.get(callback), good, written: () => rowsOf(stack, persona), goOn };
}

test("a first sign-in that loses its connection at any statement is done as a whole or not at all, and goes on with one click", async ({ stack, open }) => {
  const whole = { accounts: "1", sessions: "1", events: "account.linked session.created user.created", things: "1", attempts: "1" };
  await cutEverywhere(stack, whole, async () => {
    const vera = open();
    await vera.post("/bag", { action: "add", productId: "wool-blanket" });
    return await atTheDoor(stack, vera, newPersona(stack));
  });
});

test("a returning sign-in that loses its connection at any statement does too", async ({ stack, open }) => {
  const whole = { accounts: "1", sessions: "2", events: "account.linked account.refreshed session.created session.created user.created", things: "1", attempts: "2" };
  await cutEverywhere(stack, whole, async () => {
    const [persona, before] = [newPersona(stack), open()];
    await before.post("/bag", { action: "add", productId: "wool-blanket" });
    expect(pathOf(await signInWithAmazon(stack, before, persona))).toBe("/account");
    return await atTheDoor(stack, open(), persona);
  });
});

test("a start that loses its connection at any statement writes an attempt or none, and the second click leads to Amazon", async ({ stack, open }) => {
  const attempts = async () => (await stack.sql.query(`SELECT 1 FROM "Attempt"`)).rowCount ?? 0;
  await cutEverywhere(stack, { attempts: 1 }, async () => {
    const [vera, persona] = [open(), newPersona(stack)];
    let before: number | undefined;
    let url = "";
    return {
      act: async () => {
        before = await attempts();
        const answer = await vera.post("/api/auth/signin/amazon", { returnTo: "/bag" });
        if (answer.status === 303) url = locationOf(answer).href;
        return answer;
      },
      good: (answer) => answer.status === 303 && locationOf(answer).href.startsWith(`${stack.sandbox.url}/ap/oa?`),
      written: async () => ({ attempts: before === undefined ? 0 : (await attempts()) - before }),
      goOn: async (done) => {
        if (!done) url = (await startAmazon(vera, "/bag")).authorizationUrl;
        expect(pathOf(await vera.get(await decideAtAmazon(stack, url, persona)))).toBe("/bag");
      },
    };
  });
});

test("a sign-out that loses its connection at any statement ends the session or not, never says the wrong thing, and the second click ends it", async ({ stack, open }) => {
  const whole = { sessions: "0", events: "account.linked session.created session.revoked user.created" };
  await cutEverywhere(stack, whole, async () => {
    const [vera, persona] = [open(), newPersona(stack)];
    await signedIn(stack, vera, persona);
    return {
      act: () => vera.post("/signout", { scope: "this" }),
      good: (answer) => answer.status === 303 && pathOf(answer) === "/signout",
      written: async () => {
        const { sessions, events } = await rowsOf(stack, persona);
        return { sessions, events };
      },
      goOn: async (done) => {
        if (!done) {
          const still = await sessionOf(vera);
          expect(still !== null).toBe((await rowsOf(stack, persona)).sessions === "1");
          expect(vera.cookie("authjs.session-token")).toBeDefined();
          expect(locationOf(await vera.post("/signout", { scope: "this" })).pathname).toBe("/signout");
        }
        expect(await sessionOf(vera)).toBeNull();
        expect(vera.cookie("authjs.session-token")).toBeUndefined();
        expect((await rowsOf(stack, persona)).events).toBe("account.linked session.created session.revoked user.created");
      },
    };
  });
});
