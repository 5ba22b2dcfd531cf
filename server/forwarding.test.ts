import type { IncomingMessage } from "node:http";
import { afterEach, expect, test } from "vitest";
import type { Handle } from "./exchange.ts";
import { clientAddress } from "./forwarding.ts";
import { request, type RunningListener, sendRaw, startListener } from "./testing.ts";

const running: RunningListener[] = [];

afterEach(() => {
  for (const { server } of running.splice(0)) server.close();
});

const showHeaders: Handle = (incoming: IncomingMessage, response) => response.end(JSON.stringify(incoming.headers));

async function headersSeen(lines: string[], options: Parameters<typeof startListener>[1] = {}): Promise<Record<string, string>> {
  const listener = await startListener(showHeaders, options);
  running.push(listener);
  return JSON.parse((await sendRaw(listener.port, request("GET /", lines))).body) as Record<string, string>;
}

test.each([
  ["nobody trusted", "1.1.1.1", "9.9.9.9", 0, "9.9.9.9"],
  ["one hop", "6.6.6.6, 1.1.1.1", "10.0.0.1", 1, "1.1.1.1"],
  ["two hops", "6.6.6.6, 1.1.1.1, 10.0.0.2", "10.0.0.1", 2, "1.1.1.1"],
  ["fewer entries than hops", "6.6.6.6", "10.0.0.1", 2, "10.0.0.1"],
  ["no header", undefined, "10.0.0.1", 1, "10.0.0.1"],
  ["not an address", "evil<script>", "10.0.0.1", 1, "10.0.0.1"],
  ["an empty entry", "1.1.1.1, ", "10.0.0.1", 1, "10.0.0.1"],
  ["an address with port", "1.1.1.1:4711", "10.0.0.1", 1, "1.1.1.1"],
  ["IPv6 with port", "[2001:db8::1]:4711", "10.0.0.1", 1, "2001:db8::1"],
  ["a mapped address", undefined, "::ffff:9.9.9.9", 0, "9.9.9.9"],
  ["no peer any more", undefined, undefined, 0, "unknown"],
] as const)("finds the client with %s", (_name, forwarded, peer, hops, expected) => {
  expect(clientAddress(forwarded, peer, hops)).toBe(expected);
});

test("joins several X-Forwarded-For lines before it counts", async () => {
  const seen = await headersSeen(["X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 1.1.1.1"], { trustedProxyCount: 1 });
  expect(seen["x-client-address"]).toBe("1.1.1.1");
});

test("replaces what a client says about where it comes from and where it is going", async () => {
  const seen = await headersSeen([
    "X-Forwarded-For: 6.6.6.6",
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-Proto: gopher",
    "Forwarded: for=6.6.6.6;host=evil.example",
    "X-Real-IP: 6.6.6.6",
    "X-Request-Id: mine",
    "X-Client-Address: 6.6.6.6",
  ]);
  expect(JSON.stringify(seen)).not.toMatch(/6\.6\.6\.6|evil|gopher|mine/);
  expect(seen).toMatchObject({ "x-client-address": "127.0.0.1", "x-forwarded-for": "127.0.0.1", "x-forwarded-host": "shop.example", "x-forwarded-proto": "https", host: "shop.example" });
  expect(seen["x-request-id"]).toMatch(/^[\w-]{22}$/);
});

test.each([
  "X-Middleware-Subrequest: middleware:middleware",
  "X-Middleware-Rewrite: /ops",
  "X-Middleware-Override-Headers: cookie",
  "X-Nextjs-Data: 1",
  "X-Matched-Path: /ops",
  "X-Invoke-Path: /ops",
  "Next-Action: abc",
  "Next-Resume: 1",
  "Content-Security-Policy: script-src 'nonce-evil'",
  "X-Nonce: evil",
  "X-Http-Method-Override: DELETE",
  "X-Internal-Render: guess",
  "X-Form-Values: e30",
])("drops %s", async (line) => {
  const seen = await headersSeen([line]);
  expect(Object.keys(seen)).not.toContain(line.split(":")[0]?.toLowerCase());
});

test("keeps what browsers and Next's router send", async () => {
  const seen = await headersSeen(["Cookie: a=b", "RSC: 1", "Next-Router-Prefetch: 1", "Sec-Fetch-Site: same-origin", "Origin: https://shop.example"]);
  expect(seen).toMatchObject({ cookie: "a=b", rsc: "1", "next-router-prefetch": "1", "sec-fetch-site": "same-origin", origin: "https://shop.example" });
});

const local = { canonicalOrigin: "http://localhost:3000" };

test.each([
  ["GET /signin?returnTo=%2Fbag", "127.0.0.1:3000", "http://localhost:3000/signin?returnTo=%2Fbag"],
  ["GET //evil.example", "[::1]:3000", "http://localhost:3000//evil.example"],
  ["HEAD /", "127.0.0.1:3000", "http://localhost:3000/"],
  ["POST /", "127.0.0.1:3000", undefined],
  ["GET /api/health/ready", "127.0.0.1:3000", undefined],
  ["GET /", "127.0.0.1:3001", undefined],
  ["GET /", "127.0.0.1", undefined],
  ["GET /", "localhost:3000", undefined],
  ["GET /", "evil.example:3000", undefined],
])("sends %s on %s to %s", async (line, host, location) => {
  const listener = await startListener(showHeaders, local);
  running.push(listener);
  const answer = await sendRaw(listener.port, request(line).replace("Host: shop.example", `Host: ${host}`));
  expect(answer.status).toBe(location ? 308 : 200);
  expect(answer.headers["location"]).toBe(location);
});

test("never redirects by Host on a public address", async () => {
  const listener = await startListener(showHeaders);
  running.push(listener);
  expect((await sendRaw(listener.port, request("GET /").replace("shop.example", "127.0.0.1:443"))).status).toBe(200);
});

test.each([0, 1, 2])("believes no forged header with %i trusted proxies, but for the address that the outermost of them saw", async (trustedProxyCount) => {
  const forged = ["X-Forwarded-Host: evil.example", "X-Forwarded-Proto: http", "X-Forwarded-Port: 1", "X-Forwarded-Server: evil.example", "X-Forwarded-Scheme: http", "Forwarded: for=6.6.6.6;host=evil.example;proto=http", "X-Real-IP: 6.6.6.6", "True-Client-IP: 6.6.6.6", "X-Client-IP: 6.6.6.6", "X-Client-Address: 6.6.6.6"];
  // What a client wrote, then what each hop in front appended.
  const chain = ["6.6.6.6", "198.51.100.1", "10.0.0.2"];
  const seen = await headersSeen([...forged, `X-Forwarded-For: ${chain.slice(0, trustedProxyCount + 1).join(", ")}`], { trustedProxyCount });
  const client = ["127.0.0.1", "198.51.100.1", "198.51.100.1"][trustedProxyCount];
  expect(seen).toMatchObject({ "x-client-address": client, "x-forwarded-for": client, "x-forwarded-host": "shop.example", "x-forwarded-proto": "https", "x-forwarded-port": "443", host: "shop.example" });
  expect(JSON.stringify(seen)).not.toMatch(/6\.6\.6\.6|evil/);
});
