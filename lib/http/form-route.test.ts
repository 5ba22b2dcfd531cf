import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { AuthError, DatabaseUnavailableError } from "../errors.ts";
import { formRoute, refusedForm } from "./form-route.ts";
import { runInRequestContext } from "../telemetry/request-context.ts";

const site = "http://localhost:3000";
const handled: unknown[] = [];

const form = formRoute(z.object({ name: z.string().max(10), note: z.string().optional() }), async (input) => {
  handled.push(input);
  return new Response(null, { status: 303, headers: { location: `${site}/done` } });
});

beforeAll(async () => {
  // No page can be rendered here: answers fall back to the bare page, which carries the status all the same.
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  for (const [name, value] of Object.entries({
    PORT: String(port),
    AUTH_URL: site,
    AUTH_SECRET: "s".repeat(32),
    DATABASE_URL: "postgresql://127.0.0.1:1/none",
    AUTH_AMAZON_ID: "amzn1.application-oa2-client.x",
    AUTH_AMAZON_SECRET: "secret",
    VAULT_KEYS: `k1:${"A".repeat(43)}`,
    SMTP_URL: "smtp://127.0.0.1:1",
    MAIL_FROM: "shop@shop.example",
  })) vi.stubEnv(name, value);
});

beforeEach(() => {
  handled.length = 0;
});

const formType = "application/x-www-form-urlencoded";

function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Request {
  return new Request(`${site}/bag`, { method: "POST", body, headers: { "content-type": formType, origin: site, "sec-fetch-site": "same-origin", ...headers } });
}

async function expectPage(response: Response, status: number): Promise<string> {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  const html = await response.text();
  expect(html).toContain("<a href=");
  return html;
}

test("hands checked fields to the handler and its answer to the browser", async () => {
  const response = await form(post("name=Robin+%C3%BC&extra=dropped"));
  expect([response.status, response.headers.get("location")]).toEqual([303, `${site}/done`]);
  expect(handled).toEqual([{ name: "Robin ü" }]);
});

test.each([
  ["from another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
  ["from a sibling site", { origin: "http://localhost:3001", "sec-fetch-site": "same-site" }],
  ["with a foreign origin in an old browser", { origin: "https://evil.example", "sec-fetch-site": undefined }],
  ["from a sandboxed frame in an old browser", { origin: "null", "sec-fetch-site": undefined }],
  ["that says nothing of where it comes from", { origin: undefined, "sec-fetch-site": undefined }],
  ["typed into the address bar", { origin: undefined, "sec-fetch-site": "none" }],
])("refuses a form %s with 403, before it reads it", async (_name, headers) => {
  const request = post("name=Robin");
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) request.headers.delete(name);
    else request.headers.set(name, value);
  }
  const html = await expectPage(await form(request), 403);
  expect(html).toContain("/signin/error?code=origin_refused&amp;ref=".replace("&amp;", "%26"));
  expect(handled).toEqual([]);
  expect(request.bodyUsed).toBe(false);
});

test("trusts neither Host nor forwarding headers for its own address", async () => {
  const request = post("name=Robin", { origin: "https://evil.example", host: "evil.example", "x-forwarded-host": "evil.example", "sec-fetch-site": "" });
  request.headers.delete("sec-fetch-site");
  await expectPage(await form(request), 403);
});

test.each([
  ["a repeated field", "name=Robin&name=Kim"],
  ["a repeated field with the same value", "name=Robin&name=Robin"],
  ["a repeated field that is not ours", "name=Robin&x=1&x=2"],
  ["NUL in a value", "name=Ro%00bin"],
  ["NUL in a value that is not ours", "name=Robin&x=%00"],
  ["NUL in a name", "name=Robin&x%00=1"],
  ["a missing field", "note=x"],
  ["a field that is too long", `name=${"x".repeat(11)}`],
  ["nothing", ""],
  ["names that mean something to JavaScript", "__proto__=x&constructor=y"],
])("refuses %s with 400", async (_name, body) => {
  const html = await expectPage(await form(post(body)), 400);
  expect(html).toContain("code=input_invalid");
  expect(handled).toEqual([]);
});

test.each(["application/json", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded-not", "", "text/plain; application/x-www-form-urlencoded"])(
  "refuses the content type %j with 400",
  async (contentType) => {
    await expectPage(await form(post("name=Robin", { "content-type": contentType })), 400);
    expect(handled).toEqual([]);
  },
);

test("accepts the form's content type with a charset and in any case", async () => {
  expect((await form(post("name=Robin", { "content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8" }))).status).toBe(303);
});

test("reads bytes that are not UTF-8 as text, never as an error", async () => {
  expect((await form(post(new Uint8Array([...Buffer.from("name="), 0xff, 0xfe])))).status).toBe(303);
  expect(handled).toEqual([{ name: "\ufffd\ufffd" }]);
});

const failing = (error: unknown) =>
  formRoute(z.object({}), async () => {
    throw error;
  });

test.each([
  [new AuthError("attempt_used", "x"), 409, "attempt_used"],
  [new AuthError("mail_unavailable", "x"), 503, "mail_unavailable"],
  [new Error("boom"), 500, "unexpected"],
  ["thrown text", 500, "unexpected"],
  [undefined, 500, "unexpected"],
])("turns %s into a page with status %i", async (error, status, code) => {
  const response = await failing(error)(post(""));
  expect(response.headers.get("retry-after")).toBe(status === 503 ? "5" : null);
  const html = await expectPage(response, status);
  expect(html).toMatch(new RegExp(`/signin/error\\?code=${code}%26ref=[2-9A-HJ-NP-TV-Z]{5}-`));
  expect(html).not.toContain("boom");
});

test("answers an outage with 503 and Retry-After, never with a redirect or a cookie", async () => {
  const response = await failing(new DatabaseUnavailableError(new Error("gone")))(post(""));
  expect([response.headers.get("retry-after"), response.headers.get("set-cookie")]).toEqual(["5", null]);
  await expectPage(response, 503);
});

test("leaves the page of an outage to the listener where there is one", async () => {
  const context = { requestId: "r", clientAddress: "127.0.0.1", databaseUnavailable: false };
  const response = await runInRequestContext(context, () => failing(new DatabaseUnavailableError(new Error("gone")))(post("")));
  expect([response.status, response.headers.get("retry-after"), await response.text()]).toEqual([503, "5", ""]);
  expect(context.databaseUnavailable).toBe(true);
});

test("does not take other failures for an outage", async () => {
  const context = { requestId: "r", clientAddress: "127.0.0.1", databaseUnavailable: false };
  const response = await runInRequestContext(context, () => failing(new Error("boom"))(post("")));
  expect([response.status, context.databaseUnavailable]).toEqual([500, false]);
});

test("says when to come back after too many tries", async () => {
  const response = await refusedForm(post(""), "rate_limited", { retryAfterSeconds: 840, reference: "7KQF2-M9XTB" });
  expect(response.headers.get("retry-after")).toBe("840");
  expect(await expectPage(response, 429)).toContain("ref=7KQF2-M9XTB");
});
