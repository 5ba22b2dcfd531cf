import { readSetCookie } from "#lib/http/test-set-cookie.ts";
import { sandboxClientSecret } from "#sandbox/amazon/defaults.ts";
import type { Answer } from "../fixtures/http-browser.ts";
import { comeBack, pathOf, sessionOf, signedIn, signInWithAmazon, startEmail, tokenCalls } from "../fixtures/journey.ts";
import { askForPasskey } from "../fixtures/passkeys.ts";
import { newAddress, newestCode, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { newOidcPerson, signInWithSampleId } from "../fixtures/sample-id.ts";

/** A site whose canonical address is https, behind one proxy of its own, in the middle of a change of secrets: SC-02. */

const AUTH_URL = "https://shop.example.test";
const forAYear = "max-age=31536000; includeSubDomains";

test.use({ setting: { sampleId: { claimsInIdToken: false }, environment: { AUTH_URL, AUTH_AMAZON_SECRET: `retired-secret,${sandboxClientSecret}`, TRUSTED_PROXY_COUNT: "1" } } });

test("every cookie is bound to the host, to https and to HTTP, and short", async ({ stack, open, journal }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await vera.post("/bag", { action: "add", productId: "wool-blanket" });
  const { callback } = await comeBack(stack, vera, persona, "/bag");
  expect(pathOf(await vera.get(callback))).toBe("/bag");
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
  const [olga, guest, library] = [open(), open(), open()];
  expect(pathOf(await library.post("/signin", { computer: "shared", returnTo: "/bag" }))).toBe("/signin?returnTo=%2Fbag");
  expect(pathOf(await signInWithAmazon(stack, library, newPersona(stack), "/bag"))).toBe("/bag");
  expect(pathOf(await signInWithSampleId(olga, newOidcPerson(stack), "/saved"))).toBe("/saved");
  expect((await askForPasskey(guest)).status).toBe(200);
  expect(await startEmail(guest, newAddress())).not.toBe("");
  await vera.post("/signout", { scope: "this" });
  const lines = journal.answers.flatMap(({ setCookies }) => setCookies).map(readSetCookie);
  const names = [...new Set(lines.map(({ name }) => name.replace(/[\da-f]{8}-[\da-f-]{27}$/, "ATTEMPT")))].sort();
  expect(names).toEqual([
    ...["authjs.session-token", "guest", "siwa.browser", "siwa.device", "siwa.last", "siwa.passkey", "siwa.shared"].map((name) => `__Host-${name}`),
    ...["lwa.pkce", "lwa.state", "oidc.nonce", "oidc.pkce", "oidc.state"].map((name) => `__Secure-${name}.ATTEMPT`),
  ]);
  const withWindow = lines.filter(({ seconds }) => Number.isNaN(seconds)).map(({ name }) => name);
  expect([...new Set(withWindow)].sort(), "on a shared computer").toEqual(["__Host-authjs.session-token", "__Host-siwa.shared"]);
  for (const { name, ...line } of lines) {
    expect(line, name).toMatchObject({ flags: ["secure", "httponly"], sameSite: "lax", domain: false });
    expect(line.bytes, name).toBeLessThan(4_096);
    // Of one callback alone, and of one attempt's time.
    const provider = /^__Secure-(\w+)/.exec(name)?.[1]?.replace("lwa", "amazon");
    expect(line.path, name).toBe(provider === undefined ? "/" : `/api/auth/callback/${provider}`);
    expect(line.seconds || 0, name).toBeLessThanOrEqual(provider === undefined ? 365 * 86_400 : 15 * 60 + 5);
  }
});

test("answers ask for https for a year, and forms go nowhere but here and to Amazon", async ({ open }) => {
  for (const path of ["/", "/account", "/signin", "/api/auth/session", "/nothing", "/api/auth/callback/amazon"]) {
    const answer = await open().get(path);
    expect(answer.headers.get("strict-transport-security"), path).toBe(forAYear);
    const location = answer.headers.get("location");
    if (location) expect(new URL(location, AUTH_URL).origin).toBe(AUTH_URL);
  }
  expect((await open().get("/")).headers.get("content-security-policy")).toContain("upgrade-insecure-requests");
});

test("refusals, files and redirects ask for https too, whoever of us answers", async ({ stack, open, journal }) => {
  journal.faultsExpected = true;
  const vera = open();
  const foreign = { origin: "https://evil.example" };
  const kinds: [status: number, answer: Answer][] = [
    [405, await vera.request("/", { method: "PUT" })],
    [405, await vera.request("/", { method: "TRACE" })],
    [431, await vera.get("/", { pad: "x".repeat(20_000) })],
    [414, await vera.get(`/${"a".repeat(9_000)}`)],
    [400, await vera.get("/%E0%A4%A")],
    [404, await vera.get("/_next/static/chunks/absent.js")],
    [404, await vera.get("/brand/absent.png")],
    [200, await vera.get("/icon.svg")],
    [403, await vera.post("/signin/check-email", { email: newAddress() }, foreign)],
    [403, await vera.request("/api/passkey/options", { method: "POST", headers: { "content-type": "application/json", ...foreign }, body: '{"purpose":"sign_in"}' })],
    [413, await vera.post("/bag", { a: "b".repeat(70_000) })],
    [415, await vera.post("/bag", { a: "b" }, { "content-type": "image/png" })],
    [422, await vera.post("/bag", {})],
    [308, await vera.get("/signin/")],
  ];
  stack.wire.cut();
  kinds.push([503, await vera.get("/account", { cookie: `__Host-authjs.session-token=${"A".repeat(43)}` })]);
  stack.wire.restore();
  expect(kinds.map(([, { status }]) => status)).toEqual(kinds.map(([status]) => status));
  for (const [status, { headers, url }] of kinds) expect(headers.get("strict-transport-security"), `${status} ${url.slice(0, 60)}`).toBe(forAYear);
});

test("forms from the plain address of the same host are foreign", async ({ open }) => {
  const vera = open();
  for (const origin of ["http://shop.example.test", "https://shop.example.test:8443", "https://evil.shop.example.test", "https://example.test"]) {
    const answer = await vera.request("/api/auth/signin/amazon", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", origin }, body: "returnTo=%2F" });
    expect(answer.status, origin).toBe(403);
  }
});

test("cookies under the names of the plain site count for nothing", async ({ stack, open }) => {
  const [vera, mal] = [open(), open()];
  await signedIn(stack, vera, newPersona(stack));
  mal.plant("authjs.session-token", vera.cookie("__Host-authjs.session-token") ?? "");
  expect(await sessionOf(mal)).toBeNull();
  expect((await mal.get("/account")).status).toBe(307);
});

test("while two secrets are listed the code is sent again only where Amazon refused the client", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  const { callback, code } = await comeBack(stack, vera, persona);
  expect(pathOf(await vera.get(callback))).toBe("/account");
  const calls = tokenCalls(stack, code);
  expect(calls.map(({ status }) => status)).toEqual([401, 200]);
  expect(calls.map(({ parameters }) => parameters.client_secret === sandboxClientSecret)).toEqual([false, true]);
  await expect.poll(() => stack.output()).toContain("amazon.secret_refused");
  // Any other refusal is final: the code may have been spent.
  const other = newPersona(stack);
  stack.sandbox.faults.add({ endpoint: "token", userId: other.userId, status: 500, body: "{}" });
  const failed = await comeBack(stack, open(), other);
  await vera.get(failed.callback);
  const unlucky = open();
  expect(pathOf(await signInWithAmazon(stack, unlucky, other))).toMatch(/code=provider_unavailable/);
  stack.sandbox.faults.clear();
  expect(stack.sandbox.ledger.calls.filter(({ path, status }) => path === "/auth/o2/token" && status === 500)).toHaveLength(1);
});

test("limits count the address that the trusted proxy saw, not what a client wrote before it", async ({ stack, open }) => {
  await stack.sql.query(`DELETE FROM "RateLimit"`);
  const keys = async () => (await stack.sql.query<{ key: string }>(`SELECT "key" FROM "RateLimit" WHERE "key" LIKE 'email_code_from_client%'`)).rows.length;
  const send = async (forwarded: string) => void (await open().post("/signin/check-email", { email: newAddress() }, { "x-forwarded-for": forwarded }));
  for (const first of ["203.0.113.1", "203.0.113.2", "'; DROP TABLE x", "localhost"]) await send(`${first}, 198.51.100.7`);
  expect(await keys()).toBe(1);
  await send("198.51.100.8");
  expect(await keys()).toBe(2);
});

test("a code by mail works on such a site too", async ({ stack, open }) => {
  const [vera, email] = [open(), newAddress()];
  const attempt = await startEmail(vera, email, "/saved");
  expect(pathOf(await vera.post("/signin/verify", { attempt, code: await newestCode(stack, email) }))).toBe("/saved");
  expect((await sessionOf(vera))?.user.email).toBe(email);
});
