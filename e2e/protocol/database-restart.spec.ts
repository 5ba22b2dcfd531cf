import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { decideAtAmazon, pathOf, sessionOf, signedIn, signInWithAmazon } from "../fixtures/journey.ts";
import { expectOutage, ready } from "../fixtures/outage.ts";
import { countUsersOf, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** A PostgreSQL server that restarts while people sign in, and one that has no connection left: DB-01, DB-03. */

// What it has confirmed is to survive its death, unlike in the other tests.
test.use({ setting: { environment: { JOBS: "off" }, ownCluster: { max_connections: "24", synchronous_commit: "on" } } });
test.beforeEach(({ journal }) => void (journal.faultsExpected = true));

// At most twenty sign-ins a second: who is slow, or waits for the server, does not add to the load.
const lanes = 10;
const peoplePerLane = 4;
const everyMilliseconds = 500;
const pageEveryMilliseconds = 25;
const patienceMilliseconds = 200;
const pages = ["/account", "/api/auth/session", "/"];

/** What people asked while the server went and came back. */
type Load = {
  /** Asks once. Every answer is a good one or the designed outage. */
  ask: (request: () => Promise<Answer>) => Promise<Answer>;
  /** When requests began that were answered with an outage, in milliseconds of this process. */
  outages: number[];
};

function openLoad(): Load {
  const outages: number[] = [];
  const ask = async (request: () => Promise<Answer>) => {
    const startedAt = performance.now();
    const answer = await request();
    if (answer.status < 500) return answer;
    expectOutage(answer, 10_000);
    outages.push(startedAt);
    return answer;
  };
  return { ask, outages };
}

/** Signs in, however often it takes. A spent code is no good for a reload, so every try starts at the button. */
async function signInAtLast(stack: Stack, { ask }: Load, browser: HttpBrowser, persona: ReturnType<typeof newPersona>): Promise<void> {
  for (;;) {
    const started = await ask(() => browser.post("/api/auth/signin/amazon", { returnTo: "/bag" }));
    const callback = started.status === 303 && (await decideAtAmazon(stack, started.headers.get("location") ?? "", persona));
    const answer = callback && (await ask(() => browser.get(callback)));
    if (answer && answer.status === 303) return expect(pathOf(answer)).toBe("/bag");
    await pause(patienceMilliseconds);
  }
}

for (const how of ["fast", "kill"] as const) {
  test(`PostgreSQL ended (${how}) and started again under load: only designed outages, over within 5 s, and everybody gets in once`, async ({ stack, open }) => {
    const { cluster } = stack;
    if (!cluster) throw new Error("this installation has no server of its own");
    const { pid } = stack.web.child;
    const load = openLoad();
    const [vera, verasPersona] = [open(), newPersona(stack)];
    await signedIn(stack, vera, verasPersona);
    const cookies = new Map(vera.cookies);
    const people: { browser: HttpBrowser; persona: ReturnType<typeof newPersona> }[] = [];
    let backAt = 0;
    const restart = async () => {
      await expect.poll(() => people.length, { intervals: [10] }).toBeGreaterThan(lanes);
      await cluster.halt(how);
      await expect.poll(() => load.outages.length, { intervals: [10], message: "the gap was noticed" }).toBeGreaterThan(5);
      await cluster.resume();
      backAt = performance.now();
    };
    const signInOneAfterAnother = async () => {
      for (let count = 0; count < peoplePerLane || backAt === 0; count += 1) {
        const person = { browser: open(), persona: newPersona(stack) };
        people.push(person);
        await Promise.all([signInAtLast(stack, load, person.browser, person.persona), pause(everyMilliseconds)]);
      }
    };
    let busy = true;
    const lookAround = async () => {
      for (let count = 0; busy; count += 1) {
        const answer = await load.ask(() => vera.get(pages[count % pages.length] ?? "/"));
        if (answer.status !== 503) expect(answer.status, answer.url).toBe(200);
        if (answer.url.endsWith("/api/auth/session") && answer.status === 200) expect(answer.body, "nobody is shown as signed out").toContain(verasPersona.name);
        await pause(pageEveryMilliseconds);
      }
    };
    const looking = lookAround();
    await Promise.all([restart(), ...Array.from({ length: lanes }, signInOneAfterAnother)]).finally(() => (busy = false));
    await looking;
    expect(load.outages.filter((startedAt) => startedAt > backAt + 5_000), "errors end within 5 s of its return").toEqual([]);
    expect(vera.cookies).toEqual(cookies);
    await ready(stack);
    expect(stack.web.child.pid).toBe(pid);
    for (const { browser, persona } of people) {
      expect((await sessionOf(browser))?.user.name).toBe(persona.name);
      expect(await countUsersOf(stack, persona)).toEqual({ users: 1, accounts: 1 });
    }
  });
}

/** Opens connections until PostgreSQL has none left. */
async function takeAll(url: string): Promise<pg.Client[]> {
  const taken: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => undefined);
    const refusal = await client.connect().then(() => undefined, (error: { code?: string }) => error.code);
    if (refusal === "53300") return taken;
    expect(refusal).toBeUndefined();
    taken.push(client);
  }
}

test("a server without a connection left is an outage at once for whoever needs it, and none for public pages", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  stack.wire.cut();
  const taken = await takeAll(stack.directDatabaseUrl);
  stack.wire.restore();
  try {
    const asked = Array.from({ length: 40 }, () => [vera.get("/api/auth/session"), open().post("/api/auth/signin/amazon", {})]).flat();
    for (const answer of await Promise.all(asked)) expectOutage(answer, 8_000);
    expect((await vera.get("/api/health/ready")).status).toBe(503);
    for (const path of ["/", "/signin", "/privacy", "/api/health/live"]) expect((await vera.get(path)).status, path).toBe(200);
  } finally {
    await Promise.all(taken.map((client) => client.end()));
  }
  await ready(stack);
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
  expect(pathOf(await signInWithAmazon(stack, open(), newPersona(stack)))).toBe("/account");
});
