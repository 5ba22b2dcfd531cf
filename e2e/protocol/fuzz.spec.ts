import fc from "fast-check";
import { forms, machines, operatorForms, pagePaths, routes, urlencoded, userForms } from "../fixtures/endpoints.ts";
import { bounds, expectQueriesHarmless, inAddress, postBody, Questioner, seed } from "../fixtures/fuzzing.ts";
import { bodiesFor, bytes, fieldValue, jsonBody, manyKeys, pairsOfFields, runsFor, wishOfNoAttempt, written, wrongInOneField } from "../fixtures/hostile-bodies.ts";
import { rowCounts, sessionOf, startEmail } from "../fixtures/journey.ts";
import { newAddress } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

/**
 * Bodies that nobody thought of, for every address that takes one, from somebody signed out: IF-01. What is behind the
 * guard of a page is in fuzz-signed-in.spec.ts.
 */

// An installation of its own: rows that other files left would run out and be swept while they are counted here.
test.use({ setting: { environment: { SITE_NAME: "Larkspur" } } });

test.beforeEach(async ({ stack }) => void (await stack.sql.query(`DELETE FROM "RateLimit"`)));

test("every route handler of the app folder is tried here", () => {
  const { forms: posted, others } = routes();
  const known = [...forms, ...operatorForms, ...userForms.map(({ path, route }) => ({ path: route ?? path }))].map(({ path }) => path).filter((path) => path !== "/api/auth/signin/amazon");
  expect(posted.toSorted()).toEqual(known.toSorted());
  expect(others).toEqual(Object.keys(machines).toSorted());
});

/** Where a body may be right: it says whose computer it is, begins a sign-in, signs nobody out, puts a product into a new bag, writes to the shop, changes the language, or meets the guard of its page. */
const mayBeRight = new Set([...userForms.map(({ path }) => path), "/api/auth/signin/amazon", "/signin", "/signout", "/signout/switch", "/signin/check-email", "/signin/password/reset", "/signup", "/bag", "/saved", "/help/sign-in", "/language"]);
/** Tables that such a body may write to. */
const mayGrow = ["Guest", "BagItem", "SavedItem", "EmailCode"];

for (const form of [...forms, ...userForms, ...operatorForms]) {
  const { path } = form;
  const fine = mayBeRight.has(path) ? [303] : [];
  const guarded = [...userForms, ...operatorForms].some((one) => one === form);
  const examples = guarded ? [] : wrongInOneField(form).map((body): [string] => [body]);
  test(`no body makes ${path} fail, hang, or write what it should not`, async ({ stack, open }) => {
    const [before, vera, asking] = [await rowCounts(stack), open(), new Questioner(stack)];
    await fc.assert(fc.asyncProperty(bodiesFor(form), async (body) => void (await asking.expectRefusal(body, () => postBody(vera, path, urlencoded["content-type"], body), fine))), { ...bounds, examples, numRuns: guarded ? 10 : examples.length + 12 + runsFor(form) });
    await fc.assert(fc.asyncProperty(bytes, async (body) => void (await asking.expectRefusal(body.toString("hex"), () => postBody(vera, path, urlencoded["content-type"], body), fine))), { ...bounds, numRuns: guarded ? 5 : 15 });
    // The listener lets JSON in for programs; a form never takes it.
    await fc.assert(fc.asyncProperty(jsonBody, async (body) => void (await asking.expectRefusal(body, () => postBody(vera, path, "application/json", body)))), { ...bounds, numRuns: guarded ? 5 : 15 });
    await asking.expectQuick();
    const others = Object.entries(await rowCounts(stack)).filter(([table]) => !mayGrow.includes(table));
    expect(Object.fromEntries(others)).toEqual(Object.fromEntries(Object.entries(before).filter(([table]) => !mayGrow.includes(table))));
    expect(await stack.sql.query(`SELECT 1 FROM "BagItem" WHERE "quantity" NOT BETWEEN 1 AND 99 OR "productId" <> 'wool-blanket'`)).toMatchObject({ rowCount: 0 });
  });
}

test("a hundred thousand keys are refused unread, as a form and as JSON", async ({ stack, open }) => {
  const [before, vera, asking] = [await rowCounts(stack), open(), new Questioner(stack)];
  const posted = [...forms, ...userForms, ...operatorForms].flatMap(({ path }) => [[path, urlencoded["content-type"], manyKeys.form], [path, "application/json", manyKeys.json]] as const);
  const ofMachines = [["/api/passkey/options", "application/json", manyKeys.json], ["/api/csp-report", "application/csp-report", manyKeys.json], ["/api/csp-report", "application/reports+json", manyKeys.json]] as const;
  for (const [path, type, body] of [...posted, ...ofMachines]) {
    const answer = await asking.expectRefusal(`${path} ${type}`, () => postBody(vera, path, type, body));
    expect(answer.status, `${path} ${type}`).toBe(413);
  }
  await asking.expectQuick();
  expect(await rowCounts(stack)).toEqual(before);
});

test("no body makes an attempt under way fail, and none signs in", async ({ stack, open }) => {
  const [vera, asking] = [open(), new Questioner(stack)];
  const attempt = await startEmail(vera, newAddress());
  const before = await rowCounts(stack);
  const aboutIt = fc.tuple(fc.constantFrom("code", "action", "x"), fieldValue, pairsOfFields).map(([key, text, more]) => written([["attempt", attempt], [key, text], ...more.filter(([other]) => other !== "attempt" && other !== key)]));
  for (const path of ["/signin/verify", "/signin/existing", "/signin/switch", "/signin/yours", "/signin/keep"]) {
    // 303: another code was sent, or on to the question that this attempt is really at.
    await fc.assert(fc.asyncProperty(aboutIt, async (body) => void (await asking.expectRefusal(`${path} ${body}`, () => postBody(vera, path, urlencoded["content-type"], body), [303]))), { ...bounds, numRuns: 30 });
  }
  await asking.expectQuick();
  const { EmailCode, ...rest } = await rowCounts(stack);
  expect({ ...rest, EmailCode: before.EmailCode }).toEqual(before);
  expect(EmailCode).toBeGreaterThanOrEqual(before.EmailCode ?? 0);
  expect(await sessionOf(vera)).toBeNull();
});

test("no body makes the address for reports fail, and none of it is believed", async ({ stack, open }) => {
  const [before, vera, asking] = [await rowCounts(stack), open(), new Questioner(stack)];
  for (const type of ["application/csp-report", "application/reports+json"]) {
    await fc.assert(fc.asyncProperty(jsonBody, async (body) => void (await asking.expectRefusal(body, () => postBody(vera, "/api/csp-report", type, body), [204]))), bounds);
    await fc.assert(fc.asyncProperty(bytes, async (body) => void (await asking.expectRefusal(body.toString("hex"), () => postBody(vera, "/api/csp-report", type, body), [204]))), { ...bounds, numRuns: 15 });
  }
  await asking.expectQuick();
  for (const line of stack.output().split("\n").filter((text) => text.includes("csp.violated"))) {
    expect(JSON.parse(line)).toMatchObject({ directive: expect.stringMatching(/^[a-z-]{1,40}$/), blockedHost: expect.stringMatching(/^[\w.:[\]%-]{1,260}$/) });
  }
  expect(await rowCounts(stack)).toEqual(before);
  expect((await open().get("/api/auth/session")).body).toBe("null");
});

test("no body makes the address for passkeys fail, and none writes more than a challenge", async ({ stack, open }) => {
  const [before, vera, asking] = [await rowCounts(stack), open(), new Questioner(stack)];
  const wish = fc.record({ purpose: fc.constantFrom("sign_in", "step_up", "add", "existing", "__proto__", 1, null), attempt: fc.oneof(fc.constant(undefined), fc.jsonValue()) }).map((fields) => JSON.stringify(fields));
  await fc.assert(fc.asyncProperty(fc.oneof(jsonBody, wish, wishOfNoAttempt), async (body) => void (await asking.expectRefusal(body, () => postBody(vera, "/api/passkey/options", "application/json", body), [200]))), bounds);
  await fc.assert(fc.asyncProperty(bytes, async (body) => void (await asking.expectRefusal(body.toString("hex"), () => postBody(vera, "/api/passkey/options", "application/json", body)))), { ...bounds, numRuns: 15 });
  await asking.expectQuick();
  expect(await rowCounts(stack)).toEqual(before);
});

test("no body gets past a machine's address that only answers", async ({ open }) => {
  for (const { path, allows } of Object.values(machines)) {
    if (allows === "POST") continue;
    for (const [type, body] of fc.sample(fc.oneof(fc.tuple(fc.constant("application/json"), jsonBody), fc.tuple(fc.constant(urlencoded["content-type"]), pairsOfFields.map(written))), { seed, numRuns: 10 })) {
      expect([400, 404, 405, 413], path).toContain((await postBody(open(), path, type, body)).status);
    }
  }
});

test("no query and no cookie makes a page fail", async ({ stack, open }) => {
  const asking = new Questioner(stack);
  const paths = [...pagePaths, "/api/auth/session", "/api/auth/callback/amazon"];
  const queryName = fc.constantFrom("attempt", "code", "ref", "returnTo", "state", "error", "scope", "iss", "notice", "problem", "item", "added", "token", "purpose", "passkey", "done", "sent", "wait", "via", "strength", "others", "__proto__", "_rsc", "nxtPslug");
  const query = fc.array(fc.tuple(queryName, fieldValue), { maxLength: 5 }).map((fields) => inAddress(fields.map(([key, text]) => `${key}=${text}`).join("&")));
  const cookies = fc.array(fc.tuple(fc.constantFrom("authjs.session-token", "guest", "siwa.browser", "__proto__", "__prerender_bypass"), fieldValue), { maxLength: 4 }).map((fields) => fields.map(([key, text]) => `${key}=${text}`).join("; ").replaceAll(/[^\x21-\x7e ]/g, "").slice(0, 7_000));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), query, cookies, async (path, text, cookie) => {
      const [vera, what] = [open(), `${path}?${text.slice(0, 200)} with ${cookie.slice(0, 200)}`];
      const send = () => vera.get(`${path}?${text}`, cookie === "" ? {} : { cookie });
      const answer = await send();
      expect(answer.status, what).toBeLessThan(500);
      asking.note(what, send, answer);
      expect(answer.setCookies.filter((line) => /session-token=[^;]/.test(line))).toEqual([]);
    }),
    { ...bounds, numRuns: 250 },
  );
  await asking.expectQuick();
});

test("nothing in the parameters that a page reads makes it fail", async ({ stack, open }) => {
  const asking = new Questioner(stack);
  await expectQueriesHarmless(asking, open());
  await asking.expectQuick();
});
