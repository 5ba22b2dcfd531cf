import { gunzipSync } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { offerDirectAnswer, offerDirectRoute } from "#lib/http/direct-answer.ts";
import { withDirectAnswers } from "./direct.ts";
import type { Handle } from "./exchange.ts";
import { request, type RunningListener, sendRaw, startListener } from "./testing.ts";

const running: RunningListener[] = [];

afterEach(() => {
  for (const { server } of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const application = vi.fn<Handle>((_request, response) => (response as { end: (text: string) => void }).end("the application"));

async function start(): Promise<number> {
  application.mockClear();
  const listener = await startListener(withDirectAnswers(application));
  running.push(listener);
  return listener.port;
}

test("answers what was offered without the application, with the headers of every answer", async () => {
  offerDirectAnswer("/api/test", async (cookies) => ({ status: 200, headers: { "content-type": "application/json", "cache-control": "no-store" }, body: JSON.stringify({ cookies, sign: "é" }) }));
  const answer = await sendRaw(await start(), request("GET /api/test", ["Cookie: a=1"]));
  expect([answer.status, JSON.parse(Buffer.from(answer.body, "latin1").toString())]).toEqual([200, { cookies: "a=1", sign: "é" }]);
  expect(answer.headers).toMatchObject({ "content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff", "content-security-policy": expect.stringContaining("default-src 'none'"), "x-request-id": expect.stringMatching(/^[\w-]+$/) });
  expect(answer.headers).not.toHaveProperty("set-cookie");
  expect(application).not.toHaveBeenCalled();
});

test.each(["POST /api/test", "HEAD /api/test", "GET /api/test?x=1", "GET /api/test/", "GET /api/Test", "GET /api/%74est"])("hands %s on", async (line) => {
  offerDirectAnswer("/api/test", async () => ({ status: 200, headers: {}, body: "direct" }));
  const port = await start();
  await sendRaw(port, request(line));
  expect(application).toHaveBeenCalledOnce();
});

test("a direct answer that fails is a 500 with a reference, as any other", async () => {
  offerDirectAnswer("/api/broken", async () => {
    throw new Error("no such thing");
  });
  const answer = await sendRaw(await start(), request("GET /api/broken"));
  expect(answer.status).toBe(500);
  expect(answer.body).toContain("requestId");
  expect(answer.body).not.toContain("no such thing");
});

test("calls a route that was offered with the request as it passed the listener, and sends its answer whole", async () => {
  offerDirectRoute("POST", "/api/route", async (asked) => {
    const seen = { method: asked.method, url: asked.url, body: await asked.text(), forwarded: asked.headers.get("x-forwarded-host"), cookie: asked.headers.get("cookie"), invoked: asked.headers.get("x-invoke-path") };
    const headers = new Headers({ location: "/there", "cache-control": "no-store", "x-seen": JSON.stringify(seen) });
    for (const name of ["a", "b"]) headers.append("set-cookie", `${name}=1; Path=/`);
    return new Response(null, { status: 303, headers });
  });
  const body = "x=1&y=%C3%A9";
  const answer = await sendRaw(await start(), request("POST /api/route?z=2", ["Content-Type: application/x-www-form-urlencoded", `Content-Length: ${body.length}`, "Cookie: a=1", "X-Forwarded-Host: elsewhere.test", "X-Invoke-Path: /x"], body));
  expect([answer.status, answer.body]).toEqual([303, ""]);
  const { url, ...seen } = JSON.parse(String(answer.headers["x-seen"])) as { url: string };
  expect(seen).toEqual({ method: "POST", body, forwarded: new URL(url).host, cookie: "a=1", invoked: null });
  expect(new URL(url).pathname + new URL(url).search).toBe("/api/route?z=2");
  expect(answer.headers["set-cookie"]).toBe("a=1; Path=/\nb=1; Path=/");
  expect(answer.headers).toMatchObject({ location: "/there", "content-length": "0", "x-content-type-options": "nosniff", "x-request-id": expect.stringMatching(/^[\w-]+$/) });
  expect(application).not.toHaveBeenCalled();
});

test.each(["GET /api/route", "HEAD /api/route", "POST /api/route/", "POST /api/%72oute", "POST /api/Route", "POST //api/route"])("hands %s on, where only a POST of the very path was offered", async (line) => {
  offerDirectRoute("POST", "/api/route", async () => new Response("direct"));
  await sendRaw(await start(), request(line));
  expect(application).toHaveBeenCalledOnce();
});

test("sends a page of a route compressed where that is taken, and as it is where not", async () => {
  const page = `<p>${"Sign-in did not work. ".repeat(100)}</p>`;
  offerDirectRoute("GET", "/api/page", async () => new Response(page, { status: 400, headers: { "content-type": "text/html; charset=utf-8" } }));
  const port = await start();
  const plain = await sendRaw(port, request("GET /api/page"));
  expect([plain.status, plain.body, plain.headers["content-encoding"], plain.headers.vary]).toEqual([400, page, undefined, "Accept-Encoding"]);
  const packed = await sendRaw(port, request("GET /api/page", ["Accept-Encoding: br, gzip"]));
  expect(packed.headers).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding", "content-length": String(Buffer.from(packed.body, "latin1").length) });
  expect(gunzipSync(Buffer.from(packed.body, "latin1")).toString()).toBe(page);
});

test("a route that fails is a 500 with a reference, as any other", async () => {
  offerDirectRoute("GET", "/api/broken-route", async () => {
    throw new Error("no such thing");
  });
  const answer = await sendRaw(await start(), request("GET /api/broken-route"));
  expect(answer.status).toBe(500);
  expect(answer.body).toContain("requestId");
  expect(answer.body).not.toContain("no such thing");
});
