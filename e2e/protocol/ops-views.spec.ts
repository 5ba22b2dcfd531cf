import fc from "fast-check";
import { operatorForms, urlencoded } from "../fixtures/endpoints.ts";
import { bounds, expectQueriesHarmless, postBody, Questioner } from "../fixtures/fuzzing.ts";
import { bodiesFor, bytes, jsonBody, runsFor, wrongInOneField } from "../fixtures/hostile-bodies.ts";
import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { attemptOf, comeBack, parameter, pathOf, sessionOf, signedIn, startEmail } from "../fixtures/journey.ts";
import { newOperator } from "../fixtures/operators.ts";
import { auditOf, findUserPage, subjectOf } from "../fixtures/ops.ts";
import { newAddress, newestCode, newPersona, newProvedUser, userIdOf, wrongCode } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** What an operator finds, and what the pages make of what nobody would type. */

// An installation of its own: its attempts are counted here.
test.use({ setting: { environment: { SITE_NAME: "Larkspur" } } });
// Hundreds of requests a test: on a busy machine they take their time.
test.describe.configure({ timeout: 120_000 });

const textOf = (body: string) => body.replaceAll(/<script\b.*?<\/script>/gs, "").replaceAll(/<[^>]+>/g, "|").replaceAll(/\|+/g, "|").replaceAll("&#x27;", "'");

/** Somebody who comes back from Amazon too late. @returns the number that their page says */
async function lateShopper(stack: Stack, open: () => HttpBrowser): Promise<string> {
  const vera = open();
  const { callback, started } = await comeBack(stack, vera, newPersona(stack), "/bag");
  await stack.sql.query(`UPDATE "Attempt" SET "legExpires" = now() - interval '1 second' WHERE "id" = $1`, [(await attemptOf(stack, started.state)).id]);
  return parameter(pathOf(await vera.get(callback)), "ref");
}

test("the number that a shopper writes finds the attempt: what was wanted, what they saw in its very words, and how to find it in the log", async ({ stack, open }) => {
  const { browser } = await newOperator(stack, open());
  const reference = await lateShopper(stack, open);
  const typed = ` ${reference.toLowerCase().replace("-", " ")} `;
  const found = await browser.get(`/ops/attempts?${new URLSearchParams({ ref: typed })}`);
  expect([found.status, new URL(found.headers.get("location") ?? "", stack.appUrl).pathname]).toEqual([307, `/ops/attempts/${reference}`]);
  const page = textOf((await browser.get(`/ops/attempts/${reference}`)).body);
  for (const words of ["|Sign in|", "|/bag|", "attempt_expired", "time ran out", "This took a little too long", "Start again. It takes a few seconds.", `grep ${reference} `, "Nobody: it led to no account."]) expect(page).toContain(words);
  await expect.poll(() => stack.output()).toContain(reference);
  const none = await browser.get("/ops/attempts/7KQF2-M9XTB");
  expect([none.status, textOf(none.body).includes("No attempt has this number"), none.body.includes("grep 7KQF2-M9XTB")]).toEqual([404, true, true]);
});

test("an attempt tells its steps in order, with how long each took, and what it left in the audit", async ({ stack, open }) => {
  const [{ browser }, shopper, email] = [await newOperator(stack, open()), open(), newAddress()];
  const attempt = await startEmail(shopper, email);
  const code = await newestCode(stack, email);
  expect((await shopper.post("/signin/verify", { attempt, code: wrongCode(code) })).status).toBe(422);
  expect((await shopper.post("/signin/verify", { attempt, code })).status).toBe(303);
  const { rows } = await stack.sql.query<{ reference: string }>(`SELECT "reference" FROM "Attempt" WHERE "id" = $1`, [attempt]);
  const { body } = await browser.get(`/ops/attempts/${rows[0]?.reference}`);
  const page = textOf(body);
  const steps = ["It began.", "A mail with a code was queued.", "One wrong code was entered.", "The code was right.", "It ended."].map((words) => page.indexOf(words));
  expect(steps).toEqual(steps.toSorted((one, other) => one - other));
  expect(Math.min(...steps)).toBeGreaterThan(0);
  expect(page).toMatch(/after \d+(\.\d)? m?s/);
  for (const type of ["user.created", "email.proved", "session.created"]) expect(page).toContain(`|${type}|`);
  for (const secret of [email, code]) expect(body).not.toContain(secret);
});

test("an attempt says with what it was begun, and when its person saw a page", async ({ stack, open }) => {
  const [{ browser }, shopper] = [await newOperator(stack, open()), open()];
  shopper.headers = { "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1" };
  const persona = newPersona(stack);
  await signedIn(stack, shopper, persona);
  expect((await shopper.get("/account")).status).toBe(200);
  const { rows } = await stack.sql.query<{ reference: string }>(`SELECT "reference" FROM "Attempt" WHERE "userId" = $1`, [await userIdOf(stack, persona)]);
  const page = async () => textOf((await browser.get(`/ops/attempts/${rows[0]?.reference}`)).body);
  // Landings are written every five seconds.
  await expect.poll(page, { timeout: 15_000 }).toContain("A first page was shown");
  expect(await page()).toMatch(/\|Browser\|+Safari\|+Device\|+Phone\|+Amazon's pages\|+North America\|/);
});

test("somebody is found by address, id and number, the look is in their audit once, and no address stands in an address bar", async ({ stack, open }) => {
  const operator = await newOperator(stack, open());
  const persona = newPersona(stack);
  await signedIn(stack, open(), persona);
  const held = (await userIdOf(stack, persona)) ?? "";
  const proved = await newProvedUser(stack);
  const { rows } = await stack.sql.query<{ reference: string }>(`SELECT "reference" FROM "Attempt" WHERE "userId" = $1`, [proved.userId]);
  for (const who of [proved.email, ` ${proved.email.toUpperCase()} `, proved.userId, rows[0]?.reference ?? "", rows[0]?.reference.toLowerCase().replace("-", "") ?? ""]) expect(await findUserPage(operator.browser, who), who).toBe(`/ops/users/${proved.userId}`);
  expect(await findUserPage(operator.browser, persona.email ?? "")).toBe(`/ops/users/${held}`);
  for (let time = 0; time < 2; time += 1) {
    const page = await operator.browser.get(`/ops/users/${proved.userId}`);
    expect(page.status).toBe(200);
    for (const words of [proved.email, proved.userId, "confirmed", "A code by e-mail", "|session.created|"]) expect(textOf(page.body)).toContain(words);
    expect(page.setCookies).toEqual([]);
  }
  expect((await auditOf(stack, proved.userId, "ops.")).map(({ type, details }) => [type, details])).toEqual([["ops.user_viewed", { operator: await subjectOf(stack, operator.userId) }]]);
  const unknown = await operator.browser.post("/ops/users", { who: "nobody.at.all@example.test" });
  expect([unknown.status, textOf(unknown.body).includes("Nobody here has that address, id or number."), unknown.body.includes('value="nobody.at.all@example.test"')]).toEqual([404, true, true]);
  const own = await operator.browser.get(`/ops/users/${operator.userId}`);
  expect([own.status, textOf(own.body).includes("This is your own account.")]).toEqual([200, true]);
});

test("of an address that several hold and nobody has confirmed all are named", async ({ stack, open }) => {
  const { browser } = await newOperator(stack, open());
  const email = newAddress("shared");
  const ids = [];
  for (let count = 0; count < 2; count += 1) {
    const persona = newPersona(stack, { email });
    await signedIn(stack, open(), persona);
    ids.push((await userIdOf(stack, persona)) ?? "");
  }
  const answer = await browser.post("/ops/users", { who: email });
  expect(answer.status).toBe(409);
  for (const id of ids) expect(answer.body).toContain(`href="/ops/users/${id}"`);
});

test("attempts are listed a page at a time, each once, whatever comes meanwhile, and narrowed down by how they ended and by what", async ({ stack, open }) => {
  const { browser } = await newOperator(stack, open());
  const insert = async (count: number, outcome: string) =>
    await stack.sql.query(
      `INSERT INTO "Attempt" ("id", "reference", "intent", "method", "returnTo", "status", "outcome", "browserHash", "createdAt", "legExpires", "expires", "endedAt")
       SELECT gen_random_uuid(), 'AAAA' || translate(to_char(n, 'FM00'), '01', 'XY')::char(1) || '-' || lpad(translate(n::text || $2::int, '01', 'XY'), 5, 'Z'), 'sign_in', 'google', '/bag', 'failed', $1, 'planted', timestamptz '2026-01-02 10:00Z', now(), now(), now() FROM generate_series(1, $3::int) n`,
      [outcome, outcome.length, count],
    );
  await insert(70, "grant_rejected");
  const seen: string[] = [];
  let next: string | undefined = "/ops/attempts?outcome=grant_rejected&method=google&from=2026-01-02&to=2026-01-02";
  for (let pages = 0; next !== undefined && pages < 5; pages += 1) {
    const { status, body } = await browser.get(next);
    expect(status).toBe(200);
    seen.push(...[...body.matchAll(/href="\/ops\/attempts\/([\w-]{11})"/g)].map(([, reference]) => reference ?? ""));
    next = /href="([^"]*before=[^"]*)"[^>]*>Older</.exec(body)?.[1]?.replaceAll("&amp;", "&");
    if (pages === 0) await stack.sql.query(`UPDATE "Attempt" SET "createdAt" = timestamptz '2026-01-02 11:00Z' WHERE "reference" = $1`, [seen.at(-2)]);
  }
  expect([seen.length, new Set(seen).size]).toEqual([70, 70]);
  for (const query of ["outcome=grant_rejected&method=amazon", "outcome=state_mismatch&method=google", "outcome=grant_rejected&from=2026-01-03&to=2026-01-04"]) expect(textOf((await browser.get(`/ops/attempts?${query}`)).body), query).toContain("No attempt is like that.");
  await stack.sql.query(`DELETE FROM "Attempt" WHERE "browserHash" = 'planted'`);
});

test("the overview counts the attempts of today by how they ended, and leads to each", async ({ stack, open }) => {
  const { browser } = await newOperator(stack, open());
  await lateShopper(stack, open);
  const { rows } = await stack.sql.query<{ outcome: string | null; count: string }>(`SELECT CASE WHEN "endedAt" IS NULL THEN NULL ELSE "outcome" END AS "outcome", count(*) FROM "Attempt" WHERE "createdAt" >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' GROUP BY 1`);
  const page = textOf((await browser.get("/ops")).body);
  for (const { outcome, count } of rows) expect(page).toMatch(new RegExp(`\\|${outcome ?? "Under way"}\\|[^|]*\\|?${count}\\|`));
  expect((await browser.get("/ops")).body).toContain("/ops/attempts?outcome=attempt_expired&amp;from=");
});

/** The pages with a placeholder, each for something that is there. */
async function addressOf(stack: Stack, open: () => HttpBrowser): Promise<(page: string) => string> {
  const [reference, { userId }] = [await lateShopper(stack, open), await newProvedUser(stack)];
  return (page) => page.replace("[reference]", reference).replace("[user]", userId);
}

test("nothing in the parameters of an operator's page makes it fail", async ({ stack, open }) => {
  const [{ browser, userId }, asking] = [await newOperator(stack, open()), new Questioner(stack)];
  const address = await addressOf(stack, open);
  await expectQueriesHarmless(asking, browser, address, "/ops");
  for (const name of ["%00", "%zz", "..%2f", "__proto__", "a".repeat(4_000), "%E2%80%AE", "[user]", "7KQF2-M9XTB%00"]) {
    for (const path of [`/ops/users/${name}`, `/ops/attempts/${name}`]) expect([400, 404], path.slice(0, 60)).toContain((await browser.get(path)).status);
  }
  await asking.expectQuick();
  expect((await sessionOf(browser))?.user.id).toBe(userId);
});

for (const form of operatorForms) {
  test(`no body of an operator makes ${form.path} fail, hang, or act on somebody`, async ({ stack, open }) => {
    const [{ browser, userId }, asking, statuses] = [await newOperator(stack, open()), new Questioner(stack), [] as number[]];
    const counted = async () => (await stack.sql.query(`SELECT (SELECT count(*) FROM "User") AS users, (SELECT count(*) FROM "Session") AS sessions, (SELECT count(*) FROM "AuditEvent" WHERE "type" LIKE 'ops.%') AS deeds, (SELECT count(*) FROM jobs.job) AS mails`)).rows;
    const before = await counted();
    // A good body may ask Amazon, which changes nothing here, and is answered with the page.
    const fine = form.path === "/ops/doctor" ? [200] : [];
    const post = async (type: string, body: string | Buffer) => {
      const answer = await asking.expectRefusal(`${form.path} ${body.toString("latin1")}`, () => postBody(browser, form.path, type, body), fine);
      if (answer.status !== 400) statuses.push(answer.status);
    };
    const examples = wrongInOneField(form).map((body): [string] => [body]);
    await fc.assert(fc.asyncProperty(bodiesFor(form), async (body) => await post(urlencoded["content-type"], body)), { ...bounds, examples, numRuns: examples.length + runsFor(form) });
    expect(statuses.length, "answers of the handler").toBeGreaterThan(0);
    await fc.assert(fc.asyncProperty(bytes, async (body) => await post(urlencoded["content-type"], body)), { ...bounds, numRuns: 5 });
    await fc.assert(fc.asyncProperty(jsonBody, async (body) => await post("application/json", body)), { ...bounds, numRuns: 5 });
    await asking.expectQuick();
    expect((await sessionOf(browser))?.user.id).toBe(userId);
    expect(await counted()).toEqual(before);
  });
}
