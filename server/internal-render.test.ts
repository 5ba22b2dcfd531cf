import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { internalRender } from "#lib/http/internal-render.ts";
import { requestContext } from "#lib/telemetry/request-context.ts";
import { formValues, pageResponse } from "#lib/http/page-response.ts";
import type { Handle } from "./exchange.ts";
import { startInternalRender } from "./internal-render.ts";

let close: () => Promise<unknown> = async () => undefined;
let handle: Handle = () => undefined;

beforeEach(async () => {
  close = await startInternalRender({ handle: (incoming, response) => handle(incoming, response), canonicalOrigin: "http://localhost:3000" });
});
afterEach(() => close());

const posted = new Request("http://localhost:3000/signin/check-email/submit", {
  method: "POST",
  headers: { cookie: "a=b", "accept-language": "de", "x-request-id": "id-1", "x-client-address": "1.2.3.4", authorization: "Bearer x" },
});

test("answers only GET and only who knows the secret", async () => {
  handle = (_incoming, response) => response.end("page");
  const { origin = "", secret = "" } = internalRender() ?? {};
  expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:/);
  expect((await fetch(origin)).status).toBe(404);
  expect((await fetch(origin, { headers: { "x-internal-render": "guess" } })).status).toBe(404);
  expect((await fetch(origin, { method: "POST", headers: { "x-internal-render": secret } })).status).toBe(404);
  expect((await fetch(origin, { headers: { "x-internal-render": secret } })).status).toBe(200);
});

test("gives a page the wanted status, its own policy, no-store and the extra headers", async () => {
  handle = (_incoming, response) => {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "script-src 'nonce-n'" });
    response.end("<h1>Sign in</h1>");
  };
  const headers = new Headers({ "Retry-After": "30" });
  headers.append("Set-Cookie", "c=1");
  headers.append("Set-Cookie", "d=2");
  const response = await pageResponse(posted, "/signin", { status: 429, headers });
  expect(response.status).toBe(429);
  expect(await response.text()).toBe("<h1>Sign in</h1>");
  expect(response.headers.get("content-security-policy")).toBe("script-src 'nonce-n'");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("retry-after")).toBe("30");
  expect(response.headers.getSetCookie()).toEqual(["c=1", "d=2"]);
});

test("renders as the same person, in the same request, with what was typed, and nothing more", async () => {
  const seen: Record<string, unknown> = {};
  handle = (incoming, response) => {
    const headers = new Headers(incoming.headers as Record<string, string>);
    Object.assign(seen, { method: incoming.method, url: incoming.url, headers: incoming.headers, values: formValues(headers), context: requestContext() });
    response.end();
  };
  await pageResponse(posted, "/signin?returnTo=%2Fbag", { status: 422, formValues: { email: "Zoë @ home" } });
  expect(seen).toMatchObject({
    method: "GET",
    url: "/signin?returnTo=%2Fbag",
    values: { email: "Zoë @ home" },
    headers: { cookie: "a=b", "accept-language": "de", host: "localhost:3000", "x-client-address": "1.2.3.4" },
    context: { requestId: "id-1", clientAddress: "1.2.3.4" },
  });
  expect(seen["headers"]).not.toHaveProperty("authorization");
  expect(seen["headers"]).not.toHaveProperty("x-internal-render");
});

test("shows the form empty when what was typed is too long", async () => {
  let values: unknown;
  handle = (incoming, response) => {
    values = formValues(new Headers(incoming.headers as Record<string, string>));
    response.end();
  };
  await pageResponse(posted, "/signin", { status: 422, formValues: { note: "a".repeat(30_000) } });
  expect(values).toEqual({});
});

test.each(["%%%", Buffer.from("[1]").toString("base64url"), Buffer.from('{"a":1}').toString("base64url"), "A".repeat(40_000)])("reads nothing from the broken header %.10s", (header) => {
  expect(formValues(new Headers({ "x-form-values": header }))).toEqual({});
});

test("passes a redirect of the page on, to this site", async () => {
  const { origin = "" } = internalRender() ?? {};
  handle = (_incoming, response) => response.writeHead(307, { Location: `${origin}/signin?returnTo=%2Faccount` }).end();
  const response = await pageResponse(posted, "/account", { status: 422 });
  expect([response.status, response.headers.get("location")]).toEqual([303, "/signin?returnTo=%2Faccount"]);
});

test("answers an outage met while rendering with 503 and none of the extra headers", async () => {
  handle = (_incoming, response) => {
    const context = requestContext();
    if (context) context.databaseUnavailable = true;
    response.end("half");
  };
  const response = await pageResponse(posted, "/account", { status: 422, headers: { "Set-Cookie": "a=; Max-Age=0" } });
  expect([response.status, response.headers.get("retry-after"), response.headers.get("set-cookie")]).toEqual([503, "5", null]);
  expect(await response.text()).toContain("nichts ist verloren");
});

test.each(["fails", "is not there"])("falls back to a bare page with the status when rendering %s", async (how) => {
  handle = (_incoming, response) => void response.writeHead(500).end();
  if (how === "is not there") {
    await close();
    vi.stubGlobal("fetch", () => Promise.reject(new Error("refused")));
  }
  const response = await pageResponse(posted, '/signin?a="><script>', { status: 422, headers: { "Retry-After": "1" } });
  vi.unstubAllGlobals();
  expect([response.status, response.headers.get("retry-after")]).toEqual([422, "1"]);
  const html = await response.text();
  expect(html).toContain("Go back");
  expect(html).not.toContain("<script");
});
