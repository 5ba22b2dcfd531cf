import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultReturnTo, safeReturnTo, samePage } from "./return-to.ts";

test.each([
  ["/", "/"],
  ["/bag", "/bag"],
  ["/bag?x=1&y=%2F%2Fevil#top", "/bag?x=1&y=%2F%2Fevil#top"],
  ["/account/sessions", "/account/sessions"],
  ["/saved/../bag", "/bag"],
  ["/bag?u=https://evil.example", "/bag?u=https://evil.example"],
  ["/signing-up", "/signing-up"],
  ["/apis", "/apis"],
  ["/search?q=ü", "/search?q=%C3%BC"],
  ["/a:b@c", "/a:b@c"],
])("keeps %j", (value, path) => {
  expect(safeReturnTo(value)).toBe(path);
});

// OA-11 and what browsers are known to read differently.
const hostileValues = [
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\\/evil.example",
  "https:evil.example",
  "https://evil.example",
  "https://shop.example",
  "http:/evil.example",
  "/%2f%2fevil.example",
  "/%2fevil.example",
  "/%5cevil.example",
  "/%5c%5cevil.example",
  "/./%2fevil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/%2e%2e//evil.example",
  "/a/..//evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r\n/evil.example",
  "\t//evil.example",
  " /bag",
  "/bag ",
  "/b\u0000ag",
  "/b%00ag",
  "/b%0d%0aset-cookie:x=y",
  "/b\u0085ag",
  "/%ff",
  "/%",
  "@evil.example",
  "evil.example",
  "bag",
  "?returnTo=/",
  "#x",
  "javascript:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,x",
  "",
  `/${"x".repeat(8_192)}`,
  `/${"x".repeat(2_048)}`,
  `/${"ü".repeat(400)}`,
  "/signout",
  "/signout/",
  "/signout?x",
  "/SIGNOUT",
  "/%73ignout",
  "/x/../signout",
  "/signin",
  "/signin/error?code=x",
  "/signin/existing",
  "/api/auth/signout",
  "/api",
  "/_next/data/x",
  "/bag/submit",
  "/bag/submit/",
  "/submit",
];

test.each(hostileValues.map((value) => [value.slice(0, 40), value]))("falls back for %j", (_shown, value) => {
  expect(safeReturnTo(value)).toBe(defaultReturnTo);
  expect(safeReturnTo(value, "/bag")).toBe("/bag");
});

test.each([undefined, null, 7, ["/bag"], { toString: () => "/bag" }])("falls back for %j, which is no text", (value) => {
  expect(safeReturnTo(value)).toBe(defaultReturnTo);
});

test("takes 2,048 characters and no more, encoded or not", () => {
  const longest = `/${"x".repeat(2_047)}`;
  expect(safeReturnTo(longest)).toBe(longest);
  expect(safeReturnTo(`/${"ü".repeat(341)}`)).toHaveLength(2_047);
});

/** Where a browser goes that is sent to `path` from a page of the shop. */
const landing = (path: string) => new URL(path, "https://shop.example/signin");

const hostile = fc
  .array(fc.oneof(fc.constantFrom("/", "\\", "//", "..", ".", "%2f", "%5c", "%2e", "%00", "%0a", "\t", "\n", "\r", " ", "@", ":", "?", "#", ";", "evil.example", "https:", "javascript:", "signout", "api", "submit", "％2f", "／", "\u2028", "\ud800", "ü"), fc.string({ unit: "binary", maxLength: 3 })), { maxLength: 10 })
  .map((parts) => parts.join(""));

test("never leaves the site, for any text", () => {
  fc.assert(
    fc.property(fc.oneof(hostile, hostile.map((text) => `/${text}`), fc.string({ unit: "binary" }), fc.webUrl()), (value) => {
      const path = safeReturnTo(value);
      expect(path).toMatch(/^\/(?![/\\])[!-~]*$/);
      expect(path.length).toBeLessThanOrEqual(2_048);
      const there = landing(path);
      expect(there.origin).toBe("https://shop.example");
      expect(there.pathname + there.search + there.hash).toBe(path);
      expect(there.pathname).not.toMatch(/^\/(signout|api)(\/|$)/i);
      // It is checked again wherever it comes back from the browser.
      expect(safeReturnTo(path, "/other")).toBe(path);
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ["/signin?returnTo=%2Fbag", "/signin?returnTo=%2Fbag"],
  ["/reauthenticate?returnTo=/account", "/reauthenticate?returnTo=/account"],
  ["/signin/error?code=unexpected&ref=X", "/signin/error?code=unexpected&ref=X"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["https://evil.example/", "/"],
  ["/api/auth/session", "/"],
  ["/account/submit", "/"],
  ["/a\u0000", "/"],
  [undefined, "/"],
  [`/${"x".repeat(3_000)}`, "/"],
])("leads back to the page %j that a form stood on, as %j", (value, path) => {
  expect(samePage(value)).toBe(path);
});
