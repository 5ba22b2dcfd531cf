import { sandboxClientSecret } from "#sandbox/amazon/defaults.ts";
import { comeBack, pathOf, sessionOf, signedIn, signInWithAmazon, startEmail, tokenCalls } from "../fixtures/journey.ts";
import { newAddress, newestCode, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** A site whose canonical address is https, behind one proxy of its own, in the middle of a change of secrets: SC-02. */

const AUTH_URL = "https://shop.example.test";

test.use({ setting: { environment: { AUTH_URL, AUTH_AMAZON_SECRET: `retired-secret,${sandboxClientSecret}`, TRUSTED_PROXY_COUNT: "1" } } });

test("every cookie is bound to the host, to https and to HTTP, and short", async ({ stack, open, journal }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await vera.post("/bag", { action: "add", productId: "wool-blanket" });
  const { callback } = await comeBack(stack, vera, persona, "/bag");
  expect(pathOf(await vera.get(callback))).toBe("/bag");
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
  const email = newAddress();
  const attempt = await startEmail(open(), email);
  expect(attempt).not.toBe("");
  await vera.post("/signout", { scope: "this" });
  const lines = journal.answers.flatMap(({ setCookies }) => setCookies);
  const names = new Set(lines.map((line) => line.split("=")[0] ?? ""));
  expect([...names].filter((name) => name.startsWith("__Host-")).sort()).toEqual(["__Host-authjs.session-token", "__Host-guest", "__Host-siwa.browser", "__Host-siwa.last"]);
  for (const line of lines) {
    const [pair = "", ...attributes] = line.split(/;\s*/);
    const name = pair.split("=")[0] ?? "";
    const lower = attributes.map((attribute) => attribute.toLowerCase());
    expect(name, line).toMatch(/^__(Host|Secure)-/);
    expect(lower, name).toContain("secure");
    expect(lower, name).toContain("httponly");
    expect(lower, name).toContain("samesite=lax");
    expect(lower.some((attribute) => attribute.startsWith("domain")), name).toBe(false);
    expect(line.length, name).toBeLessThan(4_096);
    const maxAge = Number(/max-age=(\d+)/.exec(lower.join(";"))?.[1] ?? Number.NaN);
    const expires = Date.parse(/expires=([^;]+)/.exec(lower.join(";"))?.[1] ?? "");
    const seconds = Number.isNaN(maxAge) ? (expires - Date.now()) / 1_000 : maxAge;
    if (name.startsWith("__Secure-")) {
      expect(name).toMatch(/^__Secure-lwa\.(state|pkce)\.[\da-f-]{36}$/);
      expect(attributes).toContain("Path=/api/auth/callback/amazon");
      expect(seconds, name).toBeLessThanOrEqual(15 * 60 + 5);
    } else expect(attributes, name).toContain("Path=/");
  }
});

test("answers ask for https for a year, and forms go nowhere but here and to Amazon", async ({ open }) => {
  for (const path of ["/", "/account", "/signin", "/api/auth/session", "/nothing", "/api/auth/callback/amazon"]) {
    const answer = await open().get(path);
    expect(answer.headers.get("strict-transport-security"), path).toBe("max-age=31536000; includeSubDomains");
    const location = answer.headers.get("location");
    if (location) expect(new URL(location, AUTH_URL).origin).toBe(AUTH_URL);
  }
  expect((await open().get("/")).headers.get("content-security-policy")).toContain("upgrade-insecure-requests");
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
  expect(stack.output().includes("amazon.secret_refused")).toBe(true);
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
