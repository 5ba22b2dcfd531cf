import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import NextAuth from "next-auth";
import { NextRequest } from "next/server.js";
import { afterEach, expect, test, vi } from "vitest";
import { memoryAdapter, mended, relied, stockProvider, stubUpstream } from "./test-stock.ts";

/** What Next.js and next-auth do with addresses, methods, cookies and names of files. */

/** The request that a server component is rendered for, and what is done to its cookies. */
const component = vi.hoisted(() => ({ headers: new Headers(), jar: new Map<string, string>() }));
vi.mock("next/headers", () => ({ headers: async () => component.headers, cookies: async () => component.jar }));

const requireNext = createRequire(import.meta.url);

afterEach(() => vi.unstubAllEnvs());

/** The redirect URI of a start, with AUTH_URL set, at an address that may be another. */
async function redirectUri(authUrl: string, requestUrl: string): Promise<string | null> {
  vi.stubEnv("AUTH_URL", authUrl);
  const { handlers } = NextAuth({ providers: [stockProvider(stubUpstream().fetch)], secret: "s".repeat(32), trustHost: true, skipCSRFCheck: (await import("@auth/core")).skipCSRFCheck } as never);
  const response = await handlers.POST(new NextRequest(`${requestUrl}/api/auth/signin/amazon`, { method: "POST", body: new URLSearchParams() }));
  return new URL(response.headers.get("location") ?? "").searchParams.get("redirect_uri");
}

test.each(["127.0.0.1", "127.1.2.3", "[::1]"])("NextRequest calls %s localhost", (host) => {
  expect(new NextRequest(`http://${host}:3000/bag`).nextUrl.origin, mended("lib/env.ts")).toBe("http://localhost:3000");
});

test("an AUTH_URL of 127.0.0.1 gives a redirect URI on localhost, where its cookies are not", async () => {
  expect(await redirectUri("http://127.0.0.1:3000", "http://127.0.0.1:3000"), mended("lib/env.ts")).toBe("http://localhost:3000/api/auth/callback/amazon");
});

test("next-auth takes its origin from AUTH_URL, whatever the request says", async () => {
  expect(await redirectUri("https://shop.test", "https://evil.test"), relied("lib/env.ts")).toBe("https://shop.test/api/auth/callback/amazon");
});

test("next-auth makes a request of its own of the parts of one", async () => {
  vi.stubEnv("AUTH_URL", "https://shop.test");
  const { handlers } = NextAuth({ providers: [stockProvider(stubUpstream().fetch)], secret: "s".repeat(32), trustHost: true, skipCSRFCheck: (await import("@auth/core")).skipCSRFCheck } as never);
  const parts = { nextUrl: new URL("https://evil.test/api/auth/signin/amazon"), method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "callbackUrl=%2Fbag" };
  const response = await handlers.POST(parts as unknown as NextRequest);
  expect(new URL(response.headers.get("location") ?? "").searchParams.get("redirect_uri"), relied("lib/auth/authjs.ts")).toBe("https://shop.test/api/auth/callback/amazon");
  expect(response.headers.getSetCookie().join(), relied("lib/auth/authjs.ts")).toContain(encodeURIComponent("https://shop.test/bag"));
});

test("without AUTH_URL, next-auth takes its origin from the request", async () => {
  expect(await redirectUri("", "https://evil.test").catch(() => null), mended("lib/env.ts")).toBe("https://evil.test/api/auth/callback/amazon");
});

test("a request with TRACE cannot be made at all, which Next.js answers with a fault", () => {
  expect(() => new NextRequest("http://localhost:3000/", { method: "TRACE" }), mended("server/exchange.ts")).toThrow(TypeError);
});

test("next-auth imports next/server without its ending, which plain Node does not resolve", () => {
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", 'import "next-auth"'], { encoding: "utf8" });
  expect(status, mended("scripts/test/vitest.config.ts")).not.toBe(0);
  expect(stderr, mended("scripts/test/vitest.config.ts")).toContain("next/server.js");
});

test("Next.js builds a file named middleware still, beside its newer name proxy", () => {
  const names = requireNext("next/dist/lib/constants.js") as Record<string, unknown>;
  expect(names.MIDDLEWARE_FILENAME, relied("middleware.ts")).toBe("middleware");
  expect(names.PROXY_FILENAME, relied("docs/decisions/0005-keep-middleware-ts.md")).toBe("proxy");
});

test("in a server component a session's row slides on and its cookie does not", async () => {
  vi.stubEnv("AUTH_URL", "https://shop.test");
  const { adapter, rows } = memoryAdapter();
  rows.users.push({ id: "vera", email: "vera@shop.example", emailVerified: null });
  rows.sessions.push({ sessionToken: "token", userId: "vera", expires: new Date(Date.now() + 86_400_000) });
  component.headers = new Headers({ cookie: "__Secure-authjs.session-token=token" });
  const { auth } = NextAuth({ adapter, providers: [stockProvider(stubUpstream().fetch)], secret: "s".repeat(32), trustHost: true });
  expect(await auth()).toMatchObject({ user: { id: "vera" } });
  expect(rows.sessions[0]?.expires.getTime(), mended("lib/sessions/check.ts")).toBeGreaterThan(Date.now() + 29 * 86_400_000);
  expect([...component.jar], mended("lib/sessions/check.ts")).toEqual([]);
});

test("cookies().set() beside an answer takes the Max-Age=0 from the cookies that the answer clears", () => {
  const { MutableRequestCookiesAdapter: adapter, appendMutableCookies } = requireNext("next/dist/server/web/spec-extension/adapters/request-cookies.js");
  const jar = adapter.wrap(new NextRequest("https://shop.test/").cookies);
  const headers = new Headers({ "set-cookie": "check=; Path=/; Max-Age=0" });
  jar.set("own", "1");
  appendMutableCookies(headers, jar);
  expect(headers.getSetCookie(), mended("lib/auth/answers.ts")).toEqual(["check=; Path=/", "own=1; Path=/"]);
});
