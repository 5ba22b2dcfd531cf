import { rateLimits } from "#lib/rate-limit/limits.ts";
import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { locationOf } from "../fixtures/http-browser.ts";
import { decideAtAmazon, pathOf, rowCounts, startAmazon } from "../fixtures/journey.ts";
import { at, expectTooOften, oneProxy, spend, spendForm } from "../fixtures/limits.ts";
import { ageSessions, mailedCodes, newAddress, newestCode, newPersona, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** How often is too often, by address and client, and who is served all the same: FB-04. limits-ways.spec.ts has what each limit leaves open. */

// One proxy is trusted: what it saw comes last in X-Forwarded-For, and whatever a client wrote there comes before.
test.use({ setting: { environment: oneProxy } });
// Hundreds of pages a test: on a busy machine they take their time.
test.describe.configure({ timeout: 240_000 });

/** So many requests, ten at a time. */
async function flood(times: number, ask: (index: number) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (answers.length < times) answers.push(...(await Promise.all(Array.from({ length: Math.min(10, times - answers.length) }, (_, index) => ask(answers.length + index)))));
  return answers;
}

const count = (answers: readonly Answer[], status: number) => answers.filter((answer) => answer.status === status).length;

test("200 requests for one address, whoever sends them: five mails, and its owner is let in by what was mailed and by Amazon", async ({ stack, open }) => {
  const email = newAddress();
  const vera = at(open(), "203.0.113.200");
  const started = await vera.post("/signin/check-email", { email });
  const code = await newestCode(stack, email);
  const answers = await flood(199, (index) => at(open(), `198.51.100.${index}`).post("/signin/check-email", { email: index % 2 ? email : email.toUpperCase() }));
  expect([count(answers, 303), count(answers, 429)]).toEqual([4, 195]);
  expectTooOften(answers.at(-1) as Answer, 15 * 60);
  expect(await mailedCodes(stack, email, 5)).toHaveLength(5);
  // Nothing that others asked for voids her own mail.
  expect(pathOf(await vera.post("/signin/verify", { attempt: locationOf(started).searchParams.get("attempt") ?? "", code }))).toBe("/account");
  const amazon = at(open(), "203.0.113.201");
  const { authorizationUrl } = await startAmazon(amazon);
  expect(pathOf(await amazon.get(await decideAtAmazon(stack, authorizationUrl, newPersona(stack))))).toBe("/account");
});

test("200 addresses from one client that names another one each time: it runs into its limit, and nobody else does", async ({ stack, open }) => {
  const answers = await flood(200, (index) => at(open(), `203.0.113.${index}, 198.51.100.${index}, 192.0.2.7`).post("/signin/check-email", { email: newAddress("flood") }));
  expect([count(answers, 303), count(answers, 429)]).toEqual([rateLimits.email_code_from_client.points, 200 - rateLimits.email_code_from_client.points]);
  expectTooOften(answers.at(-1) as Answer, 15 * 60);
  const email = newAddress();
  const vera = at(open(), "192.0.2.8");
  const started = await vera.post("/signin/check-email", { email });
  const attempt = locationOf(started).searchParams.get("attempt") ?? "";
  // Her mail waits behind those that the flood was allowed.
  await expect.poll(() => stack.mailbox.mails.all(email).length, { timeout: 60_000 }).toBe(1);
  expect(pathOf(await vera.post("/signin/verify", { attempt, code: await newestCode(stack, email) }))).toBe("/account");
  // The one at that address has the other ways.
  const neighbour = at(open(), "192.0.2.7");
  const { authorizationUrl } = await startAmazon(neighbour);
  expect(pathOf(await neighbour.get(await decideAtAmazon(stack, authorizationUrl, newPersona(stack))))).toBe("/account");
});

test("strangers who use up somebody's mails, each under her client's address in front of their own, keep her out nowhere that she signed in before", async ({ stack, open }) => {
  const email = newAddress();
  const signIn = async (browser: HttpBrowser, mails: number) => {
    const started = await browser.post("/signin/check-email", { email });
    expect(started.status).toBe(303);
    return pathOf(await browser.post("/signin/verify", { attempt: locationOf(started).searchParams.get("attempt") ?? "", code: await newestCode(stack, email, mails) }));
  };
  expect(await signIn(at(open(), "203.0.113.210"), 1)).toBe("/account");
  const answers = await flood(200, (index) => at(open(), `203.0.113.210, 198.51.100.${index}`).post("/signin/check-email", { email }));
  // Her own mail was the first of the five: she was not known yet.
  expect([count(answers, 303), count(answers, 429)]).toEqual([4, 196]);
  expect(await signIn(at(open(), "203.0.113.210"), 6)).toBe("/account");
  expect((await at(open(), "203.0.113.211").post("/signin/check-email", { email })).status).toBe(429);
});

test("once everybody together had all the mails of the hour, strangers wait, alike for every address; known clients are served, and the operator is told once", async ({ stack, open }) => {
  const told = () => stack.output().split("\n").filter((line) => line.includes('"event":"limit.reached"')).length;
  const before = told();
  const email = newAddress();
  const start = (browser: HttpBrowser, address = email) => browser.post("/signin/check-email", { email: address });
  const verify = async (browser: HttpBrowser, started: Answer, mails: number) =>
    pathOf(await browser.post("/signin/verify", { attempt: locationOf(started).searchParams.get("attempt") ?? "", code: await newestCode(stack, email, mails) }));
  const vera = at(open(), "203.0.113.220");
  expect(await verify(vera, await start(vera), 1)).toBe("/account");
  await stack.sql.query(`DELETE FROM "RateLimit" WHERE "key" LIKE 'email_code_from_anybody%'`);
  await spend(stack, "email_code_from_anybody", "anybody");
  const shapes = [];
  for (const [index, address] of [email, newAddress(), newAddress()].entries()) {
    const answer = await start(at(open(), `198.51.100.${index}`), address);
    expectTooOften(answer, 60 * 60);
    shapes.push([answer.status, [...answer.headers.keys()].toSorted(), answer.setCookies, answer.body.includes(address)]);
  }
  expect(shapes[1]).toEqual(shapes[0]);
  expect(shapes[2]).toEqual(shapes[0]);
  const again = at(open(), "203.0.113.220");
  expect(await verify(again, await start(again), 2)).toBe("/account");
  const stranger = at(open(), "198.51.100.99");
  const { authorizationUrl } = await startAmazon(stranger);
  expect(pathOf(await stranger.get(await decideAtAmazon(stack, authorizationUrl, newPersona(stack))))).toBe("/account");
  await expect.poll(told).toBe(before + 1);
});

test("too many addresses are answered alike whether they are known or not", async ({ stack, open }) => {
  const { email } = await newProvedUser(stack);
  await spend(stack, "email_code_from_client", "192.0.2.9");
  const shapes = [];
  for (const address of [email, newAddress()]) {
    const answer = await at(open(), "192.0.2.9").post("/signin/check-email", { email: address });
    expectTooOften(answer, 15 * 60);
    shapes.push([answer.status, [...answer.headers.keys()].toSorted(), answer.setCookies, answer.body.includes(address)]);
  }
  expect(shapes[0]).toEqual(shapes[1]);
});

test("a client that started too many sign-ins with Amazon starts no more, writes no row, and has the code by mail", async ({ stack, open }) => {
  await spendForm(stack, "sign_in_from_client", "192.0.2.10", { path: "/api/auth/signin/amazon", fields: {} });
  const vera = at(open(), "192.0.2.10");
  const { rows: before } = await stack.sql.query(`SELECT "id" FROM "Attempt" ORDER BY "id"`);
  const answer = await vera.post("/api/auth/signin/amazon", { returnTo: "/bag" });
  expectTooOften(answer, 15 * 60);
  expect(answer.setCookies).toEqual([]);
  expect((await stack.sql.query(`SELECT "id" FROM "Attempt" ORDER BY "id"`)).rows).toEqual(before);
  const email = newAddress();
  const attempt = locationOf(await vera.post("/signin/check-email", { email })).searchParams.get("attempt") ?? "";
  expect(pathOf(await vera.post("/signin/verify", { attempt, code: await newestCode(stack, email) }))).toBe("/account");
  expect((await at(open(), "192.0.2.11").post("/api/auth/signin/amazon", {})).status).toBe(303);
});

test("a client that made too many guests makes no more; who has a bag already, or is signed in, goes on", async ({ stack, open }) => {
  const add = { action: "add", productId: "wool-blanket" };
  const guest = at(open(), "192.0.2.13");
  expect((await guest.post("/bag", add)).status).toBe(303);
  await stack.sql.query(`DELETE FROM "RateLimit"`);
  await spend(stack, "guest_from_client", "192.0.2.13");
  const before = await rowCounts(stack);
  for (const path of ["/bag", "/saved"]) expect((await at(open(), "192.0.2.13").post(path, add)).status).toBe(429);
  expect(await rowCounts(stack)).toEqual(before);
  expect((await guest.post("/saved", add)).status).toBe(303);
  const { browser } = await newProvedUser(stack);
  expect((await at(browser, "192.0.2.13").post("/bag", add)).status).toBe(303);
});

test("somebody who asks for too many codes to prove it again waits with that only: signing in by mail works", async ({ stack, open }) => {
  const { email, userId, browser } = await newProvedUser(stack);
  await ageSessions(stack, userId);
  const vera = at(browser, "192.0.2.14");
  const ask = () => vera.post("/reauthenticate", { action: "send_code", purpose: "end_sessions", returnTo: "/account" });
  const answers: Answer[] = [];
  for (let index = 0; index < 7; index += 1) answers.push(await ask());
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303, 429, 429]);
  expectTooOften(answers.at(-1) as Answer, 15 * 60);
  expect(await mailedCodes(stack, email, 6)).toHaveLength(6);
  const fresh = at(open(), "192.0.2.15");
  const attempt = locationOf(await fresh.post("/signin/check-email", { email })).searchParams.get("attempt") ?? "";
  expect(pathOf(await fresh.post("/signin/verify", { attempt, code: await newestCode(stack, email, 7) }))).toBe("/account");
});

test("the page of too many tries says no time that the address made up", async ({ open }) => {
  for (const wait of ["0", "-5", "1e9", "99999999", "12x", "<b>", "86401"]) {
    const page = await open().get(`/signin/error?${new URLSearchParams({ code: "rate_limited", ref: "ABCDE-FGHJK", wait })}`);
    expect(page.status).toBe(200);
    expect(page.body).not.toContain("You can try this again in");
  }
  const other = await open().get("/signin/error?code=attempt_expired&ref=ABCDE-FGHJK&wait=60");
  expect(other.body).not.toContain("You can try this again in");
});
