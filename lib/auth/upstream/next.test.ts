import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import NextAuth from "next-auth";
import { NextRequest } from "next/server.js";
import { afterEach, expect, test, vi } from "vitest";
import { mended, relied, stockProvider, stubUpstream } from "./test-stock.ts";

/** What Next.js and next-auth do with addresses, methods and names of files. */

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
  const names = createRequire(import.meta.url)("next/dist/lib/constants.js") as Record<string, unknown>;
  expect(names.MIDDLEWARE_FILENAME, relied("middleware.ts")).toBe("middleware");
  expect(names.PROXY_FILENAME, relied("docs/decisions/0005-keep-middleware-ts.md")).toBe("proxy");
});
