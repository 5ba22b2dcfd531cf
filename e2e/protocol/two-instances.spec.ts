import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { comeBack, pathOf, sessionOf, signedIn, signInWithAmazon, startEmail, tokenCalls } from "../fixtures/journey.ts";
import { accountIdOf, linkByRequest, methodsPage } from "../fixtures/linking.ts";
import { mergeByRequest, proveOther } from "../fixtures/merging.ts";
import { goodPassword } from "../fixtures/passwords.ts";
import { newAddress, newestCode, newPersona, newProvedUser } from "../fixtures/people.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/two-instances.ts";

/**
 * Two instances behind a plain TCP proxy: a session that ends is refused by both within a second, whatever is lost on the
 * way; and one after the other is replaced without anybody noticing. SC-07, PF-03. session-cache.spec.ts and
 * two-processes.spec.ts have more that two processes share.
 */

test.use({ setting: { environment: { SESSION_CACHE: "on" } } });
test.describe.configure({ timeout: 150_000 });

const cookieName = "authjs.session-token";
const userIdAt = async (browser: HttpBrowser) => (await sessionOf(browser))?.user.id ?? null;

/** Somebody at a laptop and, as the same user unless an ending says otherwise, at a phone. */
type Scene = { stack: Stack; laptop: HttpBrowser; phone: HttpBrowser; userId: string; email: string };
/** How the phone's session ends. What is prepared comes before both instances hold it. @returns what ends it */
type Ending = { name: string; prepare: (scene: Scene) => Promise<() => Promise<unknown>> };

async function signInByCode(stack: Stack, browser: HttpBrowser, email: string, mails: number): Promise<void> {
  expect((await browser.post("/signin/verify", { attempt: await startEmail(browser, email), code: await newestCode(stack, email, mails) })).status).toBe(303);
}

async function expectDone(asked: Promise<Answer>, path: string): Promise<void> {
  const answer = await asked;
  expect([answer.status, pathOf(answer)]).toEqual([303, path]);
}

const atOnce = (end: (scene: Scene) => Promise<unknown>) => async (scene: Scene) => () => end(scene);

const endings: readonly Ending[] = [
  { name: "signed out everywhere", prepare: atOnce(async ({ laptop }) => await laptop.post("/signout", { scope: "everywhere" })) },
  {
    name: "ended from the list of another browser",
    prepare: async ({ stack, laptop, phone }) => {
      const tokenHash = createHash("sha256").update(phone.cookie(cookieName) ?? "").digest("base64url");
      const { rows } = await stack.sql.query<{ id: string }>(`SELECT "id" FROM "Session" WHERE "tokenHash" = $1`, [tokenHash]);
      return async () => await expectDone(laptop.post("/account/sessions", { session: rows[0]?.id ?? "" }), "/account/sessions?done=ended");
    },
  },
  { name: "a new password", prepare: atOnce(async ({ laptop }) => expect((await laptop.post("/account/sign-in-methods/password", { password: goodPassword, endOthers: "yes" })).status).toBe(303)) },
  { name: "closed against others", prepare: atOnce(async ({ laptop }) => expect((await laptop.post("/account/not-me", { since: "hour" })).status).toBe(303)) },
  {
    name: "its account was unlinked",
    prepare: async ({ stack, laptop, phone }) => {
      const persona = newPersona(stack);
      await linkByRequest(stack, laptop, persona);
      await signedIn(stack, phone, persona);
      const account = (await accountIdOf(stack, persona)) ?? "";
      return async () => await expectDone(laptop.post(`${methodsPage}/unlink`, { account }), `${methodsPage}?done=account_unlinked`);
    },
  },
  {
    name: "its user became part of another",
    prepare: async ({ stack, laptop, phone, userId }) => {
      const { email } = await newProvedUser(stack);
      phone.cookies.clear();
      await signInByCode(stack, phone, email, 2);
      const attempt = await proveOther(stack, laptop, email, 3);
      return async () => await mergeByRequest(stack, laptop, attempt, userId);
    },
  },
  { name: "its user was suspended", prepare: atOnce(async ({ stack, userId }) => await stack.sql.query(`UPDATE "User" SET "status" = 'suspended' WHERE "id" = $1`, [userId])) },
];

/** Uses a session through the proxy until both instances hold it: a check at either looks nothing up. */
async function holdAtBoth(stack: Stack, phone: HttpBrowser, windows: readonly HttpBrowser[]): Promise<void> {
  for (let time = 0; time < 4; time += 1) expect(await userIdAt(phone)).not.toBeNull();
  const statements = stack.wire.record();
  const lookedUp = async () => {
    const before = statements.length;
    for (const window of windows) expect(await userIdAt(window)).not.toBeNull();
    return statements.slice(before).filter((one) => one === "session-check").length;
  };
  await expect.poll(lookedUp, { timeout: 10_000, intervals: [20] }).toBe(0);
}

/** From the moment of the answer: what is asked of either instance a second later is refused, and from then on by whatever way. */
async function expectRefusedWithinASecond(windows: readonly HttpBrowser[], phone: HttpBrowser): Promise<void> {
  const ended = performance.now();
  const refused = async (window: HttpBrowser) => {
    for (;;) {
      const asked = performance.now() - ended;
      if ((await userIdAt(window)) === null) return;
      expect(asked, "so long after the end a session was still good").toBeLessThan(1_000);
    }
  };
  await Promise.all(windows.map(refused));
  for (const window of [...windows, phone, phone]) expect([await userIdAt(window), (await window.get("/account")).status]).toEqual([null, 307]);
}

/** What tells instances of a change, and how it is lost just before one. */
const losses: readonly { name: string; lose: (stack: Stack) => Promise<void> }[] = [
  { name: "nothing is lost", lose: async () => undefined },
  {
    name: "notifications are lost",
    lose: async ({ sql }) => void (await sql.query(`CREATE OR REPLACE FUNCTION "note_session_change"("changed" uuid) RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO "SessionChange" ("userId") VALUES ("changed"); END; $$`)),
  },
  {
    name: "the connections that hear of it have just broken",
    lose: async ({ sql }) => {
      const { rowCount } = await sql.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sign-in-with-amazon feed'`);
      expect(rowCount).toBe(2);
    },
  },
  { name: "the connections that hear of it have fallen silent", lose: async ({ wire }) => void (await Promise.all([wire.holdAnswerTo("session-heartbeat"), wire.holdAnswerTo("session-heartbeat")])) },
];

for (const { name, lose } of losses) {
  test(`a session that ends is refused by both instances within a second, when ${name}`, async ({ stack, instances }) => {
    const { rows } = await stack.sql.query<{ told: string }>(`SELECT pg_get_functiondef('"note_session_change"(uuid)'::regprocedure) AS told`);
    for (const ending of endings) {
      await test.step(ending.name, async () => {
        const { email, userId } = await newProvedUser(stack);
        const scene: Scene = { stack, laptop: instances.through(), phone: instances.through(), userId, email };
        await signInByCode(stack, scene.laptop, email, 2);
        await signInByCode(stack, scene.phone, email, 3);
        const end = await ending.prepare(scene);
        const windows = [instances.at(scene.phone, "first"), instances.at(scene.phone, "second")];
        await holdAtBoth(stack, scene.phone, windows);
        await lose(stack);
        await end();
        await expectRefusedWithinASecond(windows, scene.phone);
        stack.wire.restore();
      });
    }
    await stack.sql.query(rows[0]?.told ?? "");
    expect([...instances.balancer.served().values()].filter((count) => count > 20)).toHaveLength(2);
  });
}

/** Somebody who began before an instance is replaced: what they began, and how it ends well. */
type Begun = () => Promise<void>;

async function begin(stack: Stack, through: () => HttpBrowser): Promise<Begun[]> {
  const [atAmazon, atMail, persona, email] = [through(), through(), newPersona(stack), newAddress()];
  const { callback } = await comeBack(stack, atAmazon, persona, "/bag");
  const attempt = await startEmail(atMail, email, "/bag");
  const code = await newestCode(stack, email);
  return [
    async () => {
      expect(pathOf(await atAmazon.get(callback))).toBe("/bag");
      expect((await sessionOf(atAmazon))?.user.name).toBe(persona.name);
    },
    async () => {
      expect(pathOf(await atMail.post("/signin/verify", { attempt, code }))).toBe("/bag");
      expect((await sessionOf(atMail))?.user.email).toBe(email);
    },
  ];
}

/** Callbacks that Amazon keeps waiting, both of them under way now. */
async function keepWaiting(stack: Stack, through: () => HttpBrowser, count: number): Promise<Promise<Answer>[]> {
  const waiting: Promise<Answer>[] = [];
  for (let index = 0; index < count; index += 1) {
    const [browser, persona] = [through(), newPersona(stack)];
    const { callback, code } = await comeBack(stack, browser, persona, "/bag");
    stack.sandbox.faults.add({ endpoint: "token", userId: persona.userId, times: 1, delayMilliseconds: 1_500 });
    waiting.push(browser.get(callback));
    await expect.poll(() => tokenCalls(stack, code).length, { intervals: [5] }).toBe(1);
  }
  return waiting;
}

test("one instance after the other is replaced while people come and go: nobody is turned away, what was begun ends well, and sessions live on", async ({ stack, instances: { through, replace, balancer } }) => {
  const [vera, persona] = [through(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  let over = false;
  const steadily = async (ask: () => Promise<void>): Promise<number> => {
    let times = 0;
    for (; !over; times += 1) {
      await ask();
      await pause(20);
    }
    return times;
  };
  const streams = [
    steadily(async () => expect((await sessionOf(vera))?.user.name).toBe(persona.name)),
    steadily(async () => expect((await vera.get("/account")).status).toBe(200)),
    steadily(async () => expect((await through().get("/signin")).status).toBe(200)),
    steadily(async () => expect(pathOf(await signInWithAmazon(stack, through(), newPersona(stack), "/bag"))).toBe("/bag")),
  ];
  const replaceBoth = async () => {
    for (const which of ["first", "second"] as const) {
      const begun = [...(await begin(stack, through)), ...(await begin(stack, through))];
      const waiting = await keepWaiting(stack, through, 4);
      const replaced = replace(which);
      // Half of what was begun ends while there is one instance, the other half when there are two again.
      for (const end of begun.slice(0, 2)) await end();
      expect((await Promise.all(waiting)).map(pathOf)).toEqual(waiting.map(() => "/bag"));
      await replaced;
      for (const end of begun.slice(2)) await end();
    }
  };
  const [times] = await Promise.all([Promise.all(streams), replaceBoth().finally(() => (over = true))]);
  for (const count of times) expect(count).toBeGreaterThan(20);
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
  expect([...balancer.served().values()].filter((count) => count > 50)).toHaveLength(2);
});
