import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { signedIn, signInWithAmazon } from "../fixtures/journey.ts";
import { newOperator } from "../fixtures/operators.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { seedMonth } from "../fixtures/seeded-month.ts";
import { metricsToken, type Stack } from "../fixtures/stack.ts";

/** What the operator is shown of how people get in, and what machines read of it: PR-05. */

test.use({ setting: { environment: { SITE_NAME: "Counted" } } });

const phone = { "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) Version/26.1 Mobile/15E148 Safari/604.1" };

/** What has been written down of a kind; what waits in memory is written within seconds. */
async function counted(stack: Stack, kind: string): Promise<number> {
  return Number((await stack.sql.query<{ count: string | null }>(`SELECT sum("count") AS "count" FROM "EventSum" WHERE "kind" = $1`, [kind])).rows[0]?.count ?? 0);
}
const landed = async (stack: Stack) => Number((await stack.sql.query<{ count: string }>(`SELECT count(*) AS "count" FROM "Attempt" WHERE "landedAt" IS NOT NULL`)).rows[0]?.count);
const soon = { timeout: 20_000, intervals: [200] };

const metrics = async (browser: HttpBrowser, token: string | null = metricsToken) => await browser.get("/api/metrics", token === null ? {} : { authorization: `Bearer ${token}` });

test("a page is counted when a person looks at it, and not when a browser looks ahead, a program reads it, or a form is refused", async ({ stack, open }) => {
  const browser = open();
  const before = await counted(stack, "shown");
  await browser.get("/signin", phone);
  await browser.get("/signin?returnTo=%2Fbag", phone);
  for (const headers of [{ "sec-purpose": "prefetch" }, { rsc: "1", "next-router-prefetch": "1" }, { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" }, { "user-agent": "kube-probe/1.34" }] as Record<string, string>[]) await browser.get("/signin", { ...phone, ...headers });
  await browser.request("/signin", { method: "HEAD", headers: phone });
  expect((await browser.post("/signin/check-email", { email: "nobody", returnTo: "/bag" }, phone)).status).toBe(422);
  await expect.poll(async () => (await counted(stack, "shown")) - before, soon).toBe(2);
});

test("the first page after a sign-in is its landing, also where several follow", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const before = await landed(stack);
  await signInWithAmazon(stack, vera, persona);
  for (const path of ["/account", "/", "/bag"]) await vera.get(path, phone);
  await expect.poll(async () => (await landed(stack)) - before, soon).toBe(1);
});

test("whoever does not know the token finds the same at the metrics as at an address that does not exist", async ({ open }) => {
  const unknown = await open().get("/api/nothing");
  for (const token of [null, "", "x".repeat(48), `${metricsToken}x`, metricsToken.toUpperCase(), metricsToken.slice(1)]) {
    const answer = await metrics(open(), token);
    expect([answer.status, answer.body, answer.headers.get("content-type"), answer.headers.get("cache-control"), answer.headers.get("www-authenticate")]).toEqual([unknown.status, unknown.body, unknown.headers.get("content-type"), unknown.headers.get("cache-control"), null]);
  }
});

test("the metrics name nobody, whatever was sent, and have no more labels than their sets", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  vera.headers = phone;
  await signedIn(stack, vera, persona);
  const lines = async () => (await metrics(open())).body.split("\n").filter((line) => line.startsWith("siwa_"));
  await metrics(open());
  const before = (await lines()).length;
  for (let index = 0; index < 60; index += 1) {
    const hostile = `vera${index}+<b>@example.test`;
    await open().get(`/api/auth/callback/amazon?state=${encodeURIComponent(hostile)}&error=${encodeURIComponent(hostile)}`, { "user-agent": `Agent${index} ${hostile}` });
    await open().get(`/signin?code=${encodeURIComponent(hostile)}`, { "user-agent": `Agent${index} ${hostile}` });
  }
  const after = await lines();
  expect(after.length - before).toBeLessThan(10);
  const { body, status } = await metrics(open());
  expect(status).toBe(200);
  for (const word of [persona.name, persona.email ?? "none", persona.userId, "Agent1", "example.test", "127.0.0.1"]) expect(body).not.toContain(word);
  expect(body).toMatch(/^siwa_attempts_ended_total\{method="amazon",outcome="signed_up"\} \d+$/m);
  for (const name of ["siwa_database_statements_total", "siwa_sessions_held", "siwa_queue_depth", "nodejs_eventloop_lag_p99_seconds", "siwa_draining 0"]) expect(body).toContain(name);
});

test("the operator sees a month, a week, a day and a year, and a week for whatever else the address says", async ({ stack, open }) => {
  await seedMonth(stack);
  const { browser } = await newOperator(stack, open());
  const chosen = async (query: string) => {
    const answer = await browser.get(`/ops${query}`);
    expect(answer.status, query).toBe(200);
    expect(answer.body, query).toContain("How people get in");
    return /aria-current="true"[^>]*>(\w+)</.exec(answer.body)?.[1];
  };
  for (const [range, words] of [["day", "Day"], ["week", "Week"], ["month", "Month"], ["year", "Year"]]) expect(await chosen(`?range=${range}`)).toBe(words);
  for (const query of ["", "?range=", "?range=decade", "?range=day&range=month", "?range[]=day", "?range=__proto__", "?range=%00", "?range=%zz", `?range=${"x".repeat(4_000)}`, "?range=1%27%3B--", "?range=DAY", "?from=9999"]) {
    const answer = await browser.get(`/ops${query}`);
    if (/%(00|zz)/.test(query)) expect(answer.status, query).toBeLessThan(500);
    else expect(await chosen(query), query).toBe("Week");
  }
  const month = await browser.get("/ops?range=month");
  // Drawn on the server: shapes and their figures are there without script, and without a style of their own.
  const main = /<main.*?<\/main>/s.exec(month.body)?.[0] ?? "";
  expect(main.match(/<rect/g)?.length).toBeGreaterThan(10);
  expect(main).toMatch(/<path d="M0[^"]+"/);
  expect(main).not.toContain("style=");
});
