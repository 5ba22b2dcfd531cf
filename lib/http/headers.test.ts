import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { expect, test } from "vitest";
import { cacheControl, contentSecurityPolicy, fallbackContentSecurityPolicy, securityHeaders } from "./headers.ts";

const base = { nonce: "bm9uY2U=", formTargets: ["https://www.amazon.com"], secure: true, development: false };

test("sends HSTS for a year with subdomains, on https only", () => {
  expect(securityHeaders("/", true)["Strict-Transport-Security"]).toBe("max-age=31536000; includeSubDomains");
  expect(securityHeaders("/", false)["Strict-Transport-Security"]).toBeUndefined();
});

test("names a report address that works: report-to on https, where Chromium keeps its endpoints, report-uri everywhere", () => {
  expect(contentSecurityPolicy(base)).toContain("report-uri /api/csp-report; report-to csp");
  expect(securityHeaders("/", true)["Reporting-Endpoints"]).toBe('csp="/api/csp-report"');
  expect(contentSecurityPolicy({ ...base, secure: false })).toContain("report-uri /api/csp-report");
  expect(contentSecurityPolicy({ ...base, secure: false })).not.toContain("report-to");
});

test.each([
  ["/api/auth/callback/amazon", "no-referrer"],
  ["/signin/error", "no-referrer"],
  ["/signin/verify", "no-referrer"],
  ["/signin/undo-change", "no-referrer"],
  ["/signin/undo-merge", "no-referrer"],
  ["/signin/undo-changes", "strict-origin-when-cross-origin"],
  ["/signin/errors", "strict-origin-when-cross-origin"],
  ["/signin", "strict-origin-when-cross-origin"],
])("sets the referrer policy of %s to %s", (path, policy) => {
  expect(securityHeaders(path, true)["Referrer-Policy"]).toBe(policy);
});

test("allows script by nonce only, and never inline or evaluated script in production", () => {
  const policy = contentSecurityPolicy(base);
  expect(policy).toContain("script-src 'self' 'nonce-bm9uY2U=' 'strict-dynamic';");
  expect(policy).not.toMatch(/unsafe-(inline|eval)/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("upgrade-insecure-requests");
  expect(contentSecurityPolicy({ ...base, development: true })).toContain("'unsafe-eval'");
});

test("lets forms go to Amazon's authorization hosts and to a configured sandbox, nowhere else", () => {
  const policy = contentSecurityPolicy({ ...base, secure: false, formTargets: ["http://localhost:4400"] });
  expect(policy).toContain(
    "form-action 'self' https://www.amazon.com https://na.account.amazon.com https://eu.account.amazon.com https://apac.account.amazon.com http://localhost:4400;",
  );
  expect(policy).not.toContain("upgrade-insecure-requests");
});

test("gives data a policy that allows nothing, and pages without a nonce one without inline script", () => {
  expect(fallbackContentSecurityPolicy("application/json")).toMatch(/^default-src 'none'/);
  expect(fallbackContentSecurityPolicy("text/html; charset=utf-8")).toMatch(/^default-src 'self'/);
  expect(fallbackContentSecurityPolicy("text/html")).not.toContain("unsafe");
});

test.each([
  ["/_next/static/chunks/a.js", 200, "public, max-age=31536000, immutable", "public, max-age=31536000, immutable"],
  ["/_next/static/chunks/gone.js", 404, "public, max-age=31536000, immutable", "no-store"],
  ["/brand/button.png", 200, "public, max-age=0", "public, max-age=86400"],
  ["/favicon.ico", 304, "public, max-age=0", "public, max-age=86400"],
  ["/account/x.png", 200, "public, max-age=0", "no-store"],
  ["/x.png", 200, "private, no-cache, no-store", "private, no-cache, no-store"],
  ["/", 200, "s-maxage=31536000", "no-store"],
  ["/api/auth/session", 200, undefined, "no-store"],
])("caches %s (%i, %s) as %s", (path, status, current, expected) => {
  expect(cacheControl(path, status, current)).toBe(expected);
});

test("an independent judge finds nothing in any policy that a shop with the real Amazon sends", () => {
  const policies = [contentSecurityPolicy(base), ...["text/html", "application/json"].map(fallbackContentSecurityPolicy)];
  const findings = policies.flatMap((policy) => new CspEvaluator(new CspParser(policy).csp).evaluate());
  // 'self' beside 'strict-dynamic' is for browsers that do not know the latter: a remark without severity.
  expect(findings.filter(({ severity }) => severity < Severity.NONE)).toEqual([]);
  expect(findings.map(({ value }) => value)).toContain("'self'");
});
