import type { ServerResponse } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { isDraining, setDraining } from "#lib/http/readiness.ts";
import { drain, onParentExit, onStopSignal } from "./drain.ts";
import { openSocket, parseAnswer, readUntilClosed, request, startListener } from "./testing.ts";

afterEach(() => {
  setDraining(false);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.removeAllListeners(signal);
});

const limits = { readinessMilliseconds: 0, drainMilliseconds: 2_000 };

/** A listener on which one request is being answered. */
async function startWithRequestInFlight() {
  const { promise: arrived, resolve } = Promise.withResolvers<ServerResponse>();
  const listener = await startListener((_request, response) => resolve(response));
  const socket = await openSocket(listener.port);
  const text = readUntilClosed(socket);
  socket.write(request("GET /").replace("Connection: close", "Connection: keep-alive"));
  return { listener, text, response: await arrived };
}

test("finishes the request in flight, then runs the closers in order, whatever one of them does", async () => {
  const { listener, text, response } = await startWithRequestInFlight();
  const order: string[] = [];
  const closers = [() => Promise.reject(new Error("no")), async () => void order.push("next"), async () => void order.push("database")];
  const draining = drain(listener, limits, closers);
  expect(isDraining()).toBe(true);
  await vi.waitUntil(() => !listener.server.listening);
  await expect(openSocket(listener.port)).rejects.toThrow();
  order.push("answered");
  response.end("done");
  expect(await draining).toBe(true);
  expect(parseAnswer(await text)).toMatchObject({ status: 200, body: "done", headers: { connection: "close" } });
  expect(order).toEqual(["answered", "next", "database"]);
});

test("still accepts, and tells connections to close, while only readiness is red", async () => {
  const listener = await startListener((_request, response) => response.end(String(isDraining())));
  const draining = drain(listener, { ...limits, readinessMilliseconds: 100 }, []);
  const socket = await openSocket(listener.port);
  const text = readUntilClosed(socket);
  socket.write(request("GET /").replace("Connection: close", "Connection: keep-alive"));
  expect(parseAnswer(await text)).toMatchObject({ body: "true", headers: { connection: "close" } });
  await draining;
});

test("cuts a request that does not finish in time and says so", async () => {
  const { listener, text } = await startWithRequestInFlight();
  expect(await drain(listener, { ...limits, drainMilliseconds: 50 }, [])).toBe(false);
  expect(await text).toBe("");
});

test("does not wait for idle connections, nor for those that never sent anything", async () => {
  const listener = await startListener((_request, response) => response.end("hello"));
  const silent = await openSocket(listener.port);
  const closed = readUntilClosed(silent);
  const idle = await openSocket(listener.port);
  const text = readUntilClosed(idle);
  idle.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await new Promise<void>((resolve) => idle.once("data", () => resolve()));
  const startedAt = performance.now();
  expect(await drain(listener, limits, [])).toBe(true);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  expect(await closed).toBe("");
  expect(parseAnswer(await text).status).toBe(200);
});

test("stops once on the first signal and exits at once on the second", () => {
  const stop = vi.fn();
  const exit = vi.fn();
  onStopSignal(stop, exit);
  process.emit("SIGTERM");
  expect([stop.mock.calls.length, exit.mock.calls.length]).toEqual([1, 0]);
  process.emit("SIGINT");
  expect(stop).toHaveBeenCalledOnce();
  expect(exit).toHaveBeenCalledExactlyOnceWith(1);
});

test("stops when the parent is gone", async () => {
  const stop = vi.fn();
  const parent = vi.spyOn(process, "ppid", "get").mockReturnValue(4_711);
  onParentExit(stop, 5);
  parent.mockReturnValue(1);
  await vi.waitUntil(() => stop.mock.calls.length > 0);
  expect(stop).toHaveBeenCalledOnce();
});
