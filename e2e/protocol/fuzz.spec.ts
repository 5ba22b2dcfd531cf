import fc from "fast-check";
import { forms, machines, pagePaths, routes, someAttempt, urlencoded, userForms } from "../fixtures/endpoints.ts";
import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { rowCounts, sessionOf, startEmail } from "../fixtures/journey.ts";
import { newAddress } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

/**
 * Bodies that nobody thought of, for every address that takes one: IF-01. The seed is fixed, so that every run tries
 * the same ones; a body that fails is made as small as it goes and printed.
 */

const seed = 20_261_125;
const bounds = { seed, numRuns: 45, endOnFailure: false } as const;
/** Far above what any of these takes, so that only a body that keeps the process busy is too slow. */
const slowestMilliseconds = 10_000;

// An installation of its own: rows that other files left would run out and be swept while they are counted here.
test.use({ setting: { environment: { SITE_NAME: "Larkspur" } } });
// Hundreds of requests a test: on a busy machine they take their time.
test.describe.configure({ timeout: 90_000 });

test.beforeEach(async ({ stack }) => void (await stack.sql.query(`DELETE FROM "RateLimit"`)));

test("every route handler of the app folder is tried here", () => {
  const { forms: posted, others } = routes();
  const known = [...forms, ...userForms.map(({ path, route }) => ({ path: route ?? path }))].map(({ path }) => path).filter((path) => path !== "/api/auth/signin/amazon");
  expect(posted.toSorted()).toEqual(known.toSorted());
  expect(others).toEqual(Object.keys(machines).toSorted());
});

/** A piece of an urlencoded body: plain words, what our fields hold, and bytes that are no text. */
const rawBytes = ["%00", "%ED%A0%80", "%ED%B0%80", "%FF%FE", "%C0%80", "%F4%90%80%80", "%", "%zz", "%u0041", "%EF%BF%BF", "%E2%80%AE", "%0D%0A", "+", "%2B", "\u0001"];
const ourWords = ["add", "set", "remove", "move", "verify", "resend", "send_code", "not_mine", "mine", "cancel", "switch", "stay", "everywhere", "this", "wool-blanket", someAttempt, "123456", "000000", "nobody@example.test", "/bag", "//evil.example"];
const numbers = ["0", "-0", "-1", "1e309", "9".repeat(400), "NaN", "Infinity", "0x10", "1.5", "٣", "99999999999999999999"];
const hostileNames = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__proto__[action]", "action[]", "action.x", "[]", "", "_method", "$ACTION_ID_x"];

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ourWords) },
  fc.constantFrom(...numbers),
  fc.array(fc.oneof(fc.constantFrom(...rawBytes), fc.string({ unit: "binary", maxLength: 12 }).map((text) => encodeURIComponent(text.toWellFormed()))), { maxLength: 8 }).map((parts) => parts.join("")),
  fc.integer({ min: 1, max: 60_000 }).map((length) => "a".repeat(length)),
);
const name = fc.oneof({ weight: 4, arbitrary: fc.constantFrom("attempt", "action", "code", "email", "returnTo", "scope", "productId", "quantity") }, { weight: 1, arbitrary: fc.constantFrom(...hostileNames) });
const pairsOfFields = fc.array(fc.tuple(name, value), { maxLength: 8 });
const written = (pairs: readonly (readonly [string, string])[]) => pairs.map(([key, text]) => `${encodeURIComponent(key)}=${text}`).join("&");
const formBody = pairsOfFields.map(written);

/** JSON texts, not values: duplicate keys, lone surrogates and numbers beyond all doubles cannot be written otherwise. */
const jsonBody = fc.oneof(
  fc.json({ maxDepth: 6 }),
  fc.constantFrom(
    "[".repeat(10_000) + "]".repeat(10_000),
    "[".repeat(60_000),
    `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`,
    `{${Array.from({ length: 6_000 }, (_, index) => `"k${index}":1`).join(",")}}`,
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    '{"csp-report":{"__proto__":{"effective-directive":"x"},"effective-directive":1}}',
    '{"csp-report":{"effective-directive":"a","effective-directive":"b"},"csp-report":[]}',
    '{"csp-report":{"effective-directive":"\\ud800\\u0000","blocked-uri":"\\udfff"}}',
    '{"csp-report":{"effective-directive":1e999,"blocked-uri":-1e-999}}',
    `[${'{"type":"csp-violation","body":{"effectiveDirective":"img-src","blockedURL":"http://\\u0000"}},'.repeat(19)}{}]`,
    `{"csp-report":{"blocked-uri":"${"a".repeat(60_000)}"}}`,
    "\u0000",
    "\uFEFF{}",
    '{"a":1}{"b":2}',
    "NaN",
    "-",
    '"\\u',
  ),
);
const bytes = fc.uint8Array({ maxLength: 4_000 }).map((array) => Buffer.from(array));

/** A 4xx of ours in time; `fine` are the statuses besides, for bodies that happen to be good. */
function expectRefusal(answer: Answer, fine: readonly number[], what: string): void {
  const refused = answer.status >= 400 && answer.status < 500;
  expect(refused || fine.includes(answer.status), `${what} answered ${answer.status}`).toBe(true);
  expect(answer.milliseconds, what).toBeLessThan(slowestMilliseconds);
  expect(answer.headers.get("x-request-id")).toMatch(/^[\w-]{22}$/);
}

async function send(browser: HttpBrowser, path: string, type: string, body: string | Buffer): Promise<Answer> {
  return await browser.request(path, { method: "POST", headers: { "content-type": type, origin: browser.origin, "sec-fetch-site": "same-origin" }, body });
}

/** What a body of random fields may do by being right: begin a sign-in, sign nobody out, put a product into a new bag. */
const mayBeRight: Readonly<Record<string, readonly number[]>> = { ...Object.fromEntries(userForms.map(({ path }) => [path, [303]])), "/api/auth/signin/amazon": [303], "/signout": [303], "/signin/check-email": [303], "/signin/password/reset": [303], "/bag": [303], "/saved": [303] };

for (const { path } of [...forms, ...userForms]) {
  test(`no body makes ${path} fail, hang, or write what it should not`, async ({ stack, open }) => {
    const before = await rowCounts(stack);
    const vera = open();
    await fc.assert(fc.asyncProperty(formBody, async (body) => expectRefusal(await send(vera, path, urlencoded["content-type"], body), mayBeRight[path] ?? [], body.slice(0, 200))), bounds);
    await fc.assert(fc.asyncProperty(bytes, async (body) => expectRefusal(await send(vera, path, urlencoded["content-type"], body), mayBeRight[path] ?? [], body.toString("hex").slice(0, 200))), { ...bounds, numRuns: 15 });
    // The listener lets JSON in for programs; a form never takes it.
    await fc.assert(fc.asyncProperty(jsonBody, async (body) => expectRefusal(await send(vera, path, "application/json", body), [], body.slice(0, 200))), { ...bounds, numRuns: 15 });
    const { Guest, BagItem, SavedItem, EmailCode, ...rest } = await rowCounts(stack);
    expect(rest).toEqual(Object.fromEntries(Object.entries(before).filter(([table]) => !["Guest", "BagItem", "SavedItem", "EmailCode"].includes(table))));
    expect([Guest, BagItem, SavedItem, EmailCode].every(Number.isInteger)).toBe(true);
    expect(await stack.sql.query(`SELECT 1 FROM "BagItem" WHERE "quantity" NOT BETWEEN 1 AND 99 OR "productId" <> 'wool-blanket'`)).toMatchObject({ rowCount: 0 });
  });
}

test("no body makes an attempt under way fail, and none signs in", async ({ stack, open }) => {
  const vera = open();
  const attempt = await startEmail(vera, newAddress());
  const before = await rowCounts(stack);
  const aboutIt = fc.tuple(fc.constantFrom("code", "action", "x"), value, pairsOfFields).map(([key, text, more]) => written([["attempt", attempt], [key, text], ...more.filter(([other]) => other !== "attempt" && other !== key)]));
  for (const path of ["/signin/verify", "/signin/existing", "/signin/switch", "/signin/yours"]) {
    // 303: another code was sent, or on to the question that this attempt is really at.
    await fc.assert(fc.asyncProperty(aboutIt, async (body) => expectRefusal(await send(vera, path, urlencoded["content-type"], body), [303], `${path} ${body.slice(0, 200)}`)), { ...bounds, numRuns: 30 });
  }
  const { EmailCode, ...rest } = await rowCounts(stack);
  expect({ ...rest, EmailCode: before.EmailCode }).toEqual(before);
  expect(EmailCode).toBeGreaterThanOrEqual(before.EmailCode ?? 0);
  expect(await sessionOf(vera)).toBeNull();
});

test("no body makes the address for reports fail, and none of it is believed", async ({ stack, open }) => {
  const before = await rowCounts(stack);
  const vera = open();
  for (const type of ["application/csp-report", "application/reports+json"]) {
    await fc.assert(fc.asyncProperty(jsonBody, async (body) => expectRefusal(await send(vera, "/api/csp-report", type, body), [204], body.slice(0, 200))), bounds);
    await fc.assert(fc.asyncProperty(bytes, async (body) => expectRefusal(await send(vera, "/api/csp-report", type, body), [204], body.toString("hex").slice(0, 200))), { ...bounds, numRuns: 15 });
  }
  for (const line of stack.output().split("\n").filter((text) => text.includes("csp.violated"))) {
    expect(JSON.parse(line)).toMatchObject({ directive: expect.stringMatching(/^[a-z-]{1,40}$/), blockedHost: expect.stringMatching(/^[\w.:[\]%-]{1,260}$/) });
  }
  expect(await rowCounts(stack)).toEqual(before);
  expect((await open().get("/api/auth/session")).body).toBe("null");
});

test("no body makes the address for passkeys fail, and none writes more than a challenge", async ({ stack, open }) => {
  const before = await rowCounts(stack);
  const vera = open();
  const wish = fc.record({ purpose: fc.constantFrom("sign_in", "step_up", "add", "existing", "__proto__", 1, null), attempt: fc.oneof(fc.constant(undefined), fc.jsonValue()) }).map((fields) => JSON.stringify(fields));
  await fc.assert(fc.asyncProperty(fc.oneof(jsonBody, wish), async (body) => expectRefusal(await send(vera, "/api/passkey/options", "application/json", body), [200], body.slice(0, 200))), bounds);
  await fc.assert(fc.asyncProperty(bytes, async (body) => expectRefusal(await send(vera, "/api/passkey/options", "application/json", body), [], body.toString("hex").slice(0, 200))), { ...bounds, numRuns: 15 });
  expect(await rowCounts(stack)).toEqual(before);
});

test("no body gets past a machine's address that only answers", async ({ open }) => {
  for (const { path, allows } of Object.values(machines)) {
    if (allows === "POST") continue;
    for (const [type, body] of fc.sample(fc.oneof(fc.tuple(fc.constant("application/json"), jsonBody), fc.tuple(fc.constant(urlencoded["content-type"]), formBody)), { seed, numRuns: 10 })) {
      expect([400, 404, 405, 413], path).toContain((await send(open(), path, type, body)).status);
    }
  }
});

test("no query and no cookie makes a page fail", async ({ open }) => {
  const paths = [...pagePaths, "/api/auth/session", "/api/auth/callback/amazon"];
  const queryName = fc.constantFrom("attempt", "code", "ref", "returnTo", "state", "error", "scope", "iss", "notice", "problem", "item", "added", "token", "purpose", "passkey", "done", "sent", "wait", "via", "strength", "others", "__proto__", "_rsc", "nxtPslug");
  const query = fc.array(fc.tuple(queryName, value), { maxLength: 5 }).map((fields) => fields.map(([key, text]) => `${key}=${text}`).join("&").replaceAll(/[^\x21-\x7e]/g, "").replaceAll("#", "").slice(0, 7_000));
  const cookies = fc.array(fc.tuple(fc.constantFrom("authjs.session-token", "guest", "siwa.browser", "__proto__", "__prerender_bypass"), value), { maxLength: 4 }).map((fields) => fields.map(([key, text]) => `${key}=${text}`).join("; ").replaceAll(/[^\x21-\x7e ]/g, "").slice(0, 7_000));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), query, cookies, async (path, text, cookie) => {
      const answer = await open().get(`${path}?${text}`, cookie === "" ? {} : { cookie });
      expect(answer.status, `${path}?${text.slice(0, 200)} with ${cookie.slice(0, 200)}`).toBeLessThan(500);
      expect(answer.milliseconds).toBeLessThan(slowestMilliseconds);
      expect(answer.setCookies.filter((line) => /session-token=[^;]/.test(line))).toEqual([]);
    }),
    { ...bounds, numRuns: 250 },
  );
});
