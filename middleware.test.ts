import { NextRequest } from "next/server";
import { beforeEach, expect, test, vi } from "vitest";

const settings = vi.hoisted(() => ({ AUTH_URL: "http://localhost:3000", AUTH_AMAZON_AUTHORIZE_URL: "http://localhost:4400/ap/oa", AUTH_PROVIDER_ORDER: ["amazon", "email"] }));
vi.mock("#lib/env.ts", () => ({ env: () => settings }));

const { config, middleware } = await import("./middleware.ts");

beforeEach(() => {
  settings.AUTH_URL = "http://localhost:3000";
});

function send(path: string, init: { method?: string; headers?: Record<string, string> } = {}) {
  return middleware(new NextRequest(new URL(path, settings.AUTH_URL), init));
}

function nonceIn(policy: string | null): string | undefined {
  return /'nonce-([^']+)'/.exec(policy ?? "")?.[1];
}

test("gives every page a nonce of its own, in the answer's policy and in the request's", () => {
  const first = send("/signin");
  const policy = first.headers.get("content-security-policy");
  expect(first.headers.get("x-middleware-request-content-security-policy")).toBe(policy);
  expect(first.headers.get("x-middleware-request-x-nonce")).toBe(nonceIn(policy));
  expect(nonceIn(policy)).toMatch(/^[\w+/]{22}==$/);
  expect(nonceIn(send("/signin").headers.get("content-security-policy"))).not.toBe(nonceIn(policy));
});

test("overwrites a policy that the client sent", () => {
  const response = send("/signin", { headers: { "content-security-policy": "script-src 'nonce-evil'", "x-nonce": "evil" } });
  expect(JSON.stringify([...response.headers])).not.toContain("evil");
});

test.each([
  ["/account", "/signin?returnTo=%2Faccount"],
  ["/account/sessions?page=2", "/signin?returnTo=%2Faccount%2Fsessions%3Fpage%3D2"],
  ["/orders", "/signin?returnTo=%2Forders"],
])("sends a signed-out person from %s to %s", (path, target) => {
  const response = send(path);
  expect(response.status).toBe(307);
  expect(response.headers.get("location")).toBe(`http://localhost:3000${target}`);
  expect(response.headers.get("x-frame-options")).toBe("DENY");
});

test.each(["/", "/bag", "/accounts", "/signin", "/orders-help"])("leaves %s open to everybody", (path) => {
  expect(send(path).headers.get("location")).toBeNull();
});

test("believes any session cookie of the right name, and only that name", () => {
  const withCookie = (name: string) => send("/account", { headers: { cookie: `${name}=x` } }).status;
  expect(withCookie("authjs.session-token")).toBe(200);
  expect(withCookie("__Host-authjs.session-token")).toBe(307);
  settings.AUTH_URL = "https://shop.example";
  expect(withCookie("__Host-authjs.session-token")).toBe(200);
  expect(withCookie("authjs.session-token")).toBe(307);
});

test.each([
  ["/", "/submit"],
  ["/bag", "/bag/submit"],
  ["/signin/verify?x=1", "/signin/verify/submit?x=1"],
  ["/bag/submit", "/bag/submit"],
  ["/resubmit", "/resubmit/submit"],
])("hands a form posted to %s to %s, without headers that the handler's answer could not replace", (path, target) => {
  const response = send(path, { method: "POST" });
  expect(response.headers.get("x-middleware-rewrite")).toBe(`http://localhost:3000${target}`);
  expect(response.headers.get("content-security-policy")).toBeNull();
});

const matched = (path: string) => config.matcher.some((pattern) => new RegExp(`^${pattern}$`).test(path));

test.each(["/api", "/api/auth/session", "/api/health/live", "/_next/static/a.js", "/favicon.ico", "/brand/button.png", "/robots.txt"])("does not run for %s", (path) => {
  expect(matched(path)).toBe(false);
});

test.each(["/", "/account", "/account/x.png", "/apiary", "/signin/error", "/.well-known/change-password", "/.well-known/security.txt"])("runs for %s", (path) => {
  expect(matched(path)).toBe(true);
});
