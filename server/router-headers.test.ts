import { flightRouterStateSchema } from "next/dist/server/app-render/types.js";
import { afterEach, expect, test } from "vitest";
import { dropRouterWish, isRouterState } from "./router-headers.ts";
import { request, type RunningListener, sendRaw, startListener } from "./testing.ts";

const running: RunningListener[] = [];

afterEach(() => {
  for (const { server } of running.splice(0)) server.close();
});

async function prefetchSeen(lines: string[]): Promise<{ status: number; body: string }> {
  const listener = await startListener((incoming, response) => response.end(String(incoming.headers["next-router-prefetch"])));
  running.push(listener);
  return await sendRaw(listener.port, request("GET /", lines));
}

const good: unknown[] = [
  ["", {}],
  ["", { children: ["account", { children: ["__PAGE__", {}] }] }, null, "refetch"],
  ["", { children: ["(shop)", { children: ["bag", { children: ["__PAGE__", {}, null, null, 4, "x"] }] }] }, null, "inside-shared-layout"],
  ["", { children: [["nextauth", "a/b", "c", null], {}] }, ["/x", "/y"], "metadata-only", null],
  [["id", "1", "di(..)(..)", ["new"]], {}],
];
const bad: unknown[] = [null, 1, "x", {}, [], [""], ["", null], [1, {}], ["", { children: 1 }], ["", {}, "x"], ["", {}, null, "junk"], ["", {}, null, null, "x"], ["", {}, null, null, null, 1], ["", {}, null, null, null, "x", "more"], [["id", "x", "d"], {}], [["id", "x", "z", null], {}], ["", {}, ["x"]]];

test.each([...good, ...bad].map((state) => [JSON.stringify(state), state]))("judges the router state %s as Next does", (text, state) => {
  // Next's own schema: an upgrade that changes it turns this red.
  expect(isRouterState(encodeURIComponent(text as string))).toBe(flightRouterStateSchema.is(state));
});

test.each(["", "%", "%ff", "{", "[".repeat(4_000), `["",{"a":`.repeat(800), "x".repeat(9_000), `${JSON.stringify(["", {}])}, ${JSON.stringify(["", {}])}`])("refuses %j, which is no router state at all", async (text) => {
  expect(isRouterState(text)).toBe(false);
  if (text !== "") expect((await prefetchSeen([`Next-Router-State-Tree: ${text}`])).status).toBe(400);
});

test("lets what the client router sends through", async () => {
  expect((await prefetchSeen(["RSC: 1", `Next-Router-State-Tree: ${encodeURIComponent(JSON.stringify(good[1]))}`])).status).toBe(200);
});

test.each([["1", "1"], ["2", "undefined"], ["3", "undefined"], ["1, 2", "undefined"]])("answers the wish for a look ahead of kind %s with %s", async (kind, seen) => {
  expect((await prefetchSeen([`Next-Router-Prefetch: ${kind}`])).body).toBe(seen);
});

test.each([["/ops", true], ["/ops/users/x", true], ["/opsx", false], ["/account", false], ["/x/ops", false]])("of the wishes of the client router at %s it drops all: %s", (path, dropped) => {
  const headers = { rsc: "1", "next-router-prefetch": "1", "next-router-state-tree": "x", "next-router-segment-prefetch": "/_tree", "next-url": path, accept: "*/*" };
  dropRouterWish(headers, path);
  expect(Object.keys(headers)).toEqual(dropped ? ["accept"] : expect.arrayContaining(["rsc", "next-url"]));
});
