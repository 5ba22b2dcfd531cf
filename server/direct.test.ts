import { afterEach, expect, test, vi } from "vitest";
import { offerDirectAnswer } from "#lib/http/direct-answer.ts";
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
