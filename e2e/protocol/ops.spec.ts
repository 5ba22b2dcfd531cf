import { formBody, operatorForms, someAttempt, urlencoded } from "../fixtures/endpoints.ts";
import type { Answer, Asking, HttpBrowser } from "../fixtures/http-browser.ts";
import { rowCounts, sessionOf, signedIn, startEmail } from "../fixtures/journey.ts";
import { newOperator } from "../fixtures/operators.ts";
import { heldByPasskey, passkeyOptions } from "../fixtures/passkeys.ts";
import { newPasswordUser } from "../fixtures/passwords.ts";
import { newestCode, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { operatorAddresses, type Stack } from "../fixtures/stack.ts";

/** Who is an operator, and that to anybody else there is nothing. */

// Hundreds of requests a test: on a busy machine they take their time.
test.describe.configure({ timeout: 180_000 });

const opsPages = ["/ops", "/ops/doctor", "/ops/attempts", "/ops/attempts/7KQF2-M9XTB", "/ops/users", `/ops/users/${someAttempt}`, "/ops/act"];
const queries = ["", `?deed=close&user=${someAttempt}`, "?ref=7KQF2-M9XTB", "?q=%00", "?outcome=a&outcome=b", "?ref[]=a", `?ref=${"x".repeat(4_000)}`, "?ref=%zz", "?_rsc=1"];

const routerWishes: Record<string, string>[] = [{ rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }, { rsc: "1", "next-router-segment-prefetch": "/_tree" }, { rsc: "1", "x-middleware-subrequest": "middleware" }];

/** An address that no page of ours has, as long as the given one. */
const unknownLike = (path: string) => path.replace("/ops", "/opt");

/** What of an answer is not different each time, and not what the asker wrote into the address. */
function shapeOf(answer: Answer): object {
  const text = (value: string) => value.replaceAll(/nonce(-|=")[\w+/=]+/g, "nonce");
  const headers = [...answer.headers].filter(([name]) => !["x-request-id", "date", "content-length", "etag"].includes(name)).map(([name, value]) => `${name}: ${text(value)}`);
  // What people see of a page: its head and its body, without what only the framework's script reads.
  const seen = answer.body.replaceAll(/<script\b.*?<\/script>|<link\b[^>]*>|nonce="[^"]*"|Reference: [\w-]+/gs, "");
  return { status: answer.status, headers: headers.toSorted(), seen: seen.split("<").toSorted() };
}

async function expectSame(browser: HttpBrowser, path: string, asking: Asking = {}): Promise<Answer> {
  const [answer, unknown] = [await browser.request(path, asking), await browser.request(unknownLike(path), asking)];
  expect(shapeOf(answer), `${asking.method ?? "GET"} ${path}`).toEqual(shapeOf(unknown));
  return answer;
}

async function expectNoPages(browser: HttpBrowser): Promise<void> {
  for (const page of opsPages) {
    for (const query of queries) expect((await expectSame(browser, page + query)).status === 404 || /%(00|zz)/.test(query), page + query).toBe(true);
    for (const headers of routerWishes) {
      const answer = await browser.get(page, headers);
      expect([answer.status, answer.headers.get("content-type")], JSON.stringify(headers)).toEqual([404, "text/html; charset=utf-8"]);
      expect(answer.body).not.toMatch(/aria-label="Operator"|What you can do|Find the attempt/);
    }
  }
}

async function expectNoForms(stack: Stack, browser: HttpBrowser): Promise<void> {
  const own = { ...urlencoded, origin: stack.appUrl, "sec-fetch-site": "same-origin" };
  const before = await rowCounts(stack);
  for (const { path, fields } of operatorForms) {
    for (const headers of [own, urlencoded, { ...urlencoded, origin: "https://evil.example" }, { ...own, "content-type": "application/json" }, { ...own, "content-type": "text/plain" }]) {
      for (const body of [formBody(fields), "", "action=close&action=open", "%00=%00", "a".repeat(60_000)]) await expectSame(browser, path, { method: "POST", headers, body });
    }
    for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]) await expectSame(browser, `${path}/submit`, { method });
  }
  expect(await rowCounts(stack)).toEqual(before);
}

test("to whoever is signed out, or signed in and no operator, the pages and forms of the operator do not exist", async ({ stack, open }) => {
  const [stranger, shopper] = [open(), open()];
  await signedIn(stack, shopper, newPersona(stack));
  const other = await newPasswordUser(stack, { browser: open() });
  for (const browser of [stranger, shopper, other.browser]) {
    await expectNoPages(browser);
    await expectNoForms(stack, browser);
  }
});

test("the operator signed in with a password sees them; signed in with a code, with the same address, they do not exist", async ({ stack, open }) => {
  const operator = await newOperator(stack, open());
  for (const [page, status] of [["/ops", 200], ["/ops/attempts", 200], ["/ops/attempts/7KQF2-M9XTB", 404], ["/ops/users", 200], [`/ops/users/${operator.userId}`, 200], [`/ops/act?deed=close&user=${operator.userId}`, 200]] as const) {
    const answer = await operator.browser.get(page);
    expect([answer.status, answer.body.includes('aria-label="Operator"')], page).toEqual([status, true]);
    expect(answer.headers.get("cache-control")).toContain("no-store");
  }
  const byCode = open();
  const attempt = await startEmail(byCode, operator.email);
  expect((await byCode.post("/signin/verify", { attempt, code: await newestCode(stack, operator.email) })).status).toBe(303);
  expect((await sessionOf(byCode))?.user.id).toBe(operator.userId);
  await expectNoPages(byCode);
  await expectNoForms(stack, byCode);
});

test("an operator's address that is merely held makes nobody an operator, whatever the session began with", async ({ stack, open }) => {
  const { userId, device } = await heldByPasskey(stack, operatorAddresses[2]);
  const browser = open();
  const passkey = device.get(await passkeyOptions(browser));
  expect((await browser.post("/signin/passkey", { passkey, returnTo: "/account" })).status).toBe(303);
  expect((await sessionOf(browser))?.user).toMatchObject({ id: userId, email: operatorAddresses[2] });
  await expectNoPages(browser);
});

test("no page says to a shopper that there are operators, and the proof that operators are asked for is known to them alone", async ({ stack, open }) => {
  const { browser } = await newPasswordUser(stack, { browser: open() });
  for (const path of ["/", "/account", "/account/activity", "/account/sessions", "/signin", "/help/sign-in", "/privacy"]) expect((await browser.get(path)).body, path).not.toMatch(/\/ops\b|operator/i);
  const proof = (purpose: string) => `/reauthenticate?purpose=${purpose}&returnTo=%2Faccount`;
  expect(shapeOf(await browser.get(proof("operate")))).toEqual(shapeOf(await browser.get(proof("everything"))));
  const send = async (purpose: string) => {
    const answer = await browser.post("/reauthenticate", { action: "send_code", purpose, returnTo: "/account" });
    return [answer.status, answer.setCookies, answer.body.includes("We could not read that")];
  };
  expect([await send("operate"), await send("everything")]).toEqual([[400, [], true], [400, [], true]]);
  const operator = await newOperator(stack, open());
  await stack.sql.query(`UPDATE "Session" SET "authenticatedAt" = now() - interval '11 minutes' WHERE "userId" = $1`, [operator.userId]);
  expect((await operator.browser.get(proof("operate"))).status).toBe(200);
});

test("whoever loses the operator's address finds nothing at the next click", async ({ stack, open }) => {
  const { browser, userId } = await newOperator(stack, open());
  expect((await browser.get("/ops")).status).toBe(200);
  const change = async (email: string) => await stack.sql.query(`UPDATE "User" SET "email" = $2, "provedEmail" = $2 WHERE "id" = $1`, [userId, email]);
  await change("nobody.now@example.test");
  expect((await browser.get("/ops")).status).toBe(404);
  await change(operatorAddresses[0]);
});
