import { type HttpBrowser } from "../fixtures/http-browser.ts";
import { attemptOf, comeBack, expectRecovery, pathOf, rowCounts, sessionOf, startAmazon, tokenCalls } from "../fixtures/journey.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** Several sign-ins open at once in one browser: OA-06. */

const destinations = ["/bag", "/saved", "/", "/privacy", "/help/sign-in"];

for (const order of [[2, 0, 3, 1, 4], [4, 3, 2, 1, 0], [0, 1, 2, 3, 4]]) {
  test(`five tabs finish in the order ${order.join(" ")}, each on its own page`, async ({ stack, open }) => {
    const [vera, persona] = [open(), newPersona(stack)];
    const tabs = [];
    for (const destination of destinations) tabs.push(await comeBack(stack, vera, persona, destination));
    for (const index of order) expect(pathOf(await vera.get(tabs[index]?.callback ?? ""))).toBe(destinations[index]);
    const { rows } = await stack.sql.query(`SELECT s."id" FROM "Session" s JOIN "Account" a ON a."userId" = s."userId" WHERE a."providerAccountId" = $1`, [persona.userId]);
    expect(rows).toHaveLength(1);
    expect((await sessionOf(vera))?.user.name).toBe(persona.name);
    expect([...vera.cookies.keys()].filter((name) => name.startsWith("lwa."))).toEqual([]);
  });
}

test("five tabs finish at the same moment: one user, five good ends", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const tabs = [];
  for (const destination of destinations) tabs.push(await comeBack(stack, vera, persona, destination));
  const answers = await Promise.all(tabs.map(({ callback }) => vera.get(callback)));
  expect(answers.map(pathOf)).toEqual(destinations);
  const { rows } = await stack.sql.query(`SELECT DISTINCT "userId" FROM "Account" WHERE "providerAccountId" = $1`, [persona.userId]);
  expect(rows).toHaveLength(1);
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
});

test("with ten attempts open the oldest are closed, and no request grows too large", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const tabs = [];
  for (let index = 0; index < 10; index += 1) tabs.push(await comeBack(stack, vera, persona, `/bag?tab=${index}`));
  const states = await Promise.all(tabs.map(({ started }) => attemptOf(stack, started.state)));
  expect(states.map(({ status }) => status)).toEqual([...Array<string>(2).fill("failed"), ...Array<string>(8).fill("open")]);
  expect(vera.cookieHeader(new URL("/api/auth/callback/amazon", stack.appUrl)).length).toBeLessThan(15_000);
  for (const [index, { callback }] of tabs.entries()) {
    const answer = await vera.get(callback);
    if (index < 2) await expectRecovery(vera, answer, "attempt_superseded");
    else expect(pathOf(answer)).toBe(`/bag?tab=${index}`);
  }
  expect(tokenCalls(stack, tabs[0]?.code ?? "")).toEqual([]);
});

test("fourteen starts at the same moment leave no more attempts open than the browser can carry", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const { started } = await comeBack(stack, vera, persona);
  await Promise.all(Array.from({ length: 14 }, () => startAmazon(vera)));
  const { browserHash } = await attemptOf(stack, started.state);
  const { rows } = await stack.sql.query<{ open: string }>(`SELECT count(*) AS open FROM "Attempt" WHERE "browserHash" = $1 AND "status" = 'open'`, [browserHash]);
  expect(Number(rows[0]?.open)).toBeLessThanOrEqual(8);
  expect(pathOf(await vera.get((await comeBack(stack, vera, persona, "/saved")).callback))).toBe("/saved");
});

test("long destinations do not fill the browser up", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const long = `/bag?filter=${"a".repeat(1_900)}`;
  const tabs = [];
  for (let index = 0; index < 8; index += 1) tabs.push(await comeBack(stack, vera, persona, long));
  for (const { callback } of tabs) expect(pathOf(await vera.get(callback))).toBe(long);
});

test("attempts that are given up leave nothing behind that has no end", async ({ stack, open }) => {
  const vera = open();
  for (let round = 0; round < 3; round += 1) {
    const { answer, state } = await startAmazon(vera, "/saved");
    const { id } = await attemptOf(stack, state);
    const lines = answer.setCookies.filter((line) => line.includes(id));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/Max-Age=900\b|Expires=/i);
  }
});

function fill(browser: HttpBrowser, count: number, size: number): void {
  for (let index = 0; index < count; index += 1) browser.plant(`lwa.state.00000000-0000-4000-8000-${String(index).padStart(12, "0")}`, "x".repeat(size), "/api/auth/callback/amazon");
}

test("planted cookies of any size never become a fault of ours", async ({ stack, open }) => {
  const before = await rowCounts(stack);
  for (const [count, size] of [[1, 3_900], [3, 3_900], [4, 4_000], [40, 380], [400, 100]] as const) {
    const vera = open();
    const { callback } = await comeBack(stack, vera, newPersona(stack));
    fill(vera, count, size);
    const answer = await vera.get(callback);
    if (answer.status === 303) expect(pathOf(answer)).toBe("/account");
    else {
      expect(answer.status).toBe(431);
      expect(answer.body).toContain("cookies");
      expect(await sessionOf(vera)).toBeNull();
    }
  }
  const after = await rowCounts(stack);
  expect((after.User ?? 0) - (before.User ?? 0)).toBe((after.Session ?? 0) - (before.Session ?? 0));
});

test("session, browser and guest cookies of impossible shapes count as absent", async ({ open }) => {
  for (const value of ["", "x", "a".repeat(43), "a".repeat(3_000), "..%00", "{}", "__proto__", "é", "%E0%A4%A", '"quoted"', "-".repeat(44)]) {
    const vera = open();
    for (const name of ["authjs.session-token", "siwa.browser", "guest"]) vera.plant(name, Buffer.from(value).toString("latin1"));
    expect(await sessionOf(vera)).toBeNull();
    for (const path of ["/", "/bag", "/saved", "/signin"]) expect((await vera.get(path)).status, `${path} with ${value.slice(0, 20)}`).toBe(200);
    expect(pathOf(await vera.get("/account"))).toBe("/signin?returnTo=%2Faccount");
  }
});
